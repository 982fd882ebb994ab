"""Index: what each kind of index must do, and on how many threads FAISS does it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import faiss
import numpy as np
import numpy.typing as npt

from memorykinds.store.columns import Mask
from memorykinds.store.embedding import Vectors
from memorykinds.store.indexes.plan import IndexKind

raw: Any = faiss  # its type stubs describe the C++ constructors, not those of Python

FEW = 256
"""So few vectors are added on the calling thread: more threads would wait for each other."""


class Found(NamedTuple):
    """What FAISS found, best first."""

    scores: npt.NDArray[np.float32]
    positions: npt.NDArray[np.int64]


class Index(ABC):
    """Vectors by position, in the order in which they were added; none is ever moved.

    What is removed stays as a dead position, which the caller leaves out by `allowed`: FAISS
    cannot take a vector out of a graph, and to close the gap in the others would move all
    that follow. When most are dead, the caller builds a new index.

    Args:
        index: FAISS's own.
        dims: The length of a vector.
        trained_on: Of how many vectors it learned something; None if there is nothing to learn.
    """

    kind: IndexKind
    approximate = False
    """Whether `near` may miss what `every` finds."""

    def __init__(self, index: Any, dims: int, trained_on: int | None = None) -> None:
        self._faiss = index
        self._dims = dims
        self._trained_on = trained_on

    @property
    def size(self) -> int:
        """How many vectors it holds."""
        return int(self._faiss.ntotal)

    @property
    @abstractmethod
    def bytes(self) -> int:
        """How much memory they take, without what allocators keep in reserve."""

    @property
    def outgrown(self) -> bool:
        """Whether most vectors came after it had learned, so that it may not fit them."""
        return self._trained_on is not None and self.size > 2 * self._trained_on

    def add(self, vectors: Vectors) -> None:
        """Append vectors, shape (n, dims)."""
        self._faiss.add(vectors)

    def near(self, query: Vectors, k: int, allowed: Mask | None) -> Found:
        """Return the best that it finds in its own way.

        Fewer than `k` are all that it can find so. What it finds for a larger `k` begins with
        what it finds for a smaller one: pages could not be cut from it otherwise.

        Args:
            query: One unit vector, shape (1, dims).
            k: How many are wanted.
            allowed: Which positions may be found; None is all.
        """
        return self.every(query, k, allowed)

    @abstractmethod
    def every(self, query: Vectors, k: int, allowed: Mask | None) -> Found:
        """Return the best `k` by comparing the query with each vector that is allowed."""


def selected(allowed: Mask | None) -> Any:
    """Return FAISS's selector of the positions that are allowed; None is all."""
    if allowed is None:
        return None
    return raw.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))


def only_found(scores: npt.NDArray[Any], positions: npt.NDArray[Any]) -> Found:
    """Return the answer to one query without the places that FAISS could not fill."""
    there = int(np.count_nonzero(positions[0] >= 0))  # they come last
    return Found(scores[0][:there], positions[0][:there])


@contextmanager
def on_this_thread() -> Iterator[None]:
    """Let FAISS work on the calling thread alone.

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
