"""A toy embedder whose cosines can be worked out by hand, and a clock that ticks."""

import itertools
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from langchain_core.embeddings import Embeddings

WORDS = ("red", "green", "blue", "apple", "car", "house", "paris", "turin")
DIMS = len(WORDS)

EVERYWHERE = {
    "flat": {"kind": "flat"},
    "hnsw": {"kind": "hnsw", "parameters": {"exact_up_to": 0, "ef_search": 1000}},
    "ivf": {"kind": "ivf", "parameters": {"exact_up_to": 0, "nprobe": 1000}},
    "sq8": {"kind": "sq8", "parameters": {"exact_up_to": 0}},
}
"""Each kind of index, used even for few vectors, and looking so widely that it misses nothing."""


class WordCounts(Embeddings):
    """Counts of eight known words: a text without any of them is the zero vector."""

    name = "word-counts"

    def __init__(self) -> None:
        self.documents: list[str] = []
        self.queries: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.documents += texts
        return [counts(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        self.queries.append(text)
        return counts(text)


def counts(text: str) -> list[float]:
    found = re.findall(r"[a-z]+", text.casefold())
    return [float(found.count(word)) for word in WORDS]


def index_of(embed: object, fields: Sequence[str] | None = ("text",)) -> dict:
    config: dict = {"dims": DIMS, "embed": embed}
    return config if fields is None else {**config, "fields": list(fields)}


def keys(items) -> list[str]:
    return [item.key for item in items]


def ticking_clock() -> Callable[[], datetime]:
    """Return a clock that is one second further on at each look."""
    ticks = itertools.count()
    start = datetime(2026, 5, 3, 9, tzinfo=UTC)
    return lambda: start + timedelta(seconds=next(ticks))
