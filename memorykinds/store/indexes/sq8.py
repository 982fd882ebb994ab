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
        self._trained_on = len(vectors)
        self._dims: int = vectors.shape[1]
        bits: int = faiss.ScalarQuantizer.QT_8bit
        self._faiss = raw.IndexScalarQuantizer(self._dims, bits, faiss.METRIC_INNER_PRODUCT)
        self._faiss.train(_ranges(vectors))
        self._faiss.add(vectors)

    @property
    def size(self) -> int:
        """How many vectors it holds."""
        return int(self._faiss.ntotal)

    @property
    def bytes(self) -> int:
        """How much memory they take."""
        return self.size * self._dims

    @property
    def outgrown(self) -> bool:
        """Whether most vectors came after the ranges were learned, and may lie outside."""
        return self.size > 2 * self._trained_on

    def add(self, vectors: Vectors) -> None:
        """Append vectors, rounded."""
        self._faiss.add(vectors)

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
