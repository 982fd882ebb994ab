"""Tables: LangGraph's own, made once, and what their vectors were made with.

No approximate index is made over the vectors. It would rank the vectors of all users together
and drop other users' afterwards: a user among many gets short pages, or none at all. Without
it Postgres reads the rows of one user's namespace, found by the primary key, and the result
is exact.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from langgraph.store.postgres import PostgresStore
from langgraph.store.postgres.base import PostgresIndexConfig
from psycopg import Connection
from psycopg.rows import DictRow

from memorykinds.kinds.errors import StoreError

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

_SETTINGS = "CREATE TABLE IF NOT EXISTS memorykinds_settings (name text PRIMARY KEY, value text)"

LOOK_UPS = {
    f"memorykinds_by_{field}": (
        f"CREATE INDEX CONCURRENTLY IF NOT EXISTS memorykinds_by_{field} "
        f"ON store ((value->'{field}'), prefix text_pattern_ops)"
    )
    for field in ("slot", "memory_id")
}
"""What a memory speaks of, and what an event is of: asked for at every learn, among all of a
user's rows. Without them such a question read every row (8 ms instead of 1 at 30,000)."""

_READY = """
    SELECT to_regclass('store_vectors') IS NOT NULL
       AND to_regclass('memorykinds_settings') IS NOT NULL AS ready"""

DIMS = """
    SELECT atttypmod AS dims FROM pg_attribute
    WHERE attrelid = to_regclass('store_vectors') AND attname = 'embedding'"""

_SETUP_LOCK = 0x6D656D6B  # any number that other programs are unlikely to lock: "memk"


def settings(embeddings: "Embeddings", dims: int) -> PostgresIndexConfig:
    """Return how vectors are made and compared: by cosine, exactly."""
    return {
        "dims": dims,
        "embed": embeddings,
        "fields": ["text"],
        "distance_type": "cosine",
        "ann_index_config": {"kind": "flat", "vector_type": "vector"},
    }


def make_tables(connection: Connection[DictRow], index: PostgresIndexConfig, place: str) -> None:
    """Make what is missing. A user who may only read and write rows can use what is there.

    Raises:
        StoreError: If the server has no pgvector.
    """
    if one(connection, _READY)["ready"] and _migrated(connection):
        return
    available = "SELECT count(*) AS n FROM pg_available_extensions WHERE name = 'vector'"
    if not one(connection, available)["n"]:
        raise StoreError(
            f"{place} has no pgvector; install that extension on the server (Debian's package is "
            "postgresql-NN-pgvector), or open a file instead."
        )
    with _alone(connection):
        PostgresStore(connection, index=index).setup()
        for statement in LOOK_UPS.values():
            connection.execute(statement)
        connection.execute(_SETTINGS)


def agree_on_embedder(
    connection: Connection[DictRow], index: PostgresIndexConfig, place: str
) -> None:
    """Write down what the vectors are made with, or compare it with what is written.

    Raises:
        StoreError: If the vectors there cannot be compared with the embedder's.
    """
    made_with = one(connection, DIMS)["dims"]
    if made_with not in (index["dims"], -1):
        raise _other(place, "dims", made_with, index["dims"])
    name = getattr(index["embed"], "name", None)
    if not isinstance(name, str):
        return
    connection.execute(
        "INSERT INTO memorykinds_settings VALUES ('embedder', %s) ON CONFLICT DO NOTHING",
        (name,),
    )
    row = one(connection, "SELECT value FROM memorykinds_settings WHERE name = 'embedder'")
    if row["value"] != name:
        raise _other(place, "embedder", row["value"], name)


def _migrated(connection: Connection[DictRow]) -> bool:
    newest = one(connection, "SELECT max(v) AS newest FROM store_migrations")["newest"]
    return newest is not None and newest >= len(PostgresStore.MIGRATIONS) - 1


@contextmanager
def _alone(connection: Connection[DictRow]) -> Iterator[None]:
    """Let one process at a time make tables.

    The lock is tried again and again instead of waited for: one of the indexes is made
    CONCURRENTLY, which waits for every statement that is under way, so a process that waited
    in a statement would wait for the one that waits for it.
    """
    attempt = f"SELECT pg_try_advisory_lock({_SETUP_LOCK}) AS mine"
    while not one(connection, attempt)["mine"]:
        time.sleep(0.05)
    try:
        yield
    finally:
        connection.execute(f"SELECT pg_advisory_unlock({_SETUP_LOCK})")


def one(
    connection: Connection[DictRow], statement: str, parameters: Sequence[object] = ()
) -> DictRow:
    """Return the row of a statement that always has one."""
    row = connection.execute(statement, parameters).fetchone()
    assert row is not None  # noqa: S101 -- each of these statements returns one row
    return row


def _other(place: str, what: str, there: object, wanted: object) -> StoreError:
    return StoreError(
        f"{place} holds vectors of {what} {there}, which cannot be compared with {what} {wanted}; "
        "open it with the embedder it was made with, or choose another database."
    )
