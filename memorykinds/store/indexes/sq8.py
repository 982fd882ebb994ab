"""SQ8: the query is compared with every vector, each rounded to a byte a number.

"SQ" is scalar quantization: of each dimension the least and the greatest number are learned,
and 256 steps between them are all that is kept.
"""

import math

import faiss
import numpy as np

from memorykinds.store.columns import Mask
from memorykinds.store.embedding import Vectors
from memorykinds.store.indexes.index import Found, Index, only_found, raw, selected
from memorykinds.store.indexes.plan import IndexPlan


class Sq8Index(Index):
    """Vectors in a quarter of the memory, and about half of the time.

    Its scores are those of the rounded vectors. It is no approximate search: nothing is
    passed by, and only vectors whose scores are nearly equal may change places.

    Args:
        vectors: What it holds at first, shape (n, dims), and learns the range of.
        plan: It has no parameters.
    """

    kind = "sq8"

    def __init__(self, vectors: Vectors, plan: IndexPlan) -> None:  # noqa: ARG002
        dims = vectors.shape[1]
        bits: int = faiss.ScalarQuantizer.QT_8bit
        index = raw.IndexScalarQuantizer(dims, bits, faiss.METRIC_INNER_PRODUCT)
        super().__init__(index, dims, trained_on=len(vectors))
        index.train(_ranges(vectors))
        index.add(vectors)

    @property
    def bytes(self) -> int:
        """How much memory they take."""
        return self.size * self._dims

    def every(self, query: Vectors, k: int, allowed: Mask | None) -> Found:
        """Return the best `k`."""
        parameters = None
        if allowed is not None:
            parameters = raw.SearchParameters(sel=selected(allowed))
        return only_found(*self._faiss.search(query, k, params=parameters))


def _ranges(vectors: Vectors) -> Vectors:
    """Return the least and the greatest number of each dimension, with room for others.

    A number in a unit vector is about 1 / sqrt(dims); three times that is seldom exceeded.
    """
    room = 3 / math.sqrt(vectors.shape[1])
    least = np.minimum(vectors.min(axis=0), -room)
    greatest = np.maximum(vectors.max(axis=0), room)
    return np.stack([least, greatest]).astype(np.float32)
