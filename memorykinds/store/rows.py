"""Rows: every SQL statement on namespaces, items and vectors.

A namespace is stored as its labels joined by "." (a label holds no period), which a person
can read in the file. Sorted by that text ``("a-b",)`` would come before ``("a", "b")``; the
statements below sort by the labels instead, as Python sorts tuples.
"""

import json
import sys
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from contextlib import closing
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from langgraph.store.base import Item, SearchItem

from memorykinds.kinds.errors import StoreError
from memorykinds.store.database import Database
from memorykinds.store.embedding import Vectors

Labels = tuple[str, ...]

# A BLOB is greater than any TEXT: as upper bound it admits every namespace.
_EVERYTHING = {"exact": "", "above": "", "below": b""}

_NAMESPACES = """
    SELECT n.id, n.path, n.removals FROM namespaces n
    WHERE (n.path = :exact OR (n.path > :above AND n.path < :below))"""
_VALUES = """
    SELECT i.id, i.value FROM namespaces n JOIN items i ON i.namespace_id = n.id
    WHERE (n.path = :exact OR (n.path > :above AND n.path < :below))"""
_NEWEST_FIRST = """
    SELECT i.id FROM namespaces n JOIN items i ON i.namespace_id = n.id
    WHERE (n.path = :exact OR (n.path > :above AND n.path < :below))
      AND (NOT :unscored OR NOT EXISTS (SELECT 1 FROM vectors v WHERE v.item_id = i.id))
    ORDER BY i.updated_at DESC, replace(n.path, '.', char(0)), i.key"""
_ITEM = """
    SELECT n.path, i.key, i.value, i.created_at, i.updated_at
    FROM namespaces n JOIN items i ON i.namespace_id = n.id
    WHERE n.path = ? AND i.key = ?"""
_ITEM_BY_ID = """
    SELECT n.path, i.key, i.value, i.created_at, i.updated_at
    FROM namespaces n JOIN items i ON i.namespace_id = n.id
    WHERE i.id = ?"""
_UPSERT = """
    INSERT INTO items (namespace_id, key, created_at, updated_at, value) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (namespace_id, key)
    DO UPDATE SET updated_at = excluded.updated_at, value = excluded.value
    RETURNING id"""


class Namespace(NamedTuple):
    """One namespace that holds at least one item."""

    id: int
    labels: Labels
    removals: int
    """How many vectors were ever removed from it: other processes see by it what to do."""


class NewItem(NamedTuple):
    """An item to write."""

    labels: Labels
    key: str
    value: str | None
    """JSON; None deletes the item."""
    vectors: list[Vectors]
    """One for each text of the value that is embedded."""


class NewVectors(NamedTuple):
    """Rows of vectors in the order of their ids; equal positions belong together."""

    ids: list[int]
    item_ids: list[int]
    keys: list[str]
    vectors: Vectors


def namespaces(database: Database, prefix: Labels = ()) -> list[Namespace]:
    """Return the namespaces under a prefix, sorted by their labels."""
    found = database.execute(_NAMESPACES, _under(prefix))
    named = (Namespace(row_id, tuple(path.split(".")), count) for row_id, path, count in found)
    return sorted(named, key=lambda namespace: namespace.labels)


def get_item(database: Database, labels: Labels, key: str) -> Item | None:
    """Return one item, or None."""
    row = database.execute(_ITEM, (".".join(labels), key)).fetchone()
    return None if row is None else Item(**_fields(row))


def get_search_item(database: Database, item_id: int, score: float | None) -> SearchItem:
    """Return the item with this id and its score."""
    row = database.execute(_ITEM_BY_ID, (item_id,)).fetchone()
    return SearchItem(**_fields(row), score=score)


def values(database: Database, prefix: Labels) -> Iterable[tuple[int, dict[str, Any]]]:
    """Yield the id and the value of every item under a prefix, one at a time."""
    with closing(database.execute(_VALUES, _under(prefix))) as cursor:
        for item_id, text in cursor:
            yield item_id, _decode(text)


def newest_first(
    database: Database,
    prefix: Labels,
    allowed: AbstractSet[int] | None,
    *,
    unscored: bool,
    offset: int,
    limit: int,
) -> list[int]:
    """Return one page of item ids: last updated first, then by namespace and key.

    Args:
        database: Where to look.
        prefix: The namespaces to look in.
        allowed: Ids that the filter admits; None admits all.
        unscored: Leave out the items that have a vector.
        offset: How many to skip.
        limit: How many to return at most.
    """
    # An unread rest of a cursor would hold the transaction open, hence `closing`.
    bound = {**_under(prefix), "unscored": unscored}
    with closing(database.execute(_NEWEST_FIRST, bound)) as cursor:
        admitted = (item_id for (item_id,) in cursor if allowed is None or item_id in allowed)
        return list(islice(admitted, *(min(n, sys.maxsize) for n in (offset, offset + limit))))


def write_item(database: Database, new: NewItem, now: datetime) -> None:
    """Insert an item or replace its value and its vectors; `created_at` stays.

    Args:
        database: Where to write, inside a transaction.
        new: The item; its namespace is made if it is new.
        now: The time of the change.
    """
    path, at = ".".join(new.labels), now.isoformat(timespec="microseconds")
    database.execute("INSERT OR IGNORE INTO namespaces (path) VALUES (?)", (path,))
    namespace_id = _namespace_id(database, path)
    row = (namespace_id, new.key, at, at, new.value)
    ((item_id,),) = database.execute(_UPSERT, row).fetchall()
    _remove_vectors(database, namespace_id, item_id)
    for vector in new.vectors:
        database.execute(
            "INSERT INTO vectors (namespace_id, item_id, vector) VALUES (?, ?, ?)",
            (namespace_id, item_id, vector.astype("<f4").tobytes()),
        )


def delete_item(database: Database, labels: Labels, key: str) -> None:
    """Delete an item with its vectors, if it is there, and its namespace if it was the last."""
    path = ".".join(labels)
    namespace_id = _namespace_id(database, path)
    select = "SELECT id FROM items WHERE namespace_id = ? AND key = ?"
    row = database.execute(select, (namespace_id, key)).fetchone()
    if row is None:
        return
    _remove_vectors(database, namespace_id, row[0])
    database.execute("DELETE FROM items WHERE id = ?", row)
    database.execute(
        """DELETE FROM namespaces WHERE id = ?
           AND NOT EXISTS (SELECT 1 FROM items WHERE namespace_id = namespaces.id)""",
        (namespace_id,),
    )
    database.mark_erased()


def vector_ids(database: Database, namespace_id: int) -> list[int]:
    """Return the ids of all vectors of a namespace, without the vectors."""
    select = "SELECT id FROM vectors WHERE namespace_id = ?"
    return [row_id for (row_id,) in database.execute(select, (namespace_id,))]


def vectors_after(database: Database, namespace_id: int, last_id: int, dims: int) -> NewVectors:
    """Return the vectors of a namespace whose id is greater than `last_id`.

    Raises:
        StoreError: If one has not the length that the file was made with.
    """
    found = database.execute(
        """SELECT v.id, v.item_id, i.key, v.vector FROM vectors v JOIN items i ON i.id = v.item_id
           WHERE v.namespace_id = ? AND v.id > ? ORDER BY v.id""",
        (namespace_id, last_id),
    ).fetchall()
    blobs = [blob for *_, blob in found]
    if any(len(blob) != 4 * dims for blob in blobs):
        raise StoreError("The store holds a damaged vector; restore it from a copy.")
    matrix = np.frombuffer(b"".join(blobs), "<f4").astype(np.float32, copy=False)
    return NewVectors(
        [r[0] for r in found],
        [r[1] for r in found],
        [r[2] for r in found],
        matrix.reshape(-1, dims),
    )


def config(database: Database) -> dict[str, str]:
    """Return the settings that the file was made with."""
    return dict(database.execute("SELECT name, value FROM config"))


def set_config(database: Database, name: str, value: str) -> None:
    """Store one setting."""
    database.execute("INSERT OR REPLACE INTO config (name, value) VALUES (?, ?)", (name, value))


def _under(prefix: Labels) -> dict[str, Any]:
    """Return the bounds of the namespaces that are `prefix` or begin with it and a period."""
    path = ".".join(prefix)
    # "/" is the character after ".": together they bound all paths that go on from here.
    return {"exact": path, "above": f"{path}.", "below": f"{path}/"} if path else _EVERYTHING


def _namespace_id(database: Database, path: str) -> int | None:
    row = database.execute("SELECT id FROM namespaces WHERE path = ?", (path,)).fetchone()
    return None if row is None else int(row[0])


def _remove_vectors(database: Database, namespace_id: int | None, item_id: int) -> None:
    removed = database.execute("DELETE FROM vectors WHERE item_id = ?", (item_id,)).rowcount
    if removed:
        count = "UPDATE namespaces SET removals = removals + ? WHERE id = ?"
        database.execute(count, (removed, namespace_id))


def _fields(row: tuple[str, str, str, str, str]) -> dict[str, Any]:
    path, key, value, created_at, updated_at = row
    return {
        "namespace": tuple(path.split(".")),
        "key": key,
        "value": _decode(value),
        "created_at": datetime.fromisoformat(created_at),
        "updated_at": datetime.fromisoformat(updated_at),
    }


def _decode(text: str) -> dict[str, Any]:
    try:
        value: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise StoreError("The store holds a damaged value; restore it from a copy.") from error
    return value
