"""`look_into`: what a store's file holds and whether it is sound. The file is only read."""

import sqlite3
from contextlib import closing
from pathlib import Path

from memorykinds.cli.report import Count, StoreContents
from memorykinds.kinds.errors import StoreError
from memorykinds.store.database import APPLICATION_ID, MIGRATIONS
from memorykinds.store.repair import damage
from memorykinds.store.sentences import sqlite_errors

_MAGIC = b"SQLite format 3\x00"

_COUNTS = """
    SELECT n.path,
           (SELECT count(*) FROM items i WHERE i.namespace_id = n.id),
           (SELECT count(*) FROM vectors v JOIN items i ON i.id = v.item_id
            WHERE i.namespace_id = n.id)
    FROM namespaces n ORDER BY n.path"""


def look_into(path: Path) -> StoreContents:
    """Return what the store's file at `path` holds.

    Args:
        path: The file; neither it nor its folder is changed.

    Raises:
        StoreError: If there is no such file, it is no store of memorykinds, a newer version
            wrote it, or it is too damaged to be read.
    """
    log = path.with_name(f"{path.name}-wal")
    _refuse_other_files(path)
    # SQLite makes helper files beside a database with a log, even to read it. Without
    # words in the log it can be told that nobody writes, and then makes none.
    unwritten = log.is_file() and log.stat().st_size > 0
    address = f"{path.absolute().as_uri()}?mode=ro{'' if unwritten else '&immutable=1'}"
    with sqlite_errors(path), closing(sqlite3.connect(address, uri=True)) as connection:
        ((application,),) = connection.execute("PRAGMA application_id")
        ((layout,),) = connection.execute("PRAGMA user_version")
        if application != APPLICATION_ID:
            raise StoreError(f"{path} belongs to another program; name a file of memorykinds.")
        if layout > len(MIGRATIONS):
            raise StoreError(
                f"{path} was written by a newer memorykinds (layout {layout}); upgrade the package."
            )
        settings = dict(connection.execute("SELECT name, value FROM config"))
        dims = int(settings["dims"]) if settings.get("dims", "").isdecimal() else None
        return StoreContents(
            place=str(path),
            bytes=path.stat().st_size + (log.stat().st_size if unwritten else 0),
            layout=layout,
            embedder=settings.get("embedder"),
            dims=dims,
            namespaces=tuple(
                Count(tuple(labels.split(".")), items, vectors)
                for labels, items, vectors in connection.execute(_COUNTS)
            ),
            damage=damage(connection),
        )


def _refuse_other_files(path: Path) -> None:
    try:
        with path.open("rb") as file:
            header = file.read(len(_MAGIC))
    except FileNotFoundError as error:
        raise StoreError(f"There is no file {path}.") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise StoreError(f"{str(path)!r} cannot be read ({error}).") from error
    if header != _MAGIC:
        raise StoreError(f"{path} is no store of memorykinds: it is no SQLite database.")
