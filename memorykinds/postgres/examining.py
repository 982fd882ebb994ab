"""Examining: what a Postgres address holds, asked in a transaction that can write nothing."""

from dataclasses import dataclass

from langgraph.store.postgres import PostgresStore
from psycopg import Connection
from psycopg.rows import DictRow

from memorykinds.postgres.connecting import connect, place_of
from memorykinds.postgres.tables import DIMS, LOOK_UPS, one

TABLES = ("store", "store_migrations", "store_vectors", "vector_migrations", "memorykinds_settings")

_SERVER = """
    SELECT current_setting('server_version') AS version,
           (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS pgvector,
           EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'vector') AS offered"""
_TABLES = "SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass(name) IS NOT NULL"
_INDEXES = """
    SELECT relname AS name, indisvalid AS whole FROM pg_index JOIN pg_class ON oid = indexrelid
    WHERE indrelid = to_regclass('store')"""
_EMBEDDER = "SELECT value FROM memorykinds_settings WHERE name = 'embedder'"
_BYTES = """
    SELECT coalesce(sum(pg_total_relation_size(to_regclass(name))), 0) AS bytes
    FROM unnest(%s::text[]) AS name"""
_ITEMS = "SELECT prefix, count(*) AS n FROM store GROUP BY prefix ORDER BY prefix"
_VECTORS = "SELECT prefix, count(*) AS n FROM store_vectors GROUP BY prefix"


@dataclass(frozen=True, slots=True)
class Examined:
    """What a server and its tables are.

    Attributes:
        place: What to call the database in a sentence; no password is in it.
        server: The version of PostgreSQL.
        pgvector: Its version in this database, or None.
        offered: Whether the server has pgvector, be it in this database or not.
        missing: Those of `TABLES` that are not there.
        migration: LangGraph's newest migration that was done, counted from 0, or None.
        newest: LangGraph's newest migration in the installed package.
        lacking: The look-up indexes that are not there, each with the statement that mends it.
        embedder: The name of what made the vectors, or None.
        dims: The length of the vectors, or None.
        bytes: What tables and indexes take on the server's disk.
        counts: For each namespace its labels joined by ".", its items and its vectors.
    """

    place: str
    server: str
    pgvector: str | None
    offered: bool
    missing: tuple[str, ...]
    migration: int | None
    newest: int
    lacking: dict[str, str]
    embedder: str | None
    dims: int | None
    bytes: int
    counts: tuple[tuple[str, int, int], ...]


def examine(address: str) -> Examined:
    """Return what is at a Postgres address.

    Raises:
        InputError: If it is no address.
        StoreError: If the server cannot be reached, or refuses to tell. No sentence contains
            the password.
    """
    place = place_of(address)
    with connect(address, place) as connection, connection.transaction():
        # Of this transaction alone: what a session sets, a pooler would hand to its next user.
        connection.execute("SET TRANSACTION READ ONLY")
        server = one(connection, _SERVER)
        rows = connection.execute(_TABLES, (list(TABLES),)).fetchall()
        there = {row["name"] for row in rows}
        return Examined(
            place=place,
            server=server["version"].split()[0],
            pgvector=server["pgvector"],
            offered=server["offered"],
            missing=tuple(name for name in TABLES if name not in there),
            migration=_migration(connection, there),
            newest=len(PostgresStore.MIGRATIONS) - 1,
            lacking=_lacking(connection) if "store" in there else {},
            embedder=_embedder(connection, there),
            dims=_dims(connection, there),
            bytes=int(one(connection, _BYTES, (list(TABLES),))["bytes"]),
            counts=_counts(connection, there),
        )


def _migration(connection: Connection[DictRow], there: set[str]) -> int | None:
    if "store_migrations" not in there:
        return None
    found: int | None = one(connection, "SELECT max(v) AS v FROM store_migrations")["v"]
    return found


def _lacking(connection: Connection[DictRow]) -> dict[str, str]:
    whole = {row["name"]: row["whole"] for row in connection.execute(_INDEXES)}
    # One that was interrupted while it was made is there, takes part in every write, and is
    # used by no question.
    half = {name: f"REINDEX INDEX CONCURRENTLY {name}" for name in LOOK_UPS}
    return {
        name: half[name] if name in whole else statement
        for name, statement in LOOK_UPS.items()
        if not whole.get(name)
    }


def _embedder(connection: Connection[DictRow], there: set[str]) -> str | None:
    if "memorykinds_settings" not in there:
        return None
    row = connection.execute(_EMBEDDER).fetchone()
    return None if row is None else str(row["value"])


def _dims(connection: Connection[DictRow], there: set[str]) -> int | None:
    dims = one(connection, DIMS)["dims"] if "store_vectors" in there else None
    return dims if dims and dims > 0 else None  # -1: a column of vectors of any length


def _counts(connection: Connection[DictRow], there: set[str]) -> tuple[tuple[str, int, int], ...]:
    if "store" not in there:
        return ()
    rows = connection.execute(_VECTORS).fetchall() if "store_vectors" in there else []
    vectors = {row["prefix"]: row["n"] for row in rows}
    items = connection.execute(_ITEMS)
    return tuple((row["prefix"], row["n"], vectors.get(row["prefix"], 0)) for row in items)
