"""`VectorFile`: vectors by key in an SQLite file that may vanish, break or be read-only.

A cache must never be the reason why something fails. What cannot be read is not there, what
cannot be written is not kept, and a file that is broken is made anew. Each call opens the file
for itself: so threads, processes and forks share it, and nothing has to be closed.
"""

import os
import sqlite3
import struct
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from memorykinds.kinds import InputError

T = TypeVar("T")

FILE = "embeddings-1.sqlite"
"""The file in the folder: another layout gets another number, and no file of the user's own
is ever taken for a broken one of ours."""

MEGABYTES = 256
"""About 115,000 vectors of 384 numbers."""

HOUR = 3600
"""How exactly it is known when a vector was last used: a read seldom has to write."""

_KEEP = 0.9  # of the bound, when it is reached: so that not every write has to make room
_MOST_ASKED = 500  # keys in one statement; SQLite takes 32,766
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}

_SCHEMA = """
PRAGMA auto_vacuum = FULL; -- what goes makes the file smaller
CREATE TABLE IF NOT EXISTS vectors (
    key BLOB NOT NULL UNIQUE,
    vector BLOB NOT NULL,
    used INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS by_use ON vectors (used);
"""


class VectorFile:
    """Bytes by key, bounded: when the file is full, those not used for longest go.

    Only its owner may read it. Every entry carries a checksum, and one that does not match is
    as if it were not there.

    Args:
        folder: Where the file lies; made at the first write if it is not there.
        megabytes: How large the file may become, at least 1.
        now: Returns the time in seconds.

    Raises:
        InputError: If `megabytes` is no whole number of at least 1.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        megabytes: int = MEGABYTES,
        now: Callable[[], float] = time.time,
    ) -> None:
        if type(megabytes) is not int or megabytes < 1:
            raise InputError(f"A cache has a whole number of megabytes, 1 or more: {megabytes!r}.")
        self.path = Path(folder).expanduser() / FILE
        self._most = megabytes * 1_000_000
        self._now = now

    def found(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return what is kept under these keys, and note that it was used."""
        asked = list(dict.fromkeys(keys))
        there: dict[bytes, tuple[bytes, int]] = {}
        for start in range(0, len(asked), _MOST_ASKED):
            part = asked[start : start + _MOST_ASKED]
            nothing: dict[bytes, tuple[bytes, int]] = {}
            there.update(self._tried(partial(_read, keys=part), nothing))
        late = int(self._now()) - HOUR
        old = [key for key, (_, used) in there.items() if used < late]
        if old:
            self._tried(lambda db: self._touch(db, old), None)
        return {key: content for key, (content, _) in there.items()}

    def keep(self, entries: Mapping[bytes, bytes]) -> None:
        """Keep these, and let go of what was not used for longest if there is no room."""
        self._tried(lambda db: self._write(db, entries), None)

    def clear(self) -> None:
        """Forget everything, and leave nothing of it in the file."""
        self._tried(lambda db: db.execute("DELETE FROM vectors"), None)

    def _touch(self, db: sqlite3.Connection, keys: list[bytes]) -> None:
        now = int(self._now())
        db.executemany("UPDATE vectors SET used = ? WHERE key = ?", [(now, key) for key in keys])

    def _write(self, db: sqlite3.Connection, entries: Mapping[bytes, bytes]) -> None:
        now = int(self._now())
        rows = [(key, _checksum(key, content) + content, now) for key, content in entries.items()]
        db.executemany("INSERT OR REPLACE INTO vectors (key, vector, used) VALUES (?, ?, ?)", rows)
        (size,) = db.execute(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        ).fetchone()
        if size > self._most:
            (kept,) = db.execute("SELECT count(*) FROM vectors").fetchone()
            surplus = round(kept * (1 - self._most * _KEEP / size)) + 1
            db.execute(
                "DELETE FROM vectors WHERE rowid IN (SELECT rowid FROM vectors ORDER BY used LIMIT ?)",
                [surplus],
            )

    def _tried(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Return what `work` returns; `otherwise` if the file cannot do it."""
        for _ in range(2):  # a broken file is made anew, once
            try:
                with closing(self._connect()) as db, db:
                    return work(db)
            except sqlite3.Error as error:
                if (getattr(error, "sqlite_errorcode", 0) & 0xFF) not in _BROKEN:
                    return otherwise  # locked for too long, read-only, no room on the disk
                self._remove()
            except OSError:
                return otherwise
        return otherwise

    def _connect(self) -> sqlite3.Connection:
        if not self.path.exists():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Made by us first, so that nobody else may read it.
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        db = sqlite3.connect(self.path, timeout=5)
        try:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA synchronous = OFF")  # after a power failure: made anew
            if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                db.executescript(_SCHEMA)
        except BaseException:
            db.close()
            raise
        return db

    def _remove(self) -> None:
        for path in (self.path, self.path.with_name(f"{FILE}-journal")):
            with suppress(OSError):
                path.unlink()


def _read(db: sqlite3.Connection, keys: list[bytes]) -> dict[bytes, tuple[bytes, int]]:
    marks = ", ".join("?" * len(keys))
    rows = db.execute(f"SELECT key, vector, used FROM vectors WHERE key IN ({marks})", keys)  # noqa: S608 -- only question marks
    return {
        key: (kept[4:], used) for key, kept, used in rows if kept[:4] == _checksum(key, kept[4:])
    }


def _checksum(key: bytes, content: bytes) -> bytes:
    return struct.pack("<I", zlib.crc32(content, zlib.crc32(key)))
