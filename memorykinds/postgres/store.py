"""`PooledPostgresStore`: LangGraph's PostgresStore for many threads, one transaction a batch.

LangGraph's own store embeds while it holds its connection and one lock for all threads, so a
pool of connections serves one caller at a time. Here a batch embeds first, which may take
seconds, and only then takes a connection; what is done with it is LangGraph's.
"""

import asyncio
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from langchain_core.embeddings import Embeddings
from langgraph.store.base import (
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
    ensure_embeddings,
    get_text_at_path,
)
from langgraph.store.postgres import PostgresStore
from langgraph.store.postgres.base import PostgresIndexConfig
from psycopg import Connection
from psycopg.errors import LockNotAvailable
from psycopg.rows import DictRow

from memorykinds.postgres.connecting import Pool, sentences
from memorykinds.postgres.look import Views
from memorykinds.store import exclusive
from memorykinds.store.exclusive import Blocks, UserLocks
from memorykinds.store.filters import check_filter
from memorykinds.store.look import Look, Looked, R, V

Vectors = Mapping[str, list[float]]
"""Texts with what was embedded of each."""

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_WAIT = "SELECT set_config('lock_timeout', %s, true)"
"""How long this transaction waits for a lock; what other locks had before comes back after."""

_ONE_STATE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PooledPostgresStore(PostgresStore):
    """A LangGraph store in Postgres that several threads, processes and machines share.

    Made by `memorykinds.postgres.open_postgres`.

    Args:
        pool: The connections; the store closes them.
        index: LangGraph's configuration of the vectors.
        place: What to call the database in a sentence.
    """

    def __init__(self, pool: Pool, *, index: PostgresIndexConfig, place: str) -> None:
        super().__init__(pool, index=index)
        self._pool = pool
        self._index = index
        self._embed = ensure_embeddings(index["embed"])
        self._place = place
        self._views = Views()
        self._blocks = Blocks(UserLocks(place), self._transaction)

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Run operations as one transaction: all reads first, then all writes, or nothing.

        Raises:
            StoreError: If the server does not do it, or the store is closed.
        """
        return self._batch(list(ops), self._blocks.mine())

    def _batch(self, ops: list[Op], held: Connection[DictRow] | None) -> list[Result]:
        puts = [op for op in ops if isinstance(op, PutOp)]
        reads = [op for op in ops if not isinstance(op, PutOp)]
        queries = self._embed_queries(reads)
        documents = self._embed_documents(puts)
        with self._transaction(held) as connection:
            found = iter(self._on(connection, queries).batch(reads) if reads else ())
            if puts:
                self._on(connection, documents).batch(puts)
        return [None if isinstance(op, PutOp) else _with_scores(next(found)) for op in ops]

    def look(self, asked: Look[V, R]) -> Looked[R]:
        """Return the items that a ranking of the caller's own chooses, best first, and the ranking.

        The texts of a namespace that is looked at are read once and then followed, in this
        process; see `memorykinds.postgres.look`.

        Raises:
            InputError: If the filter has an unknown operator.
            StoreError: If the server does not do it, or the store is closed.
        """
        return self._look(asked, self._blocks.mine())

    async def alook(self, asked: Look[V, R]) -> Looked[R]:
        """Run `look` in a worker thread."""
        return await asyncio.to_thread(self._look, asked, self._blocks.mine())

    def _look(self, asked: Look[V, R], held: Connection[DictRow] | None) -> Looked[R]:
        check_filter(asked.filter or {})
        queries = [self._embed.embed_query(text) for text in asked.queries if text.strip()]
        asked.lap("embed")
        with self._transaction(held) as connection:
            if held is None:  # what is ranked is what is then read
                connection.execute(_ONE_STATE)
            return self._views.look(connection, asked, queries)

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """Run `batch` in a worker thread; context variables are passed on."""
        return await asyncio.to_thread(self._batch, list(ops), self._blocks.mine())

    @contextmanager
    def exclusive(self, user: str) -> Iterator[None]:
        """Hold the one lock of this user, in whatever process or machine others wait for it.

        What this thread, or on an event loop this task, does within is one transaction: kept as
        a whole at the end, or not at all if an error leaves the block.

        Raises:
            StoreError: If others are busy with the user for a minute, or the server does not
                do it.
        """
        # Threads wait for each other before they take a connection, which others need meanwhile.
        with self._blocks.enter(user) as held, self._transaction(held) as connection:
            self._lock(connection, user)
            yield

    def close(self) -> None:
        """Close the connections; closing twice is fine."""
        self._pool.close()

    def _lock(self, connection: Connection[DictRow], user: str) -> None:
        before = connection.execute("SHOW lock_timeout").fetchall()[0]["lock_timeout"]
        connection.execute(_WAIT, (f"{exclusive.WAIT_SECONDS:.3f}s",))
        try:
            connection.execute(_LOCK, (f"memorykinds {user}",))
        except LockNotAvailable as error:
            raise exclusive.busy(self._place, user) from error
        connection.execute(_WAIT, (before,))

    @contextmanager
    def _transaction(
        self, held: Connection[DictRow] | None = None
    ) -> Iterator[Connection[DictRow]]:
        """Give a connection with a transaction: that which is held, with a savepoint, or another."""
        with sentences(self._place):
            if held is not None:
                with held.transaction():
                    yield held
            else:
                with self._pool.connection() as connection, connection.transaction():
                    yield connection

    def _embed_queries(self, ops: Iterable[Op]) -> Vectors:
        texts = {op.query for op in ops if isinstance(op, SearchOp) and op.query}
        return {text: self._embed.embed_query(text) for text in texts if text.strip()}

    def _embed_documents(self, puts: Iterable[PutOp]) -> Vectors:
        """Embed what LangGraph's store will ask for: each text once, blank ones not at all."""
        found: dict[str, None] = {}
        for op in puts:
            paths = (self._index["fields"] if op.index is None else op.index) or []
            for path in paths if op.value is not None else ():
                found.update(dict.fromkeys(get_text_at_path(op.value, path)))
        texts = [text for text in found if text.strip()]
        return dict(zip(texts, self._embed.embed_documents(texts), strict=True)) if texts else {}

    def _on(self, connection: Connection[DictRow], vectors: Vectors) -> PostgresStore:
        """Return LangGraph's store on one connection, where every text is embedded already."""
        known = _Known(vectors, self._index["dims"])
        return PostgresStore(connection, index={**self._index, "embed": known})


class _Known(Embeddings):
    """Vectors that were made before; a blank text has none, and gets zeros."""

    def __init__(self, vectors: Vectors, dims: int) -> None:
        self._vectors = vectors
        self._zeros = [0.0] * dims

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        # An embedder may return arrays, which psycopg does not know.
        return [float(value) for value in self._vectors.get(text, self._zeros)]


def _with_scores(result: Result) -> Result:
    """Return a page where a cosine with zeros, for pgvector no number, is 0."""
    if not isinstance(result, list):
        return result
    hits = [item for item in result if isinstance(item, SearchItem)]
    if not any(item.score is not None and math.isnan(item.score) for item in hits):
        return result
    for item in hits:
        if item.score is not None and math.isnan(item.score):
            item.score = 0.0
    return sorted(hits, key=lambda item: -(item.score or 0.0))
