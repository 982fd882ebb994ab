"""Writes: what a batch changes in the file, each kind of change in one statement for all rows.

Every change leaves a line in the log of changes, by which the indexes in memory, here and in
other processes, learn what to look at again.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import Any, NamedTuple

from memorykinds.store.database import Database
from memorykinds.store.moments import Moment, expiry
from memorykinds.store.rows import Labels, State, as_list, states

KEPT_CHANGES = 1 << 16
"""Changes the log keeps; who has missed more reads its namespaces anew."""

_INSERT = """
    INSERT INTO items
        (updated_at, value, texts, paths, ttl, expires_at, created_at, namespace_id, key, id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_UPDATE = """
    UPDATE items SET updated_at = ?, value = ?, texts = ?, paths = ?, ttl = ?, expires_at = ?,
                     created_at = ? WHERE id = ?"""
_SET_VECTORS = "INSERT OR REPLACE INTO vectors (item_id, vector) VALUES (?, ?)"
_DROP_VECTORS = "DELETE FROM vectors WHERE item_id = ?"
_LOG = "INSERT INTO changes (id, namespace_id, first_item, items, vectors) VALUES (?, ?, ?, ?, ?)"

_Changed = tuple[int, int, bool]
"""The ids of a namespace and of an item in it, and whether its vectors may be others."""


class NewItem(NamedTuple):
    """An item to write."""

    labels: Labels
    key: str
    value: str | None
    """JSON; None deletes the item."""
    vectors: bytes | None = None
    """One for each text that is embedded, joined; None keeps those of an item with the same
    texts."""
    texts: bytes | None = None
    """The digest of those texts."""
    paths: str | None = None
    """The put's own choice of fields, as JSON; None is the store's."""
    ttl: float | None = None
    """Minutes to live; None is for ever."""


class OvertakenError(Exception):
    """Another process changed texts whose vectors were to be kept: embed them after all."""


class _Changes:
    """The parameters of each statement, gathered over a batch."""

    def __init__(self) -> None:
        self.inserts: list[Sequence[Any]] = []
        self.updates: list[Sequence[Any]] = []
        self.deletes: list[Sequence[Any]] = []
        self.lost_vectors: list[Sequence[Any]] = []
        self.new_vectors: list[Sequence[Any]] = []
        self.log: list[_Changed] = []

    def put(self, place: tuple[int, int], item: NewItem, old: State | None, now: Moment) -> None:
        """Note one put.

        Args:
            place: The ids of the namespace and of the item.
            item: What is put.
            old: What it replaces.
            now: The time of the change.

        Raises:
            OvertakenError: If vectors cannot be kept.
        """
        at = now.text
        ends = None if item.ttl is None else expiry(now.number, item.ttl)
        content = (at, item.value, item.texts, item.paths, item.ttl, ends)
        if item.vectors is None and (old is None or old.texts != item.texts):
            raise OvertakenError
        namespace_id, item_id = place
        if old is None:
            self.inserts.append((*content, at, namespace_id, item.key, item_id))
        else:
            # What has expired is no more there: a put in its place is new.
            expired = old.expires_at is not None and old.expires_at <= now.number
            self.updates.append((*content, at if expired else old.created_at, item_id))
        if item.vectors:
            self.new_vectors.append((item_id, item.vectors))
        elif item.vectors is not None and old is not None:
            self.lost_vectors.append((item_id,))
        self.log.append((namespace_id, item_id, item.vectors is not None))


def write(database: Database, items: Iterable[NewItem], now: Callable[[], Moment]) -> None:
    """Insert, replace or delete items with their vectors; `created_at` stays with an update.

    Args:
        database: Where to write, inside a transaction.
        items: Each place at most once.
        now: Asked for the time of the change, unless all are deletions.

    Raises:
        OvertakenError: If vectors cannot be kept, for the texts are no more those.
    """
    changes = _Changes()
    last_id = _sequence(database, "items")
    items = list(items)
    at = now() if any(item.value is not None for item in items) else None
    if any(item.value is None for item in items):
        # Even of what is not there: a version of it, or what quoted it, may be in the log.
        database.mark_erased()
    emptied: set[int] = set()
    for labels, group in groupby(sorted(items, key=_labels), key=_labels):
        together = list(group)
        puts = any(item.value is not None for item in together)
        namespace_id = _namespace_id(database, ".".join(labels), make=puts)
        if namespace_id is None:
            continue
        existing = states(database, labels, [item.key for item in together])
        for item in together:
            old = existing.get(item.key)
            if item.value is not None and at is not None:
                item_id = old.id if old else last_id + len(changes.inserts) + 1
                changes.put((namespace_id, item_id), item, old, at)
            elif old is not None:
                changes.deletes.append((old.id,))
                changes.log.append((namespace_id, old.id, True))
                emptied.add(namespace_id)
    _run(database, changes, emptied)


def sweep(database: Database, now: int) -> int:
    """Delete what has expired by now; return how many items that were."""
    expired = "SELECT id, namespace_id FROM items WHERE expires_at <= ?"
    found = database.execute(expired, (now,)).fetchall()
    changes = _Changes()
    changes.deletes = [(item_id,) for item_id, _ in found]
    changes.log = [(namespace_id, item_id, True) for item_id, namespace_id in found]
    _run(database, changes, {namespace_id for _, namespace_id in found})
    return len(found)


def refresh(database: Database, ids: AbstractSet[int], moment: Callable[[], Moment]) -> None:
    """Let the time to live of items begin anew."""
    if not ids:
        return
    now = moment().number
    found = database.execute(
        """SELECT i.id, i.namespace_id, i.ttl FROM json_each(?) wanted
           JOIN items i ON i.id = wanted.value WHERE i.ttl IS NOT NULL""",
        (as_list(ids),),
    ).fetchall()
    later = [(expiry(now, ttl), item_id) for item_id, _, ttl in found]
    database.execute_many("UPDATE items SET expires_at = ? WHERE id = ?", later)
    _log(database, [(place, item_id, False) for item_id, place, _ in found])


def set_config(database: Database, name: str, value: str) -> None:
    """Store one setting."""
    database.execute("INSERT OR REPLACE INTO config (name, value) VALUES (?, ?)", (name, value))


def last_change(database: Database) -> int:
    """Return the number of the latest change."""
    return _sequence(database, "changes")


def _run(database: Database, changes: _Changes, emptied: Iterable[int]) -> None:
    database.execute_many(_INSERT, changes.inserts)
    database.execute_many(_UPDATE, changes.updates)
    database.execute_many(_DROP_VECTORS, changes.lost_vectors)
    database.execute_many(_SET_VECTORS, changes.new_vectors)
    database.execute_many("DELETE FROM items WHERE id = ?", changes.deletes)
    if changes.deletes:
        database.mark_erased()
    database.execute_many(
        """DELETE FROM namespaces WHERE id = ?
           AND NOT EXISTS (SELECT 1 FROM items WHERE namespace_id = namespaces.id)""",
        [(namespace_id,) for namespace_id in emptied],
    )
    _log(database, changes.log)


def _log(database: Database, changed: Iterable[_Changed]) -> None:
    """Leave a line in the log for each run of items whose ids follow each other."""
    number = last_change(database)
    lines: list[list[int]] = []
    for namespace_id, item_id, vectors in sorted(changed):
        number += 1
        if lines and lines[-1][1:] == [namespace_id, item_id - lines[-1][3], lines[-1][3], vectors]:
            lines[-1][0] = number
            lines[-1][3] += 1
        else:
            lines.append([number, namespace_id, item_id, 1, vectors])
    database.execute_many(_LOG, lines)
    if lines:
        database.execute("DELETE FROM changes WHERE id <= ?", (number - KEPT_CHANGES,))


def forget_changes(database: Database) -> None:
    """Leave the log empty and so far on that every reader reads its namespaces anew."""
    _log(database, [(0, 0, False)])  # a log that was never written has no number yet
    database.execute("DELETE FROM changes")
    far = "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'changes'"
    database.execute(far, (KEPT_CHANGES + 1,))


def _namespace_id(database: Database, path: str, *, make: bool) -> int | None:
    select = "SELECT id FROM namespaces WHERE path = ?"
    row = database.execute(select, (path,)).fetchone()
    if row is None and make:
        database.execute("INSERT INTO namespaces (path) VALUES (?)", (path,))
        row = database.execute(select, (path,)).fetchone()
    return None if row is None else int(row[0])


def _sequence(database: Database, table: str) -> int:
    """Return the greatest id that a table ever had."""
    select = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    row = database.execute(select, (table,)).fetchone()
    return 0 if row is None else int(row[0])


def _labels(item: NewItem) -> Labels:
    return item.labels
