"""Map points: which memories are drawn, and their vectors, from whatever store there is."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import MemoryKind, Record
from memorykinds.kinds.names import memory_namespace
from memorykinds.reading import read_all
from memorykinds.recall.table import MemoryTable
from memorykinds.store.look import Look, Part

if TYPE_CHECKING:
    from langgraph.store.base import Item

MOST = 400
"""Memories drawn at most: of more one would see only a cloud, and a browser would be slow."""

ANEW = (
    "This store does not show its vectors: the texts were embedded once more, by the embedder "
    "that it searches with."
)
NONE = (
    "This store has no vectors, so there is nothing to draw: open the memory with embeddings, "
    "or give its store an index."
)
_BELIEVED = {"state": "active"}

Vector = npt.NDArray[np.float64]


class Points(NamedTuple):
    """What is drawn.

    Attributes:
        records: The memories that have a vector: first those that the plane is chosen by.
        vectors: Of each the vector, length 1; shape (n, dims).
        sampled: How many of them the plane is chosen by; the others came with a query.
        held: How many memories of these kinds there are.
        without: How many of those that were chosen have no vector.
        query: The vector of the query, length 1; None if there is none.
        note: Where the vectors are from, or why there are none; "" if from the store.
    """

    records: tuple[Record, ...]
    vectors: Vector
    sampled: int
    held: int
    without: int
    query: Vector | None
    note: str

    @property
    def sample(self) -> Vector:
        """The vectors that the plane is chosen by."""
        return self.vectors[: self.sampled]


def points(
    user: str, store: Any, kinds: Sequence[MemoryKind], query: str, near: int
) -> Steps[Points]:
    """Return what is drawn of a user's memories.

    Of more than `MOST` a sample is drawn, those whose ids have the lowest digests: as good as by
    chance, the same each time, and nearly the same when a memory has come. The `near` of each
    kind that are nearest to the query are always among what is drawn.

    Args:
        user: Whose.
        store: Where their vectors are.
        kinds: Which.
        query: A question; "" for none.
        near: How many of its nearest are wanted.
    """
    namespaces = [memory_namespace(user, kind) for kind in kinds]
    asked = [query] if query else []
    look = Look(namespaces, asked, _BELIEVED, MemoryTable, lambda parts: _choice(parts, near))
    found: tuple[list[Item], _Choice] | None = yield look
    if found is not None:
        items, choice = found
        sampled, held = choice.sampled, choice.held
    else:
        items, sampled, held = yield from _read(namespaces, query, near)
    records = [Record.from_value(item.namespace, item.key, item.value) for item in items]
    vectors, note = _vectors(store, records)
    having = [number for number, vector in enumerate(vectors) if vector is not None]
    return Points(
        records=tuple(records[number] for number in having),
        vectors=np.array([vectors[number] for number in having]) if having else np.zeros((0, 1)),
        sampled=sum(number < sampled for number in having),
        held=held,
        without=len(records) - len(having),
        query=_query_vector(store, query) if query and having else None,
        note=note,
    )


class _Choice(NamedTuple):
    """What is drawn, as a store's `look` wants it."""

    chosen: list[tuple[int, int]]
    sampled: int
    held: int


def _choice(parts: Sequence[Part[MemoryTable]], near: int) -> _Choice:
    every = [
        (part.keys[row], (number, row))
        for number, part in enumerate(parts)
        for row in part.rows.tolist()
    ]
    sample = [place for _, place in _sample(every)]
    here = set(sample)
    guests = [place for place in _nearest(parts, near) if place not in here]
    return _Choice([*sample, *guests], len(sample), len(every))


def _nearest(parts: Sequence[Part[MemoryTable]], near: int) -> list[tuple[int, int]]:
    """Return the places of those of each part that are nearest to the query."""
    found = []
    for number, part in enumerate(parts):
        if part.cosines is not None:
            (cosines,) = part.cosines
            order = np.argsort(-cosines, kind="stable")[:near]  # NaN comes last
            known = order[~np.isnan(cosines[order])]
            found += [(number, row) for row in part.rows[known].tolist()]
    return found


def _read(
    namespaces: Sequence[tuple[str, ...]], query: str, near: int
) -> "Steps[tuple[list[Item], int, int]]":
    """Return what is drawn of a store that cannot `look`: it reads all, then searches."""
    from langgraph.store.base import SearchOp

    every: list[tuple[str, Item]] = []
    for namespace in namespaces:
        items = yield from read_all(namespace, _BELIEVED)
        every += [(item.key, item) for item in sorted(items, key=lambda item: item.key)]
    sample = [item for _, item in _sample(every)]
    guests: list[Item] = []
    if query:
        ops = [SearchOp(name, _BELIEVED, limit=near, query=query) for name in namespaces]
        pages = (yield Batch(ops)) if ops else []
        here = {(item.namespace, item.key) for item in sample}
        found = [item for page in pages for item in page if item.score is not None]
        guests = [item for item in found if (item.namespace, item.key) not in here]
    return [*sample, *guests], len(sample), len(every)


def _sample(every: list[Any]) -> list[Any]:
    """Return at most `MOST` of (key, anything), in the order in which they stand."""
    if len(every) <= MOST:
        return every
    digests = [hashlib.sha256(key.encode("utf-8", "replace")).digest() for key, _ in every]
    lowest = sorted(range(len(every)), key=digests.__getitem__)[:MOST]
    return [every[number] for number in sorted(lowest)]


def _vectors(store: Any, records: Sequence[Record]) -> tuple[list[Vector | None], str]:
    """Return the vector of each memory's first text, and what must be said about them."""
    found: list[Vector | None] = [None] * len(records)
    if not records:
        return found, ""
    if hasattr(store, "vectors"):
        for namespace in {record.namespace for record in records}:
            mine = [n for n, record in enumerate(records) if record.namespace == namespace]
            kept = store.vectors(namespace, [records[number].id for number in mine])
            for number, rows in zip(mine, kept, strict=True):
                found[number] = np.asarray(rows[0], np.float64) if len(rows) else None
        return found, "" if any(vector is not None for vector in found) else NONE
    embedder = getattr(store, "embeddings", None)
    if embedder is None:
        return found, NONE
    made = embedder.embed_documents([record.text for record in records])
    return [_unit(vector) for vector in made], ANEW


def _query_vector(store: Any, query: str) -> Vector | None:
    if hasattr(store, "query_vector"):
        own = store.query_vector(query)
        return None if own is None else np.asarray(own, np.float64)
    embedder = getattr(store, "embeddings", None)
    return None if embedder is None else _unit(embedder.embed_query(query))


def _unit(vector: Any) -> Vector:
    row = np.asarray(vector, np.float64)
    norm = float(np.linalg.norm(row))
    unit: Vector = row / norm if norm > 0 else row
    return unit
