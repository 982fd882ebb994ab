"""Repair: what is wrong with a store's file, and what of it can be saved.

The damaged file is only read. What can still be read of it goes into a new file, row by row:
where SQLite meets a damaged page, the search for the next good row is by halves.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from memorykinds.kinds.errors import StoreError
from memorykinds.store.database import Database
from memorykinds.store.schema import APPLICATION_ID, MIGRATIONS
from memorykinds.store.sentences import sqlite_errors

_ITEM_COLUMNS = [
    *("id", "namespace_id", "key", "created_at", "updated_at", "value"),
    *("ttl", "expires_at", "texts", "paths"),
]
_VECTOR_COLUMNS = ["item_id", "vector"]


class Repaired(NamedTuple):
    """What was saved, and what could not be."""

    path: Path
    """The new file."""
    items: int
    vectors: int
    lost: tuple[str, ...]
    """One sentence for each kind of loss."""


def check(path: str | Path) -> tuple[str, ...]:
    """Return one sentence for each kind of damage in a store's file; none if it is sound.

    Raises:
        StoreError: If it is no file of ours, or so damaged that SQLite cannot open it.
    """
    path = Path(path)
    with sqlite_errors(path), closing(_open(path)) as source:
        return damage(source)


def damage(source: sqlite3.Connection) -> tuple[str, ...]:
    """Return one sentence for each kind of damage that an open file of ours shows."""
    found: list[str] = []
    try:
        verdicts = [line for (line,) in source.execute("PRAGMA integrity_check(5)")]
        found += [line for line in verdicts if line != "ok"]
        dims = source.execute("SELECT value FROM config WHERE name = 'dims'").fetchone()
        size = 4 * int(dims[0]) if dims else 0
        for what, statement in {
            "values are no JSON": "FROM items WHERE NOT json_valid(value)",
            "items belong to no namespace": (
                "FROM items WHERE namespace_id NOT IN (SELECT id FROM namespaces)"
            ),
            "vectors belong to no item": (
                "FROM vectors WHERE item_id NOT IN (SELECT id FROM items)"
            ),
            "vectors are of a wrong length": (
                f"FROM vectors WHERE length(vector) = 0 OR length(vector) % {size} IS NOT 0"
            ),
        }.items():
            ((count,),) = source.execute(f"SELECT count(*) {statement}")
            found += [f"{count} {what}"] if count else []
    except sqlite3.DatabaseError as error:
        found.append(str(error))
    return tuple(found)


def repair(path: str | Path, target: str | Path) -> Repaired:
    """Save what can be read of a damaged file into a new one.

    Args:
        path: The damaged file; it stays as it is.
        target: The new file; there must be none of this name.

    Raises:
        StoreError: If there is such a file already, or nothing at all can be read.
    """
    path, target = Path(path), Path(target)
    if target.exists():
        raise StoreError(f"{target} is there already; name a new file for what can be saved.")
    with sqlite_errors(path), closing(_open(path)) as source:
        names = _Table(source, "namespaces", ["id", "path"])
        items = _Table(source, "items", _ITEM_COLUMNS)
        vectors = _Table(source, "vectors", _VECTOR_COLUMNS)
        settings = _settings(source)
        new = Database(target)
        try:
            with new.transaction(write=True):
                known = _save_items(new, dict(names.rows()), items)
                saved = _save_vectors(new, known, vectors, settings)
                new.execute_many("INSERT INTO config VALUES (?, ?)", list(settings.items()))
        finally:
            new.close()
    lost = (*names.lost(), *items.lost(), *vectors.lost())
    return Repaired(target, len(known), saved, lost)


class _Table:
    """Reads the rows of a table that are good, and counts the others."""

    def __init__(self, source: sqlite3.Connection, name: str, columns: list[str]) -> None:
        self._source = source
        self._name = name
        there = [row[1] for row in source.execute(f"PRAGMA table_info({name})")]
        # A file of an older layout lacks some columns: they are NULL.
        chosen = ", ".join(c if c in there else f"NULL AS {c}" for c in columns)
        self._select = f"SELECT {chosen} FROM {name} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"  # noqa: S608 -- names of ours
        self._unreadable = 0
        self._unusable: dict[str, int] = {}

    def rows(self) -> Iterator[Any]:
        """Yield every row that can be read."""
        yield from self._between(1, self._last())

    def refuse(self, why: str) -> None:
        """Count a row that can be read, but not used."""
        self._unusable[why] = self._unusable.get(why, 0) + 1

    def lost(self) -> Iterator[str]:
        """Yield what was not saved."""
        if self._unreadable:
            yield f"up to {self._unreadable} {self._name} were on damaged pages"
        for why, count in self._unusable.items():
            yield f"{count} {self._name} {why}"

    def _between(self, first: int, last: int) -> Iterator[Any]:
        if first > last:
            return
        try:
            found = self._source.execute(self._select, (first, last)).fetchall()
        except sqlite3.DatabaseError:
            if first == last:
                self._unreadable += 1
                return
            middle = (first + last) // 2
            yield from self._between(first, middle)
            yield from self._between(middle + 1, last)
        else:
            yield from found

    def _last(self) -> int:
        greatest = 0
        for statement in (
            "SELECT max(seq) FROM sqlite_sequence",
            f"SELECT max(rowid) FROM {self._name}",  # noqa: S608
        ):
            with suppress(sqlite3.DatabaseError):
                for (number,) in self._source.execute(statement):
                    greatest = max(greatest, number or 0)
        return greatest


def _save_items(new: Database, names: dict[int, str], items: _Table) -> dict[int, int]:
    """Copy the good items; return their namespaces by their ids."""
    known: dict[int, int] = {}
    rows = []
    for row in items.rows():
        item_id, namespace_id, key, created_at, updated_at, value, *_ = row
        if not _is_json(value) or not all(
            isinstance(part, str) for part in (key, created_at, updated_at)
        ):
            items.refuse("have no readable value")
            continue
        # Where the name of a namespace is lost, its items are still worth having.
        names.setdefault(namespace_id, f"recovered.{namespace_id}")
        known[item_id] = namespace_id
        rows.append(row)
    used = [(number, names[number]) for number in sorted(set(known.values()))]
    new.execute_many("INSERT INTO namespaces (id, path) VALUES (?, ?)", used)
    columns, marks = ", ".join(_ITEM_COLUMNS), ", ".join("?" * len(_ITEM_COLUMNS))
    new.execute_many(f"INSERT INTO items ({columns}) VALUES ({marks})", rows)  # noqa: S608
    return known


def _save_vectors(
    new: Database, known: dict[int, int], vectors: _Table, settings: dict[str, str]
) -> int:
    """Copy the good vectors; an item that lost one is embedded again at its next update."""
    size = 4 * int(settings.get("dims", 0))
    saved: dict[int, bytes] = {}
    for item_id, blob in vectors.rows():
        if item_id not in known:
            vectors.refuse("belong to no item that was saved")
        elif not isinstance(blob, bytes) or not size or not blob or len(blob) % size:
            vectors.refuse("are of a wrong length")
        else:  # an older layout has a row for each vector of an item
            saved[item_id] = saved.get(item_id, b"") + blob
    new.execute_many("INSERT INTO vectors VALUES (?, ?)", list(saved.items()))
    new.execute("UPDATE items SET texts = NULL WHERE id NOT IN (SELECT item_id FROM vectors)")
    return len(saved)


def _settings(source: sqlite3.Connection) -> dict[str, str]:
    with suppress(sqlite3.DatabaseError):
        return dict(source.execute("SELECT name, value FROM config").fetchall())
    return {}


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise StoreError(f"There is no file {path}.")
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    ((application,),) = source.execute("PRAGMA application_id")
    ((version,),) = source.execute("PRAGMA user_version")
    if application != APPLICATION_ID or version > len(MIGRATIONS):
        source.close()
        raise StoreError(f"{path} is no store that this memorykinds knows.")
    return source


def _is_json(value: Any) -> bool:
    with suppress(TypeError, ValueError):
        return isinstance(json.loads(value), dict)
    return False
