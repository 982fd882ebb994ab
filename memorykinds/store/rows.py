"""Rows: what is read from the file. What is written stands in `writes`.

A namespace is stored as its labels joined by "." (a label holds no period), which a person
can read in the file. Sorted by that text ``("a-b",)`` would come before ``("a", "b")``; the
store sorts by the labels instead, as Python sorts tuples.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, NamedTuple

from langgraph.store.base import Item, SearchItem

from memorykinds.kinds.errors import StoreError
from memorykinds.store.database import Database

Labels = tuple[str, ...]

_decode_json = json.JSONDecoder().raw_decode

# A BLOB is greater than any TEXT: as upper bound it admits every namespace.
_EVERYTHING = {"exact": "", "above": "", "below": b""}
_UNDER = "(n.path = :exact OR (n.path > :above AND n.path < :below))"

_FIELDS = "i.id, n.path, i.key, i.value, i.created_at, i.updated_at, i.ttl, i.expires_at"
_ITEM = f"""
    SELECT {_FIELDS} FROM namespaces n JOIN items i ON i.namespace_id = n.id
    WHERE n.path = ? AND i.key = ?"""  # noqa: S608 -- a constant
_ITEMS_BY_ID = f"""
    SELECT {_FIELDS} FROM items i JOIN namespaces n ON n.id = i.namespace_id
    WHERE i.id IN """  # noqa: S608
_FROM_LIST = "SELECT value FROM json_each(?)"
_FEW = 20
_PLACES = """
    SELECT i.id, n.path, i.key FROM json_each(?) wanted
    JOIN items i ON i.id = wanted.value JOIN namespaces n ON n.id = i.namespace_id"""
_VALUES_BY_ID = """
    SELECT i.id, i.value FROM json_each(?) wanted JOIN items i ON i.id = wanted.value"""
_PATHS = f"SELECT n.path FROM namespaces n WHERE {_UNDER}"  # noqa: S608
_HAS_LIVING = """
    AND EXISTS (SELECT 1 FROM items i WHERE i.namespace_id = n.id
                AND (i.expires_at IS NULL OR i.expires_at > :now))"""
_STATES = """
    SELECT i.key, i.id, i.texts, i.created_at, i.expires_at
    FROM namespaces n JOIN items i ON i.namespace_id = n.id WHERE n.path = ? AND i.key IN """
_MANY = 500


class State(NamedTuple):
    """What an update must know of the item that it replaces."""

    id: int
    texts: bytes | None
    """The digest of the texts that were embedded."""
    created_at: str
    expires_at: int | None


class Row(NamedTuple):
    """One item as it stands in the file."""

    id: int
    path: str
    key: str
    value: str
    created_at: str
    updated_at: str
    ttl: float | None
    """Minutes."""
    expires_at: int | None
    """Microseconds since 1970."""

    def item(self) -> Item:
        """Return it as LangGraph's `Item`."""
        created, updated = map(datetime.fromisoformat, (self.created_at, self.updated_at))
        return Item(
            namespace=tuple(self.path.split(".")),
            key=self.key,
            value=decode(self.value),
            created_at=created,
            updated_at=updated,
        )

    def search_item(self, score: float | None) -> SearchItem:
        """Return it as LangGraph's `SearchItem`."""
        created, updated = map(datetime.fromisoformat, (self.created_at, self.updated_at))
        labels = tuple(self.path.split("."))
        return SearchItem(labels, self.key, decode(self.value), created, updated, score)


def get_row(database: Database, labels: Labels, key: str) -> Row | None:
    """Return one item, or None; it may have expired."""
    row = database.execute(_ITEM, (".".join(labels), key)).fetchone()
    return None if row is None else Row._make(row)


def rows_by_id(database: Database, ids: Sequence[int]) -> list[Row]:
    """Return items in the order of the ids that are asked for."""
    # A page is small: with one mark an id it is found in half of the time of json_each.
    marks = ",".join("?" * len(ids)) if len(ids) <= _FEW else _FROM_LIST
    wanted = ids if len(ids) <= _FEW else (as_list(ids),)
    rows = database.execute(f"{_ITEMS_BY_ID} ({marks})", wanted).fetchall()
    found = {row[0]: Row._make(row) for row in rows}
    return [found[item_id] for item_id in ids]


def places(database: Database, ids: Sequence[int]) -> dict[int, tuple[Labels, str]]:
    """Return namespace and key of each item, by which equals are ordered."""
    found = database.execute(_PLACES, (as_list(ids),))
    return {item_id: (tuple(path.split(".")), key) for item_id, path, key in found}


def values_by_id(database: Database, ids: Iterable[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the id and the value of some items, one at a time."""
    with closing(database.execute(_VALUES_BY_ID, (as_list(ids),))) as cursor:
        for item_id, text in cursor:
            yield item_id, decode(text)


def namespaces(database: Database, prefix: Labels, living_at: int | None) -> list[Labels]:
    """Return the namespaces under a prefix.

    Args:
        database: Where to look.
        prefix: Their first labels.
        living_at: A moment: leave out those in which everything has expired by then.
    """
    bound: dict[str, Any] = under(prefix)
    statement = _PATHS
    if living_at is not None:
        statement, bound = _PATHS + _HAS_LIVING, {**bound, "now": living_at}
    return [tuple(path.split(".")) for (path,) in database.execute(statement, bound)]


def has_mortals(database: Database) -> bool:
    """Whether any item of the file has a time to live."""
    statement = "SELECT 1 FROM items WHERE expires_at IS NOT NULL LIMIT 1"
    return database.execute(statement).fetchone() is not None


def states(database: Database, labels: Labels, keys: Sequence[str]) -> dict[str, State]:
    """Return the state of each of these keys that is there."""
    found: dict[str, State] = {}
    for start in range(0, len(keys), _MANY):
        some = keys[start : start + _MANY]
        # Not by json_each: it would cut a key short at a NUL.
        statement = f"{_STATES} ({','.join('?' * len(some))})"
        rows = database.execute(statement, (".".join(labels), *some)).fetchall()
        found.update((key, State(*rest)) for key, *rest in rows)
    return found


def config(database: Database) -> dict[str, str]:
    """Return the settings that the file was made with."""
    return dict(database.execute("SELECT name, value FROM config").fetchall())


def under(prefix: Labels) -> dict[str, Any]:
    """Return the bounds of the namespaces that are `prefix` or begin with it and a period."""
    path = ".".join(prefix)
    # "/" is the character after ".": together they bound all paths that go on from here.
    return {"exact": path, "above": f"{path}.", "below": f"{path}/"} if path else _EVERYTHING


def as_list(ids: Iterable[int]) -> str:
    """Return ids as one parameter, which SQLite reads by json_each."""
    return f"[{','.join(map(str, ids))}]"


def decode(text: str) -> dict[str, Any]:
    """Return a stored value.

    Raises:
        StoreError: If it is no JSON.
    """
    text = text.strip()
    value: dict[str, Any]
    try:
        value, end = _decode_json(text)
        if end < len(text):
            raise ValueError(text[end:])  # noqa: TRY301 -- one sentence for all that is no JSON
    except ValueError as error:
        raise StoreError("The store holds a damaged value; restore it from a copy.") from error
    return value
