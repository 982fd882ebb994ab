"""Loading: what a scope reads from the file, at first and when something was changed."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from memorykinds.kinds.errors import StoreError
from memorykinds.store import rows
from memorykinds.store.database import Database
from memorykinds.store.embedding import Vectors
from memorykinds.store.moments import NEVER
from memorykinds.store.rows import Labels, as_list, under

Ints = npt.NDArray[np.int64]

_AT_ONCE = 512
"""Items in one step, so that a large scope is never in memory twice."""

# 26 characters of ISO 8601 are the time in UTC without "+00:00".
_MOMENT = "substr(i.updated_at, 1, 26)"
_ITEMS = f"""
    SELECT group_concat(i.id), group_concat({_MOMENT}, ''),
           group_concat(ifnull(i.expires_at, {NEVER}))
    FROM namespaces n JOIN items i ON i.namespace_id = n.id
    WHERE (n.path = :exact OR (n.path > :above AND n.path < :below))"""  # noqa: S608 -- constants
_VECTORS = """
    SELECT v.item_id, v.vector
    FROM namespaces n JOIN items i INDEXED BY items_in_order ON i.namespace_id = n.id
    JOIN vectors v ON v.item_id = i.id
    WHERE (n.path = :exact OR (n.path > :above AND n.path < :below))"""
_VECTORS_BY_ID = """
    SELECT v.item_id, v.vector FROM json_each(?) wanted
    JOIN vectors v ON v.item_id = wanted.value"""
_CHANGES = f"""
    WITH RECURSIVE changed (namespace_id, item_id, more, vectors) AS (
        SELECT namespace_id, first_item, items - 1, vectors FROM changes WHERE id > ?
        UNION ALL
        SELECT namespace_id, item_id + 1, more - 1, vectors FROM changed WHERE more > 0)
    SELECT c.namespace_id, n.path, c.item_id, max(c.vectors),
           {_MOMENT}, ifnull(i.expires_at, {NEVER})
    FROM changed c LEFT JOIN items i ON i.id = c.item_id
    LEFT JOIN namespaces n ON n.id = c.namespace_id
    GROUP BY c.item_id ORDER BY c.item_id"""  # noqa: S608


class Change(NamedTuple):
    """What became of an item that the log names."""

    item_id: int
    updated_at: int | None
    """None if it is no more there."""
    expires_at: int
    vectors: bool
    """Whether its vectors may be others."""


class ChangedNamespace(NamedTuple):
    """The changes in one namespace."""

    namespace_id: int
    labels: Labels | None
    """None if it is no more there."""
    changes: list[Change]


class Loads(Protocol):
    """What a scope needs of who reads for it."""

    def namespaces(self) -> set[int]:
        """Return the ids of the namespaces."""

    def items(self) -> tuple[Ints, Ints, Ints]:
        """Return id, last update and expiry of each item, by rising id."""

    def values(self, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield id and value of these items."""

    def keys(self, ids: Sequence[int]) -> list[str]:
        """Return the key of each of these items."""

    def vectors(
        self, dims: int, ids: Sequence[int] | None = None
    ) -> Iterator[tuple[Ints, Vectors]]:
        """Yield item ids and vectors of these items, part by part; None is all of them."""


class Loader:
    """Reads what belongs to one prefix; always inside a transaction, before its writes.

    Args:
        database: Where to read.
        prefix: The first labels of the namespaces.
    """

    def __init__(self, database: Database, prefix: Labels) -> None:
        self._database = database
        self._prefix = prefix

    def namespaces(self) -> set[int]:
        """Return the ids of the namespaces."""
        statement = """SELECT n.id FROM namespaces n
            WHERE (n.path = :exact OR (n.path > :above AND n.path < :below))"""
        found = self._database.execute(statement, under(self._prefix))
        return {namespace_id for (namespace_id,) in found}

    def items(self) -> tuple[Ints, Ints, Ints]:
        """Return id, last update and expiry of each item, by rising id."""
        # One long text each: NumPy reads it in a tenth of the time that rows would take.
        found = self._database.execute(_ITEMS, under(self._prefix)).fetchone()
        ids, times, expires = (text or "" for text in found)
        numbers = np.fromstring(ids, np.int64, sep=",")
        order = np.argsort(numbers, kind="stable")
        moments = np.frombuffer(times.encode(), "S26").astype("datetime64[us]").astype(np.int64)
        return numbers[order], moments[order], np.fromstring(expires, np.int64, sep=",")[order]

    def values(self, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield id and value of these items; what is no more there is left out."""
        return rows.values_by_id(self._database, ids)

    def keys(self, ids: Sequence[int]) -> list[str]:
        """Return the key of each of these items; "" where it is no more there."""
        found = rows.places(self._database, ids)
        return [found[item_id][1] if item_id in found else "" for item_id in ids]

    def vectors(
        self, dims: int, ids: Sequence[int] | None = None
    ) -> Iterator[tuple[Ints, Vectors]]:
        """Yield item ids and vectors of these items, part by part; None is all of them.

        Raises:
            StoreError: If a vector has not the length that the file was made with.
        """
        if ids is None:
            cursor = self._database.execute(_VECTORS, under(self._prefix))
        else:
            cursor = self._database.execute(_VECTORS_BY_ID, (as_list(ids),))
        with closing(cursor):
            while found := cursor.fetchmany(_AT_ONCE):
                yield _arrays(found, dims)


def changes_since(database: Database, last: int) -> list[ChangedNamespace]:
    """Return what became of the items that were changed since a line of the log."""
    found: dict[int, ChangedNamespace] = {}
    log = database.execute(_CHANGES, (last,))
    for namespace_id, path, item_id, vectors, updated_at, expires_at in log:
        if namespace_id not in found:
            labels = None if path is None else tuple(path.split("."))
            found[namespace_id] = ChangedNamespace(namespace_id, labels, [])
        moment = None if updated_at is None else int(np.datetime64(updated_at, "us").astype(int))
        change = Change(item_id, moment, expires_at, bool(vectors) or moment is None)
        found[namespace_id].changes.append(change)
    return list(found.values())


def _arrays(found: list[tuple[int, bytes]], dims: int) -> tuple[Ints, Vectors]:
    ids, blobs = zip(*found, strict=True)
    sizes = set(map(len, blobs))
    if not all(size and size % (4 * dims) == 0 for size in sizes):
        raise StoreError("The store holds a damaged vector; restore it from a copy.")
    matrix = np.frombuffer(b"".join(blobs), "<f4").astype(np.float32, copy=False)
    counts = [len(blob) // (4 * dims) for blob in blobs]
    return np.repeat(np.array(ids, np.int64), counts), matrix.reshape(-1, dims)
