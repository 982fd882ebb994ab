"""Reading: the operations of one batch that change nothing, at one moment."""

from typing import Any

from langgraph.store.base import GetOp, Op, PutOp, Result, SearchOp

from memorykinds.kinds.clock import Clock
from memorykinds.store import rows
from memorykinds.store.cache import ScopeCache
from memorykinds.store.database import Database
from memorykinds.store.embedding import Vectors
from memorykinds.store.look import Look, look
from memorykinds.store.moments import Moment, moment_of
from memorykinds.store.search import list_namespaces, search


class Reading:
    """Runs the reads of a batch.

    Args:
        database: Where to read.
        cache: What is in memory of it.
        clock: Looked at once a batch, and only if something can expire or is written.
        queries: The vector of each query.

    Attributes:
        seen: Ids of the items whose time to live begins anew because they were returned.
    """

    def __init__(
        self, database: Database, cache: ScopeCache, clock: Clock, queries: dict[str, Vectors]
    ) -> None:
        self._database = database
        self._cache = cache
        self._clock = clock
        self._queries = queries
        self._now: Moment | None = None
        self.seen: set[int] = set()

    def now(self) -> Moment:
        """Return the one moment of this batch."""
        if self._now is None:
            self._now = moment_of(self._clock())
        return self._now

    def run(self, op: Op | Look[Any, Any]) -> Any:
        """Return the result of one operation, which is None for a put."""
        if isinstance(op, PutOp):  # first, for a large batch is nearly always of puts
            return None
        if isinstance(op, GetOp):
            return self._get(op)
        if isinstance(op, Look):
            vectors = [self._queries[text] for text in op.queries if text in self._queries]
            found, ranking = look(self._database, self._cache, op, vectors, self.now)
            self.seen.update(row.id for row in found if row.ttl is not None)
            return [row.item() for row in found], ranking
        if isinstance(op, SearchOp):
            query = self._queries.get(op.query or "")
            hits = search(self._database, self._cache, op, query, self.now)
            if op.refresh_ttl:
                self.seen.update(row.id for row, _ in hits if row.ttl is not None)
            return [row.search_item(score) for row, score in hits]
        return list_namespaces(self._database, op, self.now)

    def _get(self, op: GetOp) -> Result:
        row = rows.get_row(self._database, tuple(op.namespace), op.key)
        if row is None or (row.expires_at is not None and row.expires_at <= self.now().number):
            return None
        if op.refresh_ttl and row.ttl is not None:
            self.seen.add(row.id)
        return row.item()
