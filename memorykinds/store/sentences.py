"""Sentences: what SQLite's errors mean for the person who meets them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from memorykinds.kinds.errors import StoreError


@contextmanager
def sqlite_errors(path: Path | None) -> Iterator[None]:
    """Turn SQLite's errors into ours.

    Raises:
        StoreError: For any error of SQLite, with one sentence that says what to do.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
        advice = _WHAT_TO_DO.get(code, "cannot be used; SQLite says why")
        name = "The store in memory" if path is None else str(path)
        own_words = "" if code in _SAID_IN_FULL else f" (SQLite: {error})"
        raise StoreError(f"{name} {advice}{own_words}.") from error


_SAID_IN_FULL = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

_WHAT_TO_DO = {
    sqlite3.SQLITE_BUSY: "is being written by another program; close it there, or try again",
    sqlite3.SQLITE_LOCKED: "is being written by another program; close it there, or try again",
    sqlite3.SQLITE_FULL: "does not fit on the disk; free some space and try again",
    sqlite3.SQLITE_READONLY: "is read-only; change its permissions, or choose another path",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the path and the folder's permissions",
    sqlite3.SQLITE_PERM: "cannot be opened; check the path and the folder's permissions",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a copy",
    sqlite3.SQLITE_NOTADB: "is damaged; restore it from a copy",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk",
    sqlite3.SQLITE_TOOBIG: "cannot take a value this large; store it in parts",
}
