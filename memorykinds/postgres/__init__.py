"""Memories in Postgres with pgvector: LangGraph's own tables, one transaction a batch.

For many processes or machines that share memories. Everything above the store stays as it
is; see docs/scaling.md. psycopg and LangGraph's Postgres package are an extra, so they are
imported when an address is opened.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from memorykinds.kinds.errors import MissingPartError
from memorykinds.models import embedder
from memorykinds.models.embeddings import embedder_dims

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from memorykinds.postgres.store import PooledPostgresStore

SCHEMES = ("postgresql", "postgres")
"""What an address of Postgres begins with, before the ``://``."""

_PARTS = ("psycopg", "psycopg_pool", "langgraph.store.postgres")


def open_postgres(
    address: str, embeddings: "str | Embeddings" = "offline", *, connections: int = 10
) -> "PooledPostgresStore":
    """Open the store at a Postgres address; its tables are made if they are not there.

    A server with many users opens it once, and a memory for each with
    ``mk.open(store=store, user=...)``: they share the connections.

    Args:
        address: ``postgresql://user:password@host:5432/database``, or any other URI that libpq
            reads; what it leaves out comes from libpq's own settings (PGPASSWORD, .pgpass).
        embeddings: What `memorykinds.embedder` takes.
        connections: The most connections to hold; one serves many users in turn.

    Raises:
        InputError: If `address` or `embeddings` cannot be used.
        MissingPartError: If a package is not installed.
        StoreError: If the server cannot be reached or refuses, lacks pgvector, or holds
            vectors of another embedder. No sentence contains the password.
    """
    require_parts()
    from memorykinds.postgres.connecting import connect, place_of, pool
    from memorykinds.postgres.store import PooledPostgresStore
    from memorykinds.postgres.tables import agree_on_embedder, make_tables, settings

    place = place_of(address)
    embed = embedder(embeddings)
    index = settings(embed, embedder_dims(embed))
    with connect(address, place) as connection:
        make_tables(connection, index, place)
        agree_on_embedder(connection, index, place)
    return PooledPostgresStore(pool(address, connections), index=index, place=place)


def require_parts() -> None:
    """Refuse to go on where a package of the extra is missing.

    Raises:
        MissingPartError: If one is.
    """
    for part in _PARTS:
        try:
            found = find_spec(part) is not None
        except ModuleNotFoundError:  # a parent package is missing
            found = False
        if not found:
            raise MissingPartError(
                f"A Postgres address needs the package {part}: pip install 'memorykinds[postgres]'."
            )
