"""Vectors: one index of FAISS's, and which row each of its vectors belongs to."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from memorykinds.store.columns import Mask
from memorykinds.store.embedding import Vectors
from memorykinds.store.grown import Grown
from memorykinds.store.indexes import grown_up
from memorykinds.store.indexes.flat import FlatIndex
from memorykinds.store.indexes.index import FEW, Found, Index, on_this_thread
from memorykinds.store.indexes.plan import IndexKind, IndexPlan

Ranked = list[tuple[tuple[int, float], int]]
"""(rank, row), the lowest rank first. A rank is (part, -score): part 0, or 1 for those that an
approximate search missed, which follow what it found whatever their score."""

_Search = Callable[[Vectors, int, Mask | None], Found]


class IndexState(NamedTuple):
    """What is in memory of one prefix's vectors; see `FaissStore.indexes`."""

    prefix: tuple[str, ...]
    kind: IndexKind
    """How they are searched: "flat" while there are few, whatever was asked for."""
    vectors: int
    dead: int
    """How many of them were removed, and are passed over until the index is made anew."""
    bytes: int
    """Memory that the index takes, without what allocators keep in reserve."""


class VectorIndex:
    """The vectors of some rows, searchable by cosine; a row has one for each of its texts.

    FAISS numbers vectors by position, and what is removed stays as a dead position. What may
    not be found is left out by FAISS itself, before it counts how many it has: a page is
    never short.

    Args:
        dims: The length of a vector.
        plan: Which kind of index it becomes when there are enough vectors for it.

    Attributes:
        dims: The same.
    """

    def __init__(self, dims: int, plan: IndexPlan) -> None:
        self.dims = dims
        self._plan = plan
        self._index: Index = FlatIndex(dims)
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

    @property
    def outgrown(self) -> bool:
        """Whether it is better made anew: what it learned of its vectors fits no more."""
        return self._index.outgrown

    @property
    def bytes(self) -> int:
        """How much memory the vectors take."""
        return self._index.bytes

    def state(self, prefix: tuple[str, ...]) -> IndexState:
        """Return what is in memory, for the prefix that it belongs to."""
        return IndexState(prefix, self._index.kind, self.size, self.dead, self.bytes)

    def reserve(self, vectors: int) -> None:
        """Make room for so many, before the first."""
        if isinstance(self._index, FlatIndex):
            self._index.reserve(vectors)

    def settle(self) -> None:
        """Become what the plan says, if there are enough vectors now; this may take seconds."""
        self._index = grown_up(self._index, self._plan)

    def add_rows(self, number: int) -> None:
        """Know of further rows, as yet without a vector."""
        self._first.extend(np.zeros(number))
        self._count.extend(np.zeros(number))

    def add(self, owners: npt.NDArray[np.int64], vectors: Vectors) -> None:
        """Append vectors of rows that have none; those of a row stand together."""
        if not len(owners):
            return
        start = self.size
        with on_this_thread() if len(vectors) < FEW else nullcontext():
            self._index.add(vectors)
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

    def search(self, query: Vectors, want: int, admitted: Mask | None) -> Ranked:
        """Return the rows nearest to the query: at least `want` of them, if there are.

        Rows that tie with the last one wanted are all returned, so that the caller's order
        of equals does not depend on FAISS; a row counts with its best vector. If an
        approximate search has not found enough, the others follow, compared one by one.

        Args:
            query: One unit vector, shape (dims,).
            want: How many rows, at least 1.
            admitted: Which rows may be found; None is all.
        """
        query = query[None]
        allowed = self._allowed(admitted)
        few = self._number(allowed) <= self._plan.exact_up_to
        if few or not self._index.approximate:
            found, _ = self._rows(self._index.every, query, want, allowed)
            return _ranked(0, found)
        found, whole = self._rows(self._index.near, query, want, allowed)
        if whole:
            return _ranked(0, found)
        # Others may score as the last one did and were not found: they come with those.
        last = min(found.values(), default=0.0)
        found = {row: score for row, score in found.items() if score > last}
        missed = np.ones(len(self._count), np.bool_) if admitted is None else admitted.copy()
        missed[list(found)] = False
        others, _ = self._rows(self._index.every, query, want - len(found), self._allowed(missed))
        return _ranked(0, found) + _ranked(1, others)

    def cosines(self, query: Vectors, most: int, admitted: Mask | None) -> npt.NDArray[np.float64]:
        """Return the likeness of each row to the query; NaN if it is not among the `most` nearest.

        Args:
            query: One unit vector, shape (dims,).
            most: How many vectors are compared in the end.
            admitted: Which rows count; None is all.
        """
        allowed = self._allowed(admitted)
        found = np.full(len(self._count), np.nan)
        k = min(most, self._number(allowed))
        if k:
            with on_this_thread():
                search = self._index.near if self._index.approximate else self._index.every
                scores, positions = search(query[None], k, allowed)
            # Scores fall, so backwards a row's best vector is assigned last.
            found[self._owner.array[positions[::-1]]] = np.clip(scores[::-1], -1.0, 1.0)
        return found

    def _rows(
        self, search: _Search, query: Vectors, want: int, allowed: Mask | None
    ) -> tuple[dict[int, float], bool]:
        """Return rows with their scores, best first, and whether that is the whole answer.

        It is not if the search ended before it came to a score below that of the last row
        wanted, and has not been everywhere.
        """
        total = self._number(allowed)
        k = min(total, want + 1)
        while k:
            with on_this_thread():
                scores, positions = search(query, k, allowed)
            best: dict[int, float] = {}
            owners = self._owner.array[positions].tolist()
            for score, row in zip(scores.tolist(), owners, strict=True):
                best.setdefault(row, score)  # scores fall: the first is the row's best
            settled = len(best) >= want and scores[-1] < list(best.values())[want - 1]
            if settled or k == total or len(positions) < k:
                return best, settled or len(positions) == total
            k = min(total, 2 * k)  # several vectors of one row, or a tie: look further
        return {}, True

    def _allowed(self, admitted: Mask | None) -> Mask | None:
        """Return which positions may be found; None is all."""
        if admitted is None:
            return self._alive.array if self._dead else None
        mask: Mask = admitted[self._owner.array]
        return mask & self._alive.array if self._dead else mask

    def _number(self, allowed: Mask | None) -> int:
        return self.size if allowed is None else int(np.count_nonzero(allowed))


def _ranked(part: int, found: dict[int, float]) -> Ranked:
    clamped = ((row, min(1.0, max(-1.0, score))) for row, score in found.items())
    return [((part, -score), row) for row, score in clamped]
