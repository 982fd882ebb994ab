"""Connecting: from an address to connections, and to one sentence where there are none."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from memorykinds.kinds.errors import InputError, StoreError

WAIT_SECONDS = 10
"""How long a server may take to answer at first; ``connect_timeout`` in the address wins."""

Pool = ConnectionPool[Connection[DictRow]]


def place_of(address: str) -> str:
    """Return what to call the database in a sentence: never its password.

    Raises:
        InputError: If `address` cannot be read.
    """
    try:
        parts = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        # libpq's own words quote what it could not read, which may be part of a password.
        raise _unreadable() from None
    host, port, name = (str(parts.get(part) or "") for part in ("host", "port", "dbname"))
    # An @ or / that was left bare in a password moves its rest into one of these.
    if "@" in host + name or not re.fullmatch(r"[\d,]*", port):
        raise _unreadable()
    where = f"{host or 'this machine'}{':' if port else ''}{port}"
    return f"The database {name!r} on {where}" if name else f"The user's own database on {where}"


@contextmanager
def connect(address: str, place: str) -> Iterator[Connection[DictRow]]:
    """Open one connection that is not of the pool, for what is done once.

    Raises:
        StoreError: If there is none, or the server ends it.
    """
    try:
        connection = psycopg.connect(address, **_arguments(address))
    except psycopg.OperationalError as error:
        raise StoreError(_refused(place, str(error))) from None
    with sentences(place), connection:
        yield connection


def pool(address: str, connections: int) -> Pool:
    """Return a pool of at most `connections`, opened as they are needed."""

    def check(connection: Connection[DictRow]) -> None:
        try:
            ConnectionPool.check_connection(connection)
        except psycopg.OperationalError:
            # Where one is broken the server was restarted and all are. Found one by one, each
            # would double the pause before the next is tried, to more than a caller waits.
            opened.check()
            raise

    opened: Pool = ConnectionPool(
        address,
        min_size=1,
        max_size=connections,
        open=True,
        kwargs=_arguments(address),
        configure=_configure,
        check=check,
        name="memorykinds",
    )
    return opened


@contextmanager
def sentences(place: str) -> Iterator[None]:
    """Turn errors of Postgres into ours.

    Raises:
        StoreError: For any of them, with one sentence.
    """
    try:
        yield
    except PoolClosed as error:
        raise StoreError("The memory is closed; open it again to use it.") from error
    except PoolTimeout as error:
        raise StoreError(
            f"{place} had no connection free in time; check that the server runs, or open the "
            "store with more connections."
        ) from error
    except psycopg.Error as error:
        words = error.diag.message_primary or str(error)
        raise StoreError(f"{place} did not do what was asked ({_first_line(words)}).") from error


def _arguments(address: str) -> dict[str, Any]:
    # A statement is planned for its own values: a plan for any user's namespace would suit none.
    arguments: dict[str, Any] = {
        "autocommit": True,
        "prepare_threshold": None,
        "row_factory": dict_row,
    }
    if "connect_timeout" not in conninfo_to_dict(address):
        arguments["connect_timeout"] = WAIT_SECONDS
    return arguments


def _configure(connection: Connection[Any]) -> None:
    # Who waited for a lock must see what its last holder wrote. Under a stricter level, which
    # a server may have as its default, a transaction sees the state before it waited.
    connection.isolation_level = IsolationLevel.READ_COMMITTED


def _unreadable() -> InputError:
    return InputError(
        "The location is no Postgres address: write postgresql://user:password@host:5432/database, "
        "and each of @ : / ? # % within the password as a percent code (@ is %40)."
    )


def _refused(place: str, words: str) -> str:
    """Return the sentence for a connection that was not made."""
    if re.search(r"password authentication failed|no password supplied", words):
        return f"{place} refuses the password; check user and password of the address."
    if re.search(r"database .* does not exist", words):
        return f"{place} is not there; make it on that server with createdb."
    return (
        f"{place} cannot be reached ({_first_line(words)}); check that the server runs and "
        "that the address is right."
    )


def _first_line(words: str) -> str:
    return (words.strip().splitlines() or ["no reason given"])[0].strip().rstrip(".")
