"""Database: one SQLite file, opened with care.

A file that is not ours is refused before SQLite touches it; ours carries an application id
and the version of its schema. The tables are in `schema`, the statements in `rows` and `writes`.

Source: https://www.sqlite.org/pragma.html and https://www.sqlite.org/wal.html
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from memorykinds.kinds.errors import StoreError
from memorykinds.store.schema import APPLICATION_ID, MIGRATIONS, PAGE_BYTES
from memorykinds.store.sentences import sqlite_errors

__all__ = ["APPLICATION_ID", "MIGRATIONS", "Database", "Durability"]

Durability = Literal["process", "full"]
"""What an acknowledged write survives: a killed process, or a power cut as well."""

BUSY_SECONDS = 60.0
"""How long to wait for another process's write: milliseconds, or seconds for a long import."""

CHECKPOINT_PAGES = 8000
"""How long the log may grow, 64 MB, before it is moved into the file."""

CACHE_KILOBYTES = 8000
"""Pages kept in memory: a batch of a thousand items is written once, when it is whole."""

SCRUB_SECONDS = 0.2
"""How long to wait for other processes' reads before clearing the log is put off."""

_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\x00"


class Database:
    """A connection to one file, or to memory; its caller sees to it that one thread uses it.

    Raises:
        StoreError: If the file cannot be opened or is not ours; a foreign file stays as it is.
    """

    def __init__(
        self, path: Path | None, *, durability: Durability = "process", scrub: bool = True
    ) -> None:
        self._path = path
        self._scrubs = scrub
        self._erased = False
        if path is not None:
            _refuse_foreign(path)
        with sqlite_errors(path):
            connection = _connect(path)
        try:
            with sqlite_errors(path):
                connection.execute("PRAGMA foreign_keys = ON")
                # What is erased is overwritten with zeros, not only unlinked.
                connection.execute("PRAGMA secure_delete = ON")
                # In a write-ahead log NORMAL can lose the last writes in a power cut, but
                # never a part of one; FULL waits for the disk at each write.
                level = "FULL" if durability == "full" else "NORMAL"
                connection.execute(f"PRAGMA synchronous = {level}")
                connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")  # of a new file
                connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
                connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
                self._connection: sqlite3.Connection | None = connection
                with self.transaction(write=True):
                    self._migrate()
                _use_write_ahead_log(connection)
        except BaseException:
            connection.close()
            raise

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self._open().execute(sql, parameters)

    def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each row of parameters."""
        if rows:
            self._open().executemany(sql, rows)

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[None]:
        """Do all or nothing of what is inside, and read from one unchanging state.

        Args:
            write: Take the file's one write lock at once; to ask for it in the middle could
                fail after the reads were done.

        Raises:
            StoreError: If SQLite fails, with the reason in one sentence.
        """
        connection = self._open()
        with sqlite_errors(self._path):
            try:
                connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
                yield
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # SQLite may have rolled back by itself
                    connection.execute("ROLLBACK")
                raise
        if write and self._erased and self._scrubs:
            self._scrub()

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Take back what is written inside; what is read there sees it. In a transaction."""
        connection, erased = self._open(), self._erased
        connection.execute("SAVEPOINT trial")
        try:
            yield
        finally:
            if connection.in_transaction:  # SQLite may have rolled back by itself
                connection.execute("ROLLBACK TO trial")
                connection.execute("RELEASE trial")
            self._erased = erased

    def require_open(self) -> None:
        """Refuse to go on with a closed store.

        Raises:
            StoreError: If the store was closed.
        """
        self._open()

    def reading(self) -> AbstractContextManager[None]:
        """Return a context for one statement that reads: by itself it needs no transaction.

        In it, an error of SQLite is a `StoreError` with the reason in one sentence.
        """
        return sqlite_errors(self._path)

    def mark_erased(self) -> None:
        """Note that items were deleted: their words must leave the log file as well.

        What an update replaced is not worth a sync of the disk each time: it leaves the log
        with the next deletion, when the log is full, or on closing.
        """
        self._erased = True

    def close(self) -> None:
        """Close the file; closing twice is fine."""
        if self._connection is None:
            return
        if self._erased:
            self._scrub()
        self._connection.close()
        self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StoreError("This store is closed; open it again to go on.")
        return self._connection

    def _migrate(self) -> None:
        (application,) = self.execute("PRAGMA application_id").fetchone()
        (version,) = self.execute("PRAGMA user_version").fetchone()
        (tables,) = self.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and application != APPLICATION_ID:
            raise _foreign(self._path)
        if version > len(MIGRATIONS):
            raise StoreError(
                f"{self._path} was written by a newer memorykinds (layout {version}); "
                "upgrade the package to open it."
            )
        for statement in (line for step in MIGRATIONS[version:] for line in step):
            self.execute(statement)
        if version < len(MIGRATIONS):
            self.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        # SQLite opens a read-only file without a word; this writes nothing, but it would.
        self.execute("UPDATE config SET value = value WHERE 0")

    def _scrub(self) -> None:
        """Move the write-ahead log into the file and cut it to nothing.

        Until then the log holds what was erased. A reader in another process may forbid it
        for now; the next write, or closing, tries again.
        """
        connection = self._open()
        with suppress(sqlite3.Error):
            connection.execute(f"PRAGMA busy_timeout = {SCRUB_SECONDS * 1000:.0f}")
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._erased = bool(busy)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")


def _connect(path: Path | None) -> sqlite3.Connection:
    # isolation_level=None: transactions begin and end where this module says so.
    target = ":memory:" if path is None else f"{path.absolute().as_uri()}?mode={_mode()}"
    return sqlite3.connect(
        target,
        uri=path is not None,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )


def _mode() -> str:
    """Read, write and create; a test opens read-only here, which root cannot do by chmod."""
    return "rwc"


def _refuse_foreign(path: Path) -> None:
    """Look at the first bytes of a file, so that SQLite never opens one that is not ours.

    Opening alone may change a file: SQLite would replay another program's log. Ours is
    created in one transaction before the log exists, so its first page always says whose
    it is.
    """
    try:
        if path.is_dir():
            raise StoreError(
                f"{path} is a folder; name a file in it, such as {path / 'memory.db'}."
            )
        if not path.parent.is_dir():
            raise StoreError(
                f"There is no folder {path.parent}; create it, or choose another path."
            )
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise StoreError(
            f"{str(path)!r} cannot be read ({error}); check the path and its permissions."
        ) from error
    if header and not header.startswith(_MAGIC):
        raise StoreError(f"{path} is no SQLite database; choose another path for the store.")
    if header and int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise _foreign(path)


def _foreign(path: Path | None) -> StoreError:
    return StoreError(f"{path} belongs to another program; choose another path for the store.")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Let readers go on while one process writes; the mode stays with the file.

    The change needs the file for itself and SQLite does not wait for that, so several
    processes that create one file at once try until one of them has done it.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
