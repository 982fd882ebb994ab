"""`FaissStore`: a LangGraph store whose truth is one SQLite file.

Everything goes through `batch`, in four steps: check the operations, embed what must be
embedded (this may take seconds and holds nothing locked), read, write. Reading and writing
are one SQLite transaction.
"""

import asyncio
import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from langgraph.store.base import (
    BaseStore,
    GetOp,
    IndexConfig,
    ListNamespacesOp,
    Op,
    Result,
    SearchOp,
)

from memorykinds.kinds.clock import Clock, parse_instant, system_clock
from memorykinds.kinds.errors import StoreError
from memorykinds.store import rows
from memorykinds.store.database import Database
from memorykinds.store.embedding import Embedder, Vectors
from memorykinds.store.operations import check, prepare
from memorykinds.store.search import list_namespaces, search
from memorykinds.store.vectors import IndexCache


class FaissStore(BaseStore):
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
            left out). None stores and filters only; a query is then ignored.
        clock: Returns now; `created_at` and `updated_at` come from it.

    Attributes:
        path: The file, or None.

    Raises:
        StoreError: If the file cannot be opened, is not ours, or was made with another
            embedder; the file stays as it was.
        InputError: If `index` lacks something.
    """

    supports_ttl = False

    def __init__(
        self,
        path: str | Path | None,
        *,
        index: IndexConfig | None = None,
        clock: Clock = system_clock,
    ) -> None:
        self.path = None if path is None else Path(path)
        self._clock = clock
        self._embedder = None if index is None else Embedder(index)
        self._cache = None if self._embedder is None else IndexCache(self._embedder.dims)
        # One connection and one lock: reads wait for each other, which costs microseconds
        # to milliseconds; embedding, the slow part, is done outside of it.
        self._lock = threading.RLock()
        self._database = Database(self.path)
        if self._embedder is not None:
            try:
                self._agree_on_index(self._embedder)
            except BaseException:
                self._database.close()
                raise

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
            NotImplementedError: If a put asks for a time to live.
            StoreError: If the store is closed, or the file cannot be read or written.
        """
        ops = list(ops)
        for op in ops:
            check(op)
        self._database.require_open()
        queries = self._embed_queries(ops)
        writes = prepare(ops, self._embedder)
        with self._lock, self._database.transaction(write=bool(writes)):
            # Reads first, also because an index must never take in a row of a transaction
            # that may still be rolled back.
            results = [self._read(op, queries) for op in ops]
            self._write(writes)
        return results

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """Run `batch` in a worker thread, so that an event loop goes on meanwhile.

        Context variables are passed on. If the task is cancelled, the batch that has begun
        still ends as a whole.
        """
        return await asyncio.to_thread(self.batch, list(ops))

    def close(self) -> None:
        """Close the file and drop the indexes; closing twice is fine."""
        with self._lock:
            self._database.close()
            if self._cache is not None:
                self._cache.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _agree_on_index(self, embedder: Embedder) -> None:
        """Store the settings of the index, or check them against those of the file."""
        wanted = {"dims": str(embedder.dims), "embedder": embedder.name}
        with self._database.transaction(write=True):
            made_with = rows.config(self._database)
            for name, value in wanted.items():
                if value is None:
                    continue
                if made_with.get(name, value) != value:
                    raise StoreError(
                        f"{self.path} holds vectors of {name} {made_with[name]}, which cannot be "
                        f"compared with {name} {value}; open it with the embedder it was made "
                        "with, or choose another path."
                    )
                rows.set_config(self._database, name, value)

    def _embed_queries(self, ops: list[Op]) -> dict[str, Vectors]:
        if self._embedder is None:
            return {}
        searches = (op.query for op in ops if isinstance(op, SearchOp))
        return self._embedder.queries(query for query in searches if query and query.strip())

    def _read(self, op: Op, queries: dict[str, Vectors]) -> Result:
        if isinstance(op, GetOp):
            return rows.get_item(self._database, tuple(op.namespace), op.key)
        if isinstance(op, SearchOp):
            return search(self._database, self._cache, op, queries.get(op.query or ""))
        if isinstance(op, ListNamespacesOp):
            return list_namespaces(self._database, op)
        return None

    def _write(self, writes: list[rows.NewItem]) -> None:
        if any(write.value is not None for write in writes):
            now = parse_instant(self._clock())  # one batch, one moment
        for write in writes:
            if write.value is None:
                rows.delete_item(self._database, write.labels, write.key)
            else:
                rows.write_item(self._database, write, now)
