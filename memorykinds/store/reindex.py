"""Reindexing: the vectors of every item made anew by another embedder.

The new vectors are gathered in a table of their own, a few hundred a transaction, while the
old ones go on serving. When none is missing they take the place of the old in one transaction.
What was gathered survives an interruption, and the next call goes on from there.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import numpy as np

from memorykinds.store import rows, writes
from memorykinds.store.agreement import renew
from memorykinds.store.database import Database
from memorykinds.store.embedding import Embedder
from memorykinds.store.operations import digest_of, texts_of

Progress = Callable[[int, int], None]
"""Called with how many items are done, and how many there are."""

PAGE = 256
"""Items embedded at once; so many are done again after an interruption."""

_GATHERED = """
    CREATE TABLE IF NOT EXISTS gathered (
        item_id INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
        texts BLOB NOT NULL,
        vectors BLOB NOT NULL)"""
_ITEMS = """
    SELECT i.id, i.value, i.paths, g.texts FROM items i LEFT JOIN gathered g ON g.item_id = i.id
    WHERE i.id > ? ORDER BY i.id LIMIT ?"""
_GATHER = """
    INSERT OR REPLACE INTO gathered SELECT id, ?, ? FROM items WHERE id = ?"""
_TAKE_THE_PLACE = """
    INSERT INTO vectors (item_id, vector)
    SELECT item_id, vectors FROM gathered WHERE length(vectors) > 0"""

Writing = Callable[[], AbstractContextManager[None]]


class _Missing(NamedTuple):
    """An item whose new vectors are still to be made."""

    id: int
    texts: list[str]
    digest: bytes


def gather(
    database: Database, embedder: Embedder, writing: Writing, progress: Progress | None
) -> None:
    """Make the new vectors of every item, while the old ones go on serving.

    Args:
        database: The file.
        embedder: Makes the new vectors.
        writing: Gives a transaction that writes; nothing is locked between two of them.
        progress: Told after each page.
    """
    with writing():
        _begin(database, embedder)
        ((total,),) = database.execute("SELECT count(*) FROM items").fetchall()
    done = last = 0
    while True:
        with writing():
            page = database.execute(_ITEMS, (last, PAGE)).fetchall()
        if not page:
            break
        _gather(database, embedder, writing, list(_missing(page, embedder)))
        last, done = page[-1][0], done + len(page)
        if progress is not None:
            progress(min(done, total), total)


def finish(database: Database, embedder: Embedder, writing: Writing) -> str:
    """Put the new vectors in the place of the old; return their generation.

    What others wrote since `gather` is embedded first.
    """
    while True:
        with writing():
            everything = database.execute(_ITEMS, (0, -1)).fetchall()
            missing = list(_missing(everything, embedder))
            if not missing:
                return _replace(database, embedder)
        _gather(database, embedder, writing, missing)


def _begin(database: Database, embedder: Embedder) -> None:
    """Make room for the new vectors; what was gathered for another embedder is of no use."""
    database.execute(_GATHERED)
    wanted = json.dumps([embedder.name, embedder.dims])
    if rows.config(database).get("gathering") != wanted:
        database.execute("DELETE FROM gathered")
        writes.set_config(database, "gathering", wanted)


def _missing(found: list[Any], embedder: Embedder) -> Iterator[_Missing]:
    for item_id, value, paths, gathered in found:
        texts = texts_of(embedder, value, paths)
        digest = digest_of(texts)
        if digest != gathered:
            yield _Missing(item_id, texts, digest)


def _gather(
    database: Database, embedder: Embedder, writing: Writing, missing: list[_Missing]
) -> None:
    vectors = embedder.documents(text for item in missing for text in item.texts)
    made = [
        (item.digest, b"".join(np.asarray(vectors[t]).tobytes() for t in item.texts), item.id)
        for item in missing
    ]
    with writing():
        database.execute_many(_GATHER, made)


def _replace(database: Database, embedder: Embedder) -> str:
    database.execute("DELETE FROM vectors")
    database.execute(_TAKE_THE_PLACE)
    database.execute(
        "UPDATE items SET texts = (SELECT texts FROM gathered WHERE item_id = items.id)"
    )
    database.execute("DROP TABLE gathered")
    database.execute("DELETE FROM config WHERE name = 'gathering'")
    writes.forget_changes(database)
    database.mark_erased()
    return renew(database, embedder)
