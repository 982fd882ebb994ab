"""HNSW: a graph of neighbours, in which a search walks towards the query.

Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using
Hierarchical Navigable Small World graphs", 2016.
"""

import math

import faiss

from memorykinds.store.columns import Mask
from memorykinds.store.embedding import Vectors
from memorykinds.store.indexes.flat import compare
from memorykinds.store.indexes.index import Found, Index, only_found, raw, selected
from memorykinds.store.indexes.plan import IndexPlan


class HnswIndex(Index):
    """Vectors, each linked to near ones.

    A new vector is linked in at once. A dead one stays: others are reached through it.

    Args:
        vectors: What it holds at first, shape (n, dims).
        plan: ``m``, ``ef_construction`` and ``ef_search``.
    """

    kind = "hnsw"
    approximate = True

    def __init__(self, vectors: Vectors, plan: IndexPlan) -> None:
        dims = vectors.shape[1]
        super().__init__(raw.IndexHNSWFlat(dims, plan.m, faiss.METRIC_INNER_PRODUCT), dims)
        self._plan = plan
        self._faiss.hnsw.efConstruction = plan.ef_construction
        self._faiss.add(vectors)

    @property
    def bytes(self) -> int:
        """How much memory they and their links take.

        A vector has 2 m links of 4 bytes, and one in m has m more in the next layer.
        """
        return self.size * (self._dims * 4 + self._plan.m * 2 * 4 + 16)

    def near(self, query: Vectors, k: int, allowed: Mask | None) -> Found:  # noqa: ARG002
        """Return the best ``ef_search`` that the walk comes by.

        It is as wide for every `k`, so that a further page goes on where the last one ended.
        Where only some may be found it is wider in proportion, as it passes by the others too.
        """
        plenty = min(self._plan.ef_search, self.size)
        width = plenty
        if allowed is not None:
            share = self.size / max(1, allowed.sum())
            width = min(self.size, math.ceil(plenty * share))
        parameters = raw.SearchParametersHNSW(efSearch=width, sel=selected(allowed))
        return only_found(*self._faiss.search(query, plenty, params=parameters))

    def every(self, query: Vectors, k: int, allowed: Mask | None) -> Found:
        """Return the best `k`; the graph keeps the vectors in a flat index."""
        return compare(faiss.downcast_index(self._faiss.storage), query, k, allowed)
