"""Indexes: four ways in which FAISS keeps vectors and finds the nearest ones.

| kind | what it does | what that costs |
|---|---|---|
| ``flat`` | compares the query with every vector | time that grows with their number |
| ``hnsw`` | walks a graph of neighbours towards the query | long building, more memory, some misses |
| ``ivf`` | looks into the lists of vectors that are nearest to the query | training, some misses |
| ``sq8`` | compares with every vector, each rounded to a byte a number | scores are rounded |

Read `plan` (what can be chosen), `index` (what each of them must do), `flat`, then the others.
"""

from memorykinds.store.indexes.flat import FlatIndex
from memorykinds.store.indexes.hnsw import HnswIndex
from memorykinds.store.indexes.index import Index
from memorykinds.store.indexes.ivf import IvfIndex
from memorykinds.store.indexes.plan import IndexPlan
from memorykinds.store.indexes.sq8 import Sq8Index

_KINDS: dict[str, type[HnswIndex | IvfIndex | Sq8Index]] = {
    "hnsw": HnswIndex,
    "ivf": IvfIndex,
    "sq8": Sq8Index,
}


def grown_up(index: Index, plan: IndexPlan) -> Index:
    """Return the index of the kind that was asked for, once there are enough vectors for it.

    Until then, and where the kind is "flat", it is the index that was passed. Building copies
    the vectors, so that for this moment they are in memory twice.
    """
    if plan.kind in _KINDS and isinstance(index, FlatIndex) and index.size > plan.exact_up_to:
        return _KINDS[plan.kind](index.vectors, plan)
    return index
