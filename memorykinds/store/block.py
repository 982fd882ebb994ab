"""Block: what one holder does within `FaissStore.exclusive`, as one transaction.

SQLite has one writer for each file. A transaction held open while a model answers would make
all other users wait for that answer, so none is: the block's writes are embedded and put
aside as they come, and go to the file in one short transaction at its end. To read in between
is to write them, look, and take them back.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

from langgraph.store.base import Op, PutOp, Result

from memorykinds.kinds.clock import Clock
from memorykinds.store import writes
from memorykinds.store.agreement import require_same
from memorykinds.store.cache import ScopeCache
from memorykinds.store.database import Database
from memorykinds.store.embedding import Embedder, Vectors
from memorykinds.store.moments import Moment, moment_of
from memorykinds.store.operations import StoredTexts, prepare
from memorykinds.store.reading import Reading
from memorykinds.store.rows import Labels
from memorykinds.store.staging import Staging

T = TypeVar("T")
Writing = Callable[[], AbstractContextManager[None]]


class Block:
    """The reads and writes of one block.

    Args:
        path: The store's file.
        database: The same, opened.
        writing: Gives a transaction that writes, and the store's lock for as long.
        embedder: Makes the vectors; None leaves every item without.
        generation: Of the vectors of the file, as the embedder's are.
        clock: Looked at once, for all that the block writes.
        stored: Says which items of the file already have the vectors of their texts.
        new_cache: Returns an empty cache of scopes.
    """

    def __init__(
        self,
        path: Path | None,
        database: Database,
        writing: Writing,
        *,
        embedder: Embedder | None,
        generation: str | None,
        clock: Clock,
        stored: StoredTexts,
        new_cache: Callable[[], ScopeCache],
    ) -> None:
        self._path = path
        self._database = database
        self._writing = writing
        self._embedder = embedder
        self._generation = generation
        self._clock = clock
        self._stored = stored
        self._new_cache = new_cache
        self._staging = Staging(path, 0 if embedder is None else embedder.dims)
        self._moment: Moment | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is to be written yet: what is read is what is in the file."""
        return not len(self._staging)

    def put_aside(self, ops: Sequence[Op]) -> None:
        """Embed what a batch writes and put it aside."""
        if any(isinstance(op, PutOp) for op in ops):
            self._staging.add(prepare(ops, self._embedder, self._known))

    def read(self, ops: Sequence[Op], queries: dict[str, Vectors]) -> list[Result]:
        """Return what the reads of a batch would find if the block ended now."""

        def look() -> list[Result]:
            # Scopes of its own: those of the store must not take in what is rolled back.
            reading = Reading(self._database, self._new_cache(), self._clock, queries)
            with self._writing():
                with self._database.trial():
                    self._write()
                    results = [reading.run(op) for op in ops]
                writes.refresh(self._database, reading.seen, reading.now)
            return results

        return self._twice(look)

    def keep(self) -> None:
        """Write everything, in one transaction."""

        def write() -> None:
            with self._writing():
                self._write()

        if not self.empty:
            self._twice(write)

    @contextmanager
    def part(self) -> Iterator[None]:
        """Forget what was put aside within if it ends badly."""
        length = len(self._staging)
        try:
            yield
        except BaseException:
            self._staging.drop_after(length)
            raise

    def close(self) -> None:
        """Forget what was put aside."""
        self._staging.close()

    def _write(self) -> None:
        if self._embedder is not None:
            require_same(self._database, self._generation, self._path)
        for page in self._staging.pages():
            writes.write(self._database, page, self._now)

    def _twice(self, action: Callable[[], T]) -> T:
        """Try again with every text embedded if another process changed what was to be kept."""
        try:
            return action()
        except writes.OvertakenError:
            if self._embedder is not None:
                self._staging.complete(self._embedder)
            return action()

    def _known(self, labels: Labels, keys: Sequence[str]) -> dict[str, bytes | None]:
        # What is put aside replaces the vectors in the file, so none of those can be kept.
        return self._stored(labels, [key for key in keys if not self._staging.has(labels, key)])

    def _now(self) -> Moment:
        if self._moment is None:
            self._moment = moment_of(self._clock())
        return self._moment
