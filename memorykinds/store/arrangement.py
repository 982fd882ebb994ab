"""Arrangement: whose vectors a store works with, all of which a reindex changes at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langgraph.store.base import Op, SearchOp

from memorykinds.store.agreement import require_same
from memorykinds.store.cache import ScopeCache
from memorykinds.store.database import Database
from memorykinds.store.embedding import Embedder, Vectors
from memorykinds.store.indexes.plan import IndexPlan
from memorykinds.store.look import Look


class Arrangement:
    """The embedder of a store, and the scopes that hold its vectors in memory.

    A batch works with one of these from its first text to its last row: who embedded with an
    older one than the store has by the time of the writing begins again.

    Args:
        database: The file.
        path: Its name, for errors.
        embedder: Makes the vectors; None if the store has none.
        generation: Of the file's vectors, as the embedder's are.
        plan: How vectors are searched.

    Attributes:
        cache: The scopes in memory.
    """

    def __init__(
        self,
        database: Database,
        path: Path | None,
        embedder: Embedder | None,
        generation: str | None,
        plan: IndexPlan,
    ) -> None:
        self.embedder = embedder
        self.generation = generation
        self.plan = plan
        self._database = database
        self._path = path
        self.cache = self.new_cache(plan)

    def new_cache(self, plan: IndexPlan) -> ScopeCache:
        """Return an empty cache of scopes that are searched as `plan` says."""
        dims = 0 if self.embedder is None else self.embedder.dims
        return ScopeCache(dims, plan, self.require_same)

    def require_same(self) -> None:
        """Refuse to mix vectors after another process embedded the file anew.

        Raises:
            StoreError: If one did.
        """
        if self.embedder is not None:
            require_same(self._database, self.generation, self._path)

    def embed_queries(self, ops: Sequence[Op | Look[Any, Any]]) -> dict[str, Vectors]:
        """Return the vector of each query in a batch."""
        if self.embedder is None:
            return {}
        asked = [op.query for op in ops if isinstance(op, SearchOp) and op.query]
        asked += [text for op in ops if isinstance(op, Look) for text in op.queries]
        return self.embedder.queries(query for query in asked if query.strip()) if asked else {}
