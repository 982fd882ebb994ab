"""Look in Postgres: rank all of a namespace in this process, as a store of a file does.

PostgreSQL's own text search knows no rare words, and its stems are others, so a score would
mean something else there. Instead the same views that a file has are kept here, one for each
namespace that was asked for, and follow the server's rows: a row is known by the place of its
version (`ctid`) and the transaction that wrote it (`xmin`), both of which change with every
write, whoever makes it. Only what changed is read again.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
import numpy.typing as npt
from langgraph.store.base import Item
from psycopg import Connection
from psycopg.rows import DictRow

from memorykinds.postgres.tables import one
from memorykinds.store.loading import Change, Ints
from memorykinds.store.look import NEAREST, Look, Part, R, V, both
from memorykinds.store.moments import NEVER
from memorykinds.store.rows import Labels
from memorykinds.store.scope import Scope

MAX_BYTES = 1 << 28
"""Views kept at most, but for those in use: of about 600,000 memories."""

_VERSION = "ctid::text || ' ' || xmin::text"
_FINGERPRINT = f"""
    SELECT count(*) AS rows, sum(hashtextextended(key || {_VERSION}, 0)) AS versions
    FROM store WHERE prefix = %s"""  # noqa: S608 -- a constant
_VERSIONS = f"SELECT key, {_VERSION} AS version FROM store WHERE prefix = %s"  # noqa: S608
_VALUES = "SELECT key, value FROM store WHERE prefix = %s AND key = ANY(%s)"
_ITEMS = """
    SELECT key, value, created_at, updated_at FROM store WHERE prefix = %s AND key = ANY(%s)"""
_COSINES = """
    SELECT key, 1 - min(embedding <=> %s::vector) AS cosine FROM store_vectors
    WHERE prefix = %s GROUP BY key"""

Floats = npt.NDArray[np.float64]


class Views:
    """The views of the namespaces that were looked at, least recently used first.

    Threads wait for each other only where they look at the same namespace.
    """

    def __init__(self) -> None:
        self._namespaces: OrderedDict[Labels, Followed] = OrderedDict()
        self._guard = threading.Lock()

    def look(
        self,
        connection: Connection[DictRow],
        asked: Look[V, R],
        queries: Sequence[Sequence[float]],
    ) -> tuple[list[Item], R]:
        """Return the items that were chosen, best first, and the ranking.

        Args:
            connection: Inside a transaction that has read nothing yet, or one that is held.
            asked: What to rank, and how; each namespace exactly as it is named.
            queries: The vector of each query; none for no vectors.
        """
        namespaces = {labels: self._followed(labels) for labels in asked.namespaces}
        with ExitStack() as stack:
            for labels in sorted(namespaces):  # one order: no two threads wait for each other
                stack.enter_context(namespaces[labels].lock)
            found = _look(connection, asked, queries, namespaces)
            while found is None:  # a row that was chosen has gone: of a transaction that is held
                found = _look(connection, asked, queries, namespaces)
        self._bound()
        return found

    def _followed(self, labels: Labels) -> "Followed":
        with self._guard:
            followed = self._namespaces.setdefault(labels, Followed(labels))
            self._namespaces.move_to_end(labels)
            return followed

    def _bound(self) -> None:
        """Forget what was not used for longest; who looks at it now goes on with what it has."""
        with self._guard:
            size = sum(one.bytes for one in self._namespaces.values())
            while size > MAX_BYTES and len(self._namespaces) > 1:
                size -= self._namespaces.popitem(last=False)[1].bytes


def _look(
    connection: Connection[DictRow],
    asked: Look[V, R],
    queries: Sequence[Sequence[float]],
    namespaces: "Mapping[Labels, Followed]",
) -> tuple[list[Item], R] | None:
    parts: list[Part[V]] = []
    for labels in asked.namespaces:
        followed = namespaces[labels]
        scope = followed.current(connection)
        scope.hold(asked.view, asked.filter or ())
        admitted = both(scope.admitted(asked.filter, 0), asked, scope.view(asked.view))
        chosen = np.arange(len(scope.ids)) if admitted is None else np.flatnonzero(admitted)
        cosines = followed.cosines(connection, queries, scope.ids[chosen]) if queries else None
        parts.append(Part(scope.view(asked.view), chosen, cosines, scope.keys))
    asked.lap("meaning")
    ranking = asked.rank(parts)
    wanted = [(asked.namespaces[part], parts[part].keys[row]) for part, row in ranking.chosen]
    items: dict[tuple[Labels, str], Item] = {}
    for labels in namespaces:
        keys = [key for place, key in wanted if place == labels]
        items.update(_items(connection, labels, keys))
    if not all(one in items for one in wanted):
        return None
    return [items[one] for one in wanted], ranking


def _items(
    connection: Connection[DictRow], labels: Labels, keys: Sequence[str]
) -> Iterator[tuple[tuple[Labels, str], Item]]:
    rows = connection.execute(_ITEMS, (".".join(labels), list(keys))) if keys else ()
    for row in rows:
        times = {name: row[name] for name in ("created_at", "updated_at")}
        yield (
            (labels, row["key"]),
            Item(namespace=labels, key=row["key"], value=row["value"], **times),
        )


class Followed:
    """One namespace as it was last seen, and the scope that is kept of it.

    Its rows are numbered as they are first met, and a scope takes these numbers for ids. One
    thread at a time uses it, the one that has the lock.

    Attributes:
        lock: Keeps others out.
    """

    def __init__(self, labels: Labels) -> None:
        self.lock = threading.RLock()
        self._prefix = ".".join(labels)
        self._begin()

    def _begin(self) -> None:
        self._fingerprint: tuple[Any, ...] | None = None
        self._versions: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._keys: list[str] = []  # by number, gone ones included
        self._scope = Scope(self)

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return self._scope.bytes + 300 * len(self._keys)

    def current(self, connection: Connection[DictRow]) -> Scope:
        """Return the scope as the rows are now."""
        self._connection = connection
        # Asked before the versions are: what changes between the two is seen next time.
        found = one(connection, _FINGERPRINT, (self._prefix,))
        fingerprint = (found["rows"], found["versions"])
        if fingerprint != self._fingerprint:
            try:
                self._follow()
            except BaseException:
                self._begin()  # half followed is worse than read anew
                raise
            self._fingerprint = fingerprint
        return self._scope

    def cosines(
        self,
        connection: Connection[DictRow],
        queries: Sequence[Sequence[float]],
        ids: Ints,
    ) -> Floats:
        """Return the likeness of these rows to each query; NaN but for the `NEAREST`."""
        found = np.full((len(queries), len(self._keys)), np.nan)
        for line, query in zip(found, queries, strict=True):
            vector = "[" + ",".join(repr(float(number)) for number in query) + "]"
            for row in connection.execute(_COSINES, (vector, self._prefix)):
                number = self._numbers.get(row["key"])
                if number is not None:  # the cosine with zeros is no number to pgvector, and 0 here
                    line[number] = 0.0 if np.isnan(row["cosine"]) else row["cosine"]
        near: Floats = found[:, ids]
        for line in near:
            if np.count_nonzero(~np.isnan(line)) > NEAREST:
                line[np.argsort(-line, kind="stable")[NEAREST:]] = np.nan  # NaN comes last
        return near

    def _follow(self) -> None:
        rows = self._connection.execute(_VERSIONS, (self._prefix,))
        now = {row["key"]: row["version"] for row in rows}
        before, self._versions = self._versions, now
        changes = [_change(self._numbers.pop(key), gone=True) for key in before if key not in now]
        changes += [
            _change(self._numbers[key])
            for key, version in now.items()
            if before.get(key, version) != version
        ]
        for key in sorted(now):  # an order that every process finds
            if key not in before:
                self._numbers[key] = len(self._keys)
                changes.append(_change(len(self._keys)))
                self._keys.append(key)
        self._scope.follow(sorted(changes))
        if self._scope.wasteful:
            self._begin()
            self._follow()

    # What a scope asks of its loader (`store.loading.Loads`).

    def namespaces(self) -> set[int]:
        """Return no ids: only a file's cache asks for them."""
        return set()

    def items(self) -> tuple[Ints, Ints, Ints]:
        """Return no rows: all are followed as new ones."""
        none = np.zeros(0, np.int64)
        return none, none, none

    def values(self, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield number and value of these rows; an empty one of what has just gone."""
        keys = [self._keys[number] for number in ids]
        rows = self._connection.execute(_VALUES, (self._prefix, keys))
        found = {row["key"]: row["value"] for row in rows}
        yield from ((number, found.get(key, {})) for number, key in zip(ids, keys, strict=True))

    def keys(self, ids: Sequence[int]) -> list[str]:
        """Return the key of each of these rows."""
        return [self._keys[number] for number in ids]

    def vectors(self, dims: int, ids: Sequence[int] | None = None) -> Iterator[Any]:  # noqa: ARG002 -- asked for by position
        """Yield none: the server compares them."""
        yield from ()


def _change(number: int, *, gone: bool = False) -> Change:
    return Change(number, None if gone else 0, NEVER, vectors=False)
