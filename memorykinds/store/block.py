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
        self._staging = Staging(path)
        self._moment: Moment | None = None

    def batch(
        self,
        ops: Sequence[Op],
        queries: dict[str, Vectors],
        read_file: Callable[[], list[Result]],
    ) -> list[Result]:
        """Run the reads of a batch, and put aside what it writes.

        Args:
            ops: A batch that `check` has passed.
            queries: The vector of each query.
            read_file: Runs the reads on what is in the file.
        """
        puts = [op for op in ops if isinstance(op, PutOp)]
        results: list[Result] = [None] * len(ops)
        if len(puts) < len(ops):
            results = self._read(ops, queries) if len(self._staging) else read_file()
        if puts:
            # Vectors may be kept as the file has them, since of each place the last put alone
            # is written.
            self._staging.add(prepare(puts, self._embedder, self._stored))
        return results

    def keep(self) -> None:
        """Write everything, in one transaction."""

        def write() -> None:
            with self._writing():
                self._write()

        if len(self._staging):
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

    def _read(self, ops: Sequence[Op], queries: dict[str, Vectors]) -> list[Result]:
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

    def _now(self) -> Moment:
        if self._moment is None:
            self._moment = moment_of(self._clock())
        return self._moment
