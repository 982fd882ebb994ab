"""What the benchmark of the store is run on: items, filters and vectors that cost nothing.

The vectors are made in advance and found by the number that an item's text is, so that the
time of an embedding model is in no figure.
"""

import json
import os
import sqlite3
import time
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from langgraph.store.base import PutOp

DIMS = 384
STATES = ("active",) + 9 * ("closed",)
"""Every tenth item is active: the filter of the benchmark admits 10 %."""

_SENTENCE = "Ada said on a walk along the river that she would rather live in Turin than in Milan"


class Stopwatch:
    """What every time is read from."""

    now = staticmethod(time.perf_counter)

    def count_processor_time(self) -> None:
        """Read the time that this process had the processor from now on."""
        self.now = time.process_time


STOPWATCH = Stopwatch()


class Precomputed(Embeddings):
    """Returns row n of a matrix for the text "n", as an array.

    Args:
        vectors: The matrix; rows of length 1.

    Attributes:
        seconds: The time that this took for documents, which is no time of the store.
    """

    name = "precomputed"

    def __init__(self, vectors: np.ndarray) -> None:
        self._vectors = vectors
        self.seconds = 0.0

    def embed_documents(self, texts: list[str]) -> np.ndarray:  # type: ignore[override]
        """Return rows."""
        started = STOPWATCH.now()
        found = self._vectors[[int(text) for text in texts]]
        self.seconds += STOPWATCH.now() - started
        return found

    def embed_query(self, text: str) -> np.ndarray:  # type: ignore[override]
        """Return one row."""
        return self._vectors[int(text)]


def unit_vectors(number: int, seed: int = 7) -> np.ndarray:
    """Return random vectors in clusters, as those of sentences are."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((256, DIMS), dtype=np.float32)
    vectors = random.standard_normal((number, DIMS), dtype=np.float32)
    vectors += centres[random.integers(0, len(centres), number)]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def value(n: int) -> dict[str, object]:
    """Return an item like those of memorykinds, of 200 bytes, whose indexed text is a number."""
    return {
        "kind": "Fact",
        "content": {"text": _SENTENCE, "subject": "Ada", "confidence": 0.9},
        "state": STATES[n % len(STATES)],
        "importance": (n * 37 % 100) / 100,
        "text": str(n),
    }


def put(n: int, namespace: tuple[str, ...]) -> PutOp:
    """Return the put of item n."""
    return PutOp(namespace, f"fact-{n * 2654435761 % 2**32:08x}-{n}", value(n))


class PlainTable:
    """The least that keeps the same bytes: one table, no search, nobody else told of changes.

    Args:
        path: Its file, with the settings that `FaissStore` has by default.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(
            """PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
            PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -8000;
            CREATE TABLE items (
                id INTEGER PRIMARY KEY, namespace TEXT, key TEXT, created_at TEXT,
                updated_at TEXT, value TEXT, vector BLOB, UNIQUE (namespace, key));"""
        )

    def put(self, rows: list[tuple[object, ...]]) -> None:
        """Insert rows in one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO items VALUES (NULL, ?, ?, ?, ?, ?, ?)", rows)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def plain_rows(ops: list[PutOp], vectors: np.ndarray) -> list[tuple[object, ...]]:
    """Return what a `PlainTable` takes."""
    now = "2026-01-02T03:04:05.678901+00:00"
    return [
        (".".join(op.namespace), op.key, now, now, json.dumps(op.value), vector)
        for op, vector in zip(ops, vectors, strict=True)
    ]


def resident() -> int:
    """Return the bytes of memory that this process holds (Linux)."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
