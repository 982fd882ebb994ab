"""Flat: the query is compared with every vector, so nothing is missed."""

from typing import Any

import faiss
import numpy as np

from memorykinds.store.columns import Mask
from memorykinds.store.embedding import Vectors
from memorykinds.store.indexes.index import Found, Index, raw


class FlatIndex(Index):
    """All vectors in one block of memory.

    Args:
        dims: The length of a vector.
    """

    kind = "flat"

    def __init__(self, dims: int) -> None:
        super().__init__(raw.IndexFlatIP(dims), dims)

    @property
    def bytes(self) -> int:
        """How much memory they take."""
        return self.size * self._dims * 4

    @property
    def vectors(self) -> Vectors:
        """All of them, shape (n, dims): a view, which the next `add` may leave behind."""
        block: Vectors = faiss.rev_swig_ptr(self._faiss.get_xb(), self.size * self._dims)
        return block.reshape(-1, self._dims)

    def reserve(self, vectors: int) -> None:
        """Make room for so many: growing step by step would copy all that is there."""
        self._faiss.codes.resize(vectors * self._dims * 4)
        self._faiss.codes.resize(0)  # the room stays

    def every(self, query: Vectors, k: int, allowed: Mask | None) -> Found:
        """Return the best `k`."""
        return compare(self._faiss, query, k, allowed)


def compare(flat: Any, query: Vectors, k: int, allowed: Mask | None) -> Found:
    """Return the best `k` of FAISS's own flat index, which has at least as many."""
    parameters = None
    if allowed is not None:
        selector = raw.IDSelectorArray(np.flatnonzero(allowed))  # reads these alone, in their order
        parameters = raw.SearchParameters(sel=selector)
    scores, found = flat.search(query, k, params=parameters)
    return Found(scores[0], found[0])
