"""`FaissStore`: a LangGraph store whose truth is one SQLite file.

Everything goes through `batch`, in four steps: check the operations, embed what must be
embedded (this may take seconds and holds nothing locked), read, write. Reading and writing
are one SQLite transaction.
"""

import asyncio
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from langgraph.store.base import (
    GetOp,
    IndexConfig,
    Op,
    PutOp,
    Result,
    TTLConfig,
)

from memorykinds.kinds.clock import Clock, system_clock
from memorykinds.store import rows, writes
from memorykinds.store.agreement import agree
from memorykinds.store.arrangement import Arrangement
from memorykinds.store.block import Block
from memorykinds.store.database import Database, Durability
from memorykinds.store.embedding import Embedder, Vectors
from memorykinds.store.exclusive import Blocks, locks_of
from memorykinds.store.filters import check_filter
from memorykinds.store.indexes.plan import FaissIndexConfig, IndexPlan, index_plan
from memorykinds.store.kept import kept_vectors
from memorykinds.store.look import Look, Looked, R, V
from memorykinds.store.moments import moment_of
from memorykinds.store.operations import StoredTexts, check, prepare
from memorykinds.store.reading import Reading
from memorykinds.store.reindex import Progress, finish, gather
from memorykinds.store.rows import Labels
from memorykinds.store.sweeper import SweptStore
from memorykinds.store.vectors import IndexState

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


class FaissStore(SweptStore):
    """A persistent, searchable key-value store for LangGraph, LangMem and memorykinds.

    Several threads may share a store, and several processes a file: each sees what the
    others have written. Values come back as JSON reads them (a tuple as a list).

    Example:
        ```python
        index = {"dims": 384, "embed": embeddings, "fields": ["text"]}
        with FaissStore("ada.db", index=index) as store:
            store.put(("ada", "semantic"), "fact-1", {"text": "Ada lives in Turin."})
            (hit,) = store.search(("ada",), query="Where does she live?", limit=1)
        ```

    Args:
        path: The file, made if it is missing; None keeps everything in memory.
        index: LangGraph's `IndexConfig`: ``dims``, ``embed`` (an `Embeddings` object, a sync
            or async function, or "provider:model") and ``fields`` (paths; the whole value if
            left out). None stores and filters only; a query is then ignored. As a
            `FaissIndexConfig` it also says how vectors are searched: ``kind`` ("flat", the
            default and exact, "hnsw", "ivf" or "sq8") and ``parameters``.
        ttl: LangGraph's `TTLConfig`: ``default_ttl`` in minutes, ``refresh_on_read`` and
            ``sweep_interval_minutes``; None keeps what a put does not limit for ever.
        clock: Returns now; `created_at`, `updated_at` and expiry come from it.
        durability: "process": an acknowledged write survives a killed process, and a power
            cut may take the last writes, whole; "full" waits for the disk at each write.
        scrub: Clear what was deleted out of the log file at once, which waits for the disk;
            if False it leaves the log when that is full, or on closing.

    Attributes:
        path: The file, or None.
        ttl_config: The same as `ttl`.

    Raises:
        StoreError: If the file cannot be opened, is not ours, or was made with another
            embedder; the file stays as it was.
        InputError: If `index` lacks something, or asks for a kind that there is not.
    """

    def __init__(
        self,
        path: str | Path | None,
        *,
        index: IndexConfig | FaissIndexConfig | None = None,
        ttl: TTLConfig | None = None,
        clock: Clock = system_clock,
        durability: Durability = "process",
        scrub: bool = True,
    ) -> None:
        self.path = None if path is None else Path(path)
        self.ttl_config = ttl
        self._clock = clock
        embedder = None if index is None else Embedder(index)
        plan = index_plan(index or {})
        # One connection and one lock: reads wait for each other, which costs microseconds
        # to milliseconds; embedding, the slow part, is done outside of it.
        self._lock = threading.RLock()
        super().__init__()
        self._database = Database(self.path, durability=durability, scrub=scrub)
        self._blocks = Blocks(locks_of(self.path), self._begin)
        try:
            generation = None if embedder is None else agree(self._database, embedder, self.path)
        except BaseException:
            self._database.close()
            raise
        self._now = Arrangement(self._database, self.path, embedder, generation, plan)

    @property
    def embeddings(self) -> "Embeddings | None":
        """What makes the vectors, by the name that LangGraph's own stores give it; None without."""
        embedder = self._now.embedder
        return None if embedder is None else embedder.model

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Run operations together: all reads first, then all writes, or nothing.

        Reads see the state before the batch. Of several puts to one key the last wins.

        Args:
            ops: `GetOp`, `SearchOp`, `ListNamespacesOp` and `PutOp` in any order.

        Returns:
            One result for each operation, in order; None for a put.

        Raises:
            InputError: If an operation cannot be done: a value that is no JSON, an unknown
                filter operator, a negative limit.
            InvalidNamespaceError: If a namespace is none (LangGraph's own error).
            StoreError: If the store is closed, or the file cannot be read or written.
        """
        return self._batch(list(ops), self._blocks.mine())

    def look(self, asked: Look[V, R]) -> Looked[R]:
        """Return the items that a ranking of the caller's own chooses, best first, and the ranking.

        Raises:
            InputError: If the filter has an unknown operator.
            StoreError: If the store is closed, or the file cannot be read.
        """
        return self._look(asked, self._blocks.mine())

    async def alook(self, asked: Look[V, R]) -> Looked[R]:
        """Run `look` in a worker thread."""
        return await asyncio.to_thread(self._look, asked, self._blocks.mine())

    def _look(self, asked: Look[V, R], block: Block | None) -> Looked[R]:
        check_filter(asked.filter or {})
        (found,) = self._run([asked], block)
        return cast("Looked[R]", found)

    def _batch(self, ops: list[Op], block: Block | None) -> list[Result]:
        check(ops)
        return self._run(ops, block)

    def _run(self, ops: Sequence[Any], block: Block | None) -> list[Result]:
        self._database.require_open()
        # Vectors are kept where texts are the same. Should another process change those texts
        # at this very moment, the second try embeds everything. So does one after a reindex.
        stored: StoredTexts = self._stored_texts
        while True:
            try:
                return self._try(ops, block, self._now, stored)
            except writes.OvertakenError:
                stored = _nothing_stored

    def _try(
        self, ops: Sequence[Any], block: Block | None, now: Arrangement, stored: StoredTexts
    ) -> list[Result]:
        queries = now.embed_queries(ops)
        for op in ops:
            if isinstance(op, Look):
                op.lap("embed")
        reading = Reading(self._database, now.cache, self._clock, queries)
        if block is not None:
            return block.batch(ops, queries, lambda: self._read(ops, reading, now))
        if not any(isinstance(op, PutOp) for op in ops):
            return self._read(ops, reading, now)
        items = prepare(ops, now.embedder, stored)
        with self._writing():
            if now is not self._now:
                raise writes.OvertakenError
            now.require_same()
            # Reads first, also because memory must never take in a row of a transaction that
            # may still be rolled back.
            results = [reading.run(op) for op in ops]
            writes.refresh(self._database, reading.seen, reading.now)
            writes.write(self._database, items, reading.now)
        return results

    def sweep_ttl(self) -> int:
        """Delete the items whose time to live is over; return how many they were.

        What has expired is never returned by a read, swept or not.

        Raises:
            StoreError: If the store is closed, or the file cannot be written.
        """
        with self._writing():
            if not rows.has_mortals(self._database):
                return 0
            return writes.sweep(self._database, moment_of(self._clock()).number)

    def reindex(
        self, index: IndexConfig | FaissIndexConfig, progress: Progress | None = None
    ) -> None:
        """Embed every item anew with another embedder, and go on with that.

        The old vectors serve until all new ones are there. If it is interrupted, the next
        call with the same embedder goes on where it was. Other stores open on the file are
        told to open it again.

        Args:
            index: As for a new store: ``dims``, ``embed`` and ``fields``; without a ``kind``,
                vectors are searched as before.
            progress: Called with how many items are done, and how many there are.

        Raises:
            InputError: If `index` lacks something.
            StoreError: If the embedder returns vectors that do not fit, or the file cannot
                be written; the old vectors stay.
        """
        embedder = Embedder(index)
        plan = index_plan(index) if "kind" in index else self._now.plan
        self._database.require_open()
        gather(self._database, embedder, self._writing, progress)
        with self._lock:  # no batch between the file's change and this store's
            generation = finish(self._database, embedder, self._writing)
            self._now = Arrangement(self._database, self.path, embedder, generation, plan)

    def indexes(self) -> list[IndexState]:
        """Return what is in memory of each prefix that was searched with a query.

        There it is seen how a prefix is searched: whatever kind the store was opened with,
        few vectors are compared one by one ("flat").
        """
        with self._lock:
            return self._now.cache.indexes()

    def vectors(self, namespace: Labels, keys: Sequence[str]) -> list[Vectors]:
        """Return the unit vectors that the file holds of some items, to be looked at.

        Args:
            namespace: Where.
            keys: Which items.

        Returns:
            One array for each key, shape (texts, dims): a row for each text of the item that
            was embedded. No rows if it has none, is not there, or the store has no vectors.

        Raises:
            StoreError: If the store is closed, or the file cannot be read.
        """
        self._database.require_open()
        with self._lock, self._database.transaction(write=False):
            embedder = self._now.embedder
            dims = 0 if embedder is None else embedder.dims
            return kept_vectors(self._database, tuple(namespace), keys, dims)

    def query_vector(self, query: str) -> Vectors | None:
        """Return the unit vector by which a search for `query` goes; None without vectors."""
        embedder = self._now.embedder
        return None if embedder is None else embedder.queries([query])[query]

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """Run `batch` in a worker thread, so that an event loop goes on meanwhile.

        Context variables are passed on. If the task is cancelled, the batch that has begun
        still ends as a whole.
        """
        return await asyncio.to_thread(self._batch, list(ops), self._blocks.mine())

    @contextmanager
    def exclusive(self, user: str) -> Iterator[None]:
        """Be the one who decides about a user; what is done within is one transaction.

        Other threads and processes that want the same user wait; other users never do. What is
        put within is kept as a whole at the end, or not at all if an error leaves the block or
        the process is killed. Reads within see it at once, others when it is kept. Of blocks
        within each other the outermost keeps; an inner one that ends badly takes back its own.

        SQLite lets one writer at a time into a file, so it is locked only at the end, for the
        moment of the writing, and not while a model is asked within. The price: what is put is
        written to a temporary database first, and a read after a put writes it twice.

        On an event loop the block belongs to its task. Another task that wants the user gets an
        error, for the thread cannot wait for itself: use a thread, as `Memory.alearn` does.

        Args:
            user: Any name; who uses the same one is kept out.

        Raises:
            StoreError: If others are busy with the user for a minute, or the file cannot be
                written.
        """
        with self._blocks.enter(user) as block, block.part():
            yield

    def close(self) -> None:
        """Close the file and drop the indexes; closing twice is fine."""
        self.stop_ttl_sweeper()
        with self._lock:
            self._database.close()
            self._now.cache.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _read(self, ops: Sequence[Any], reading: Reading, now: Arrangement) -> list[Result]:
        single = len(ops) == 1 and isinstance(ops[0], GetOp)  # one statement, no transaction
        database = self._database
        with self._lock:
            if now is not self._now:
                raise writes.OvertakenError
            with database.reading() if single else database.transaction(write=False):
                results = [reading.run(op) for op in ops]
            if reading.seen:
                with database.transaction(write=True):
                    writes.refresh(database, reading.seen, reading.now)
        return results

    @contextmanager
    def _begin(self) -> Iterator[Block]:
        self._database.require_open()
        now = self._now
        block = Block(
            self.path,
            self._database,
            self._writing,
            embedder=now.embedder,
            generation=now.generation,
            clock=self._clock,
            stored=self._stored_texts,
            new_cache=lambda: now.new_cache(IndexPlan()),  # for one look: no graph is built
        )
        with closing(block):
            yield block
            block.keep()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, self._database.transaction(write=True):
            yield

    def _stored_texts(self, labels: Labels, keys: Sequence[str]) -> dict[str, bytes | None]:
        with self._lock, self._database.reading():
            found = rows.states(self._database, labels, keys)
        return {key: state.texts for key, state in found.items()}


def _nothing_stored(_labels: Labels, _keys: Sequence[str]) -> dict[str, bytes | None]:
    return {}
