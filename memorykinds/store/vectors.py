"""Vectors: one FAISS index, and which row each of its vectors belongs to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from memorykinds.store.columns import Mask
from memorykinds.store.embedding import Vectors
from memorykinds.store.grown import Grown

_faiss: Any = faiss  # its type stubs describe the C++ constructors, not those of Python


class VectorIndex:
    """The vectors of some rows, searchable by cosine; a row has one for each of its texts.

    FAISS numbers vectors by position, and what is removed stays as a dead position. The
    index is exact and flat: a search compares the query with each vector that it may find,
    and reads no other.

    Args:
        dims: The length of a vector.

    Attributes:
        dims: The same.
    """

    def __init__(self, dims: int) -> None:
        self.dims = dims
        self._faiss = _faiss.IndexFlatIP(dims)
        self._owner = Grown(np.int32)  # of each position, its row
        self._alive = Grown(np.bool_)
        self._dead = 0
        self._first = Grown(np.int32)  # of each row, its first position ...
        self._count = Grown(np.int32)  # ... and how many: those of a row stand together

    @property
    def size(self) -> int:
        """How many vectors it holds, the dead ones included."""
        return len(self._owner)

    @property
    def dead(self) -> int:
        """How many of them were removed."""
        return self._dead

    @property
    def rows(self) -> Mask:
        """Which rows have a vector."""
        has: Mask = self._count.array > 0
        return has

    def reserve(self, vectors: int) -> None:
        """Make room for so many: growing step by step would copy all that is there."""
        self._faiss.codes.resize(vectors * self.dims * 4)
        self._faiss.codes.resize(0)  # the room stays

    def add_rows(self, number: int) -> None:
        """Know of further rows, as yet without a vector."""
        self._first.extend(np.zeros(number))
        self._count.extend(np.zeros(number))

    def add(self, owners: npt.NDArray[np.int64], vectors: Vectors) -> None:
        """Append vectors of rows that have none; those of a row stand together."""
        if not len(owners):
            return
        start = self.size
        self._faiss.add(vectors)
        self._owner.extend(owners)
        self._alive.extend(np.ones(len(owners), np.bool_))
        rows, first, count = np.unique(owners, return_index=True, return_counts=True)
        self._first.array[rows] = start + first
        self._count.array[rows] = count

    def remove(self, row: int) -> None:
        """Drop the vectors of one row."""
        first, count = int(self._first.array[row]), int(self._count.array[row])
        self._alive.array[first : first + count] = False
        self._count.array[row] = 0
        self._dead += count

    def search(self, query: Vectors, want: int, admitted: Mask | None) -> list[tuple[float, int]]:
        """Return (cosine, row), best first: at least `want` rows, if there are.

        Rows that tie with the last one wanted are all returned, so that the caller's order
        of equals does not depend on FAISS; a row counts with its best vector.

        Args:
            query: One unit vector, shape (dims,).
            want: How many rows, at least 1.
            admitted: Which rows may be found; None is all.
        """
        positions = self._positions(admitted)
        total = self.size if positions is None else len(positions)
        parameters = None
        if positions is not None:
            selector = _faiss.IDSelectorArray(positions)  # reads these alone, in their order
            parameters = _faiss.SearchParameters(sel=selector)
        k = min(total, want + 1)
        while k:
            with _on_this_thread():
                scores, found = self._faiss.search(query[None], k, params=parameters)
            best: dict[int, float] = {}
            owners = self._owner.array[found[0]].tolist()
            for score, row in zip(scores[0].tolist(), owners, strict=True):
                best.setdefault(row, score)  # scores fall: the first is the row's best
            settled = len(best) >= want and scores[0][-1] < list(best.values())[want - 1]
            if settled or k == total:
                return [(min(1.0, max(-1.0, score)), row) for row, score in best.items()]
            k = min(total, 2 * k)  # several vectors of one row, or a tie: look further
        return []

    def _positions(self, admitted: Mask | None) -> npt.NDArray[np.int64] | None:
        if admitted is None:
            return np.flatnonzero(self._alive.array) if self._dead else None
        mask = admitted[self._owner.array]
        return np.flatnonzero(mask & self._alive.array if self._dead else mask)


@contextmanager
def _on_this_thread() -> Iterator[None]:
    """Let FAISS search on the calling thread alone.

    Two threads that share one query wait for each other: 16 ms instead of 0.8 ms were seen for
    10,000 vectors on a busy machine with two cores. The number belongs to the calling thread
    (OpenMP's nthreads-var), and is put back for what else it does with FAISS.
    """
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
