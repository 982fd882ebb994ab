"""Staging: the writes of an exclusive block, put aside until it ends.

They wait in a database of their own, which SQLite keeps in memory and moves to a nameless
file on the disk when it grows: a block may be larger than memory, and nothing of it is left
when the process is killed.

Source: https://www.sqlite.org/inmemorydb.html#temp_db
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from memorykinds.store.embedding import Embedder
from memorykinds.store.operations import digest_of, texts_of
from memorykinds.store.sentences import sqlite_errors
from memorykinds.store.writes import NewItem

PAGE = 1000
"""Items in memory at once."""

_TABLES = """
    CREATE TABLE staged (
        id INTEGER PRIMARY KEY, path TEXT, key TEXT,
        value TEXT, vectors BLOB, texts BLOB, paths TEXT, ttl REAL);
    CREATE INDEX staged_by_place ON staged (path, key)"""
_ADD = "INSERT INTO staged VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)"
_LAST = """
    SELECT id, path, key, value, vectors, texts, paths, ttl FROM staged s
    WHERE id > ? AND NOT EXISTS (
        SELECT 1 FROM staged WHERE path = s.path AND key = s.key AND id > s.id)
    ORDER BY id LIMIT ?"""


class Staging:
    """Writes in the order in which they came.

    Args:
        path: The store's file, for sentences; None keeps everything in memory.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._last = 0
        with sqlite_errors(path):
            self._connection = sqlite3.connect(
                ":memory:" if path is None else "", isolation_level=None, check_same_thread=False
            )
            self._connection.executescript(_TABLES)

    def __len__(self) -> int:
        """Return how many writes there are, of which some may replace others."""
        return self._last

    def add(self, items: Iterable[NewItem]) -> None:
        """Put the writes of one batch aside, or none of them if that fails."""
        rows = [(".".join(labels), *rest) for labels, *rest in items]
        with sqlite_errors(self._path), self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany(_ADD, rows)
        self._last += len(rows)

    def drop_after(self, length: int) -> None:
        """Forget the writes that came since there were `length` of them."""
        with sqlite_errors(self._path):
            self._connection.execute("DELETE FROM staged WHERE id > ?", (length,))
        self._last = length

    def pages(self) -> Iterator[list[NewItem]]:
        """Yield the last write of each place, page after page."""
        for rows in self._rows():
            yield [NewItem(tuple(path.split(".")), *rest) for _, path, *rest in rows]

    def complete(self, embedder: Embedder) -> None:
        """Embed the texts of those items whose vectors were to be kept as they are."""
        for rows in self._rows():
            found = {
                row_id: texts_of(embedder, value, paths)
                for row_id, _, _, value, vectors, _, paths, _ in rows
                if value is not None and vectors is None
            }
            vectors = embedder.documents(text for texts in found.values() for text in texts)
            made = [
                (b"".join(vectors[text].data for text in texts), digest_of(texts), row_id)
                for row_id, texts in found.items()
            ]
            update = "UPDATE staged SET vectors = ?, texts = ? WHERE id = ?"
            with sqlite_errors(self._path):
                self._connection.executemany(update, made)

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()

    def _rows(self) -> Iterator[list[Any]]:
        last = 0
        with sqlite_errors(self._path):
            while rows := self._connection.execute(_LAST, (last, PAGE)).fetchall():
                last = rows[-1][0]
                yield rows
