"""The cache of scopes: which are in memory, and how they follow the file."""

from collections import OrderedDict
from collections.abc import Callable, Iterable

from memorykinds.store import writes
from memorykinds.store.database import Database
from memorykinds.store.indexes.plan import IndexPlan
from memorykinds.store.loading import Change, ChangedNamespace, Loader, changes_since
from memorykinds.store.rows import Labels
from memorykinds.store.scope import Scope
from memorykinds.store.vectors import IndexState
from memorykinds.store.views import View

MAX_VECTORS_BYTES = 1 << 30
"""Vectors kept in memory at most, but for the scope in use: 700,000 of 384 numbers if flat."""

MAX_SCOPES = 4096
"""Scopes kept in memory at most: those without vectors cost something as well."""


class ScopeCache:
    """The scopes in memory by their prefix, least recently used first.

    Every search first asks the file for the number of its latest change, which takes
    microseconds. If it is another than last time, whoever made it, the changes since then
    are read from the log and each scope that they belong to follows.

    Args:
        dims: The length of a vector; 0 if the store has none.
        plan: How vectors are searched.
        on_leap: Called where the log cannot tell all that was changed: at first, and when
            somebody embedded the file anew.
    """

    def __init__(self, dims: int, plan: IndexPlan, on_leap: Callable[[], None]) -> None:
        self._dims = dims
        self._plan = plan
        self._on_leap = on_leap
        self._scopes: OrderedDict[Labels, Scope] = OrderedDict()
        self._last_change = -1
        self._bytes = 0

    def current(
        self,
        database: Database,
        prefix: Labels,
        *,
        vectors: bool,
        view: Callable[[], View] | None = None,
        fields: Iterable[str] = (),
    ) -> Scope:
        """Return the scope of a prefix as the file is now.

        Must run before the writes of a transaction: what is rolled back later would stay.

        Args:
            database: Inside a transaction.
            prefix: Which scope.
            vectors: Have the vectors in memory, too.
            view: Have the view that this makes in memory, too.
            fields: And what a filter by these fields needs.
        """
        self._catch_up(database)
        scope = self._scopes.get(prefix)
        if scope is None:
            scope = self._scopes[prefix] = Scope(Loader(database, prefix))
        self._scopes.move_to_end(prefix)
        before = scope.bytes
        if vectors:
            scope.with_vectors(self._dims, self._plan)
        if view is not None:
            scope.hold(view, fields)
        self._bytes += scope.bytes - before
        while len(self._scopes) > 1 and (
            self._bytes > MAX_VECTORS_BYTES or len(self._scopes) > MAX_SCOPES
        ):
            self._drop(next(iter(self._scopes)))
        return scope

    def indexes(self) -> list[IndexState]:
        """Return the state of each index in memory, least recently used first."""
        found = [(prefix, scope.index) for prefix, scope in self._scopes.items()]
        return [index.state(prefix) for prefix, index in found if index is not None]

    def clear(self) -> None:
        """Drop every scope."""
        self._scopes.clear()
        self._bytes = 0

    def _drop(self, prefix: Labels) -> None:
        self._bytes -= self._scopes.pop(prefix).bytes

    def _catch_up(self, database: Database) -> None:
        latest = writes.last_change(database)
        missed = latest - self._last_change
        if self._last_change < 0 or not 0 <= missed <= writes.KEPT_CHANGES:
            self.clear()
            self._on_leap()
        elif missed and self._scopes:
            try:
                self._follow(database)
            except BaseException:
                self.clear()  # half followed is worse than read anew
                raise
        self._last_change = latest

    def _follow(self, database: Database) -> None:
        changed: dict[Labels, list[Change]] = {}
        for place in changes_since(database, self._last_change):
            for prefix in self._scopes_of(place):
                changed.setdefault(prefix, []).extend(place.changes)
                self._scopes[prefix].namespaces.add(place.namespace_id)
        for prefix, changes in changed.items():
            scope = self._scopes[prefix]
            before = scope.bytes
            scope.follow(sorted(changes))
            self._bytes += scope.bytes - before
            if scope.wasteful or not scope.living:
                self._drop(prefix)

    def _scopes_of(self, place: ChangedNamespace) -> list[Labels]:
        if place.labels is None:  # the namespace is gone: who had it still knows its id
            found = self._scopes.items()
            return [prefix for prefix, scope in found if place.namespace_id in scope.namespaces]
        prefixes = (place.labels[:depth] for depth in range(len(place.labels) + 1))
        return [prefix for prefix in prefixes if prefix in self._scopes]
