"""Agreement: a file holds the vectors of one embedder, and says of which."""

from pathlib import Path
from shlex import quote

from memorykinds.kinds.errors import StoreError
from memorykinds.store import rows
from memorykinds.store.database import Database
from memorykinds.store.embedding import Embedder
from memorykinds.store.writes import set_config

_GENERATION = "SELECT value FROM config WHERE name = 'generation'"


def agree(database: Database, embedder: Embedder, path: Path | None) -> str | None:
    """Store the settings of the index, or check them against those of the file.

    Returns:
        The generation of the vectors, for `require_same`.

    Raises:
        StoreError: If the file holds the vectors of another embedder.
    """
    wanted = {"dims": str(embedder.dims), "embedder": embedder.name}
    with database.transaction(write=True):
        made_with = rows.config(database)
        for name, value in wanted.items():
            if value is None:
                continue
            if made_with.get(name, value) != value:
                raise StoreError(
                    f"{path} holds vectors of {name} {made_with[name]}, which cannot be "
                    f"compared with {name} {value}; open it with the embedder it was made "
                    f"with, or embed it anew: memorykinds reindex {quote(str(path))} --embeddings "
                    "NAME, or reindex() in Python."
                )
            if name not in made_with:  # a full disk can still be read
                set_config(database, name, value)
    return made_with.get("generation")


def require_same(database: Database, generation: str | None, path: Path | None) -> None:
    """Refuse to mix vectors after somebody embedded the file anew; inside a transaction.

    Raises:
        StoreError: If they did, since this store agreed with the file.
    """
    row = database.execute(_GENERATION).fetchone()
    if (None if row is None else row[0]) != generation:
        raise StoreError(
            f"{path} was embedded anew with another embedder meanwhile; open it again with that."
        )


def renew(database: Database, embedder: Embedder) -> str:
    """Note that all vectors are now those of an embedder; return their generation."""
    row = database.execute(_GENERATION).fetchone()
    generation = str(1 if row is None else int(row[0]) + 1)
    database.execute("DELETE FROM config WHERE name = 'embedder'")
    if embedder.name is not None:
        set_config(database, "embedder", embedder.name)
    set_config(database, "dims", str(embedder.dims))
    set_config(database, "generation", generation)
    return generation
