"""`memorykinds reindex FILE`: the vectors of a file, made anew by another embedder."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console

from memorykinds.cli.watching import bar, stopping
from memorykinds.kinds.errors import InputError
from memorykinds.models import embedder
from memorykinds.models.embeddings import embedder_dims, embedder_name
from memorykinds.store import FaissStore
from memorykinds.store.sentences import sqlite_errors

_MEMORYS_FIELDS = ["text"]

_ITEMS = "SELECT count(*) FROM items"
_GATHERING = "SELECT count(*) FROM sqlite_master WHERE name = 'gathered'"
_GATHERED = "SELECT count(*) FROM gathered"

_CHOSEN_BY_A_STORE = """
    SELECT EXISTS (SELECT 1 FROM items WHERE paths IS NULL
                   AND EXISTS (SELECT 1 FROM vectors WHERE item_id = items.id))"""
"""Whether texts were embedded whose place is known only to the program that opened the file."""


def reindex_file(location: str, embeddings: str, fields: Sequence[str] | None) -> None:
    """Embed every memory in a file anew; interrupted, the next call goes on where it was.

    Args:
        location: The store's file.
        embeddings: What `memorykinds.embedder` takes.
        fields: The paths of what is embedded, for a file that some other program of LangGraph's
            store filled; None for memories, where it is their text.

    Raises:
        InputError: If `location` is an address, or `fields` is needed.
        StoreError: If the file is not there, is no store of ours or cannot be written.
    """
    if "://" in location:
        raise InputError(
            "Only a file can be embedded anew: export the memories of this address and import "
            "them into another database, or another schema, with --embeddings."
        )
    path = Path(location)
    if not path.exists():
        raise InputError(f"There is no file {location}.")
    all_made = False

    def kept() -> str:
        done = _gathered(path)
        if done is not None:
            return (
                f"Stopped: {done:,} of {_one(path, _ITEMS):,} items are embedded anew and kept, and "
                "the old vectors serve as before; the same command goes on from there."
            )
        if all_made:
            return f"Stopped, but {path} was embedded anew already; nothing is left to do."
        return f"Stopped before anything was embedded; {path} is as it was."

    with stopping(kept):
        embed = embedder(embeddings)
        dims = embedder_dims(embed)
        with FaissStore(path) as store:
            if fields is None and _one(path, _CHOSEN_BY_A_STORE):
                raise InputError(
                    f"{path} was filled by a program that chose what is embedded; name it, such "
                    "as --field text, or --field $ for whole values."
                )
            with bar(f"Embedding {path.name}") as show:

                def tell(done: int, total: int) -> None:
                    nonlocal all_made
                    all_made = done == total
                    show(done, total)

                store.reindex(
                    {"dims": dims, "embed": embed, "fields": list(fields or _MEMORYS_FIELDS)}, tell
                )
    line = f"{path} now holds vectors by {embedder_name(embed)}, {dims} dimensions."
    Console(soft_wrap=True).print(line, markup=False, highlight=False)


def _gathered(path: Path) -> int | None:
    """Return how many items have vectors that wait for the others; None if none is under way."""
    return _one(path, _GATHERED) if _one(path, _GATHERING) else None


def _one(path: Path, question: str) -> int:
    address = f"{path.absolute().as_uri()}?mode=ro"
    with sqlite_errors(path), closing(sqlite3.connect(address, uri=True)) as connection:
        ((answer,),) = connection.execute(question)
    return int(answer)
