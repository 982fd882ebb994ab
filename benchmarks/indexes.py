"""The kinds of index beside the exact one: what is found, how fast, and what it costs.

All in one run, through `FaissStore`: the same file is opened with one kind after the other.
Each question is asked of every kind in turn, so that what else the machine does troubles all
alike.

The vectors are made up, in overlapping clusters of very different sizes, along few directions
more than along others, as those of sentences are; a question is near one of them (a cosine of
about 0.86) and is none of them. Uniform random vectors would be harder than anything that is
met, and clusters apart from each other so easy that every kind finds everything.

    python benchmarks/indexes.py [--quick]
"""

import argparse
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from langgraph.store.base import PutOp
from store_workload import DIMS, Precomputed, put

from memorykinds.store import FaissStore

QUESTIONS = 200
DEPTH = 10
HOME = ("ada", "semantic")
KINDS: dict[str, dict[str, Any]] = {
    "flat": {"kind": "flat"},
    "hnsw": {"kind": "hnsw"},
    "hnsw, ef_search 512": {"kind": "hnsw", "parameters": {"ef_search": 512}},
    "ivf": {"kind": "ivf"},
    "ivf, nprobe 128": {"kind": "ivf", "parameters": {"nprobe": 128}},
    "sq8": {"kind": "sq8"},
}
"""What is compared; flat comes first, as the others are measured by it."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="10,000 vectors only")
    options = parser.parse_args()
    print(
        "| vectors | kind | recall@5 | recall@10 | scores off by | ms a search | of flat's ", end=""
    )
    print("| first search | bytes a vector |\n|---|---|--:|--:|--:|--:|--:|--:|--:|")
    for number in (10_000,) if options.quick else (10_000, 100_000):
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "one.db", number)


def measure(path: Path, number: int) -> None:
    """Print the lines for so many vectors, before and after every fifth was deleted."""
    vectors = sentence_like(number)
    with store_at(path, vectors, "flat") as store:
        for start in range(0, number, 1000):
            store.batch([put(n, HOME) for n in range(start, start + 1000)])
    with ExitStack() as stack:
        stores, first, size = {}, {}, {}
        for kind in KINDS:
            stores[kind] = stack.enter_context(store_at(path, vectors, kind))
            stores[kind].search(HOME, limit=1)  # reads all but the vectors
            first[kind], size[kind] = first_search(stores[kind], number)
        compare(f"{number:,}", stores, number, first, size)
        gone = [PutOp(HOME, put(n, HOME).key, None) for n in range(0, number, 5)]
        for start in range(0, len(gone), 1000):
            stores["flat"].batch(gone[start : start + 1000])
        compare(f"{number:,}, a fifth deleted", stores, number, {}, {})


def compare(
    what: str,
    stores: dict[str, FaissStore],
    number: int,
    first: dict[str, float],
    size: dict[str, float],
) -> None:
    """Ask every kind the same questions and print a line for each."""
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    shared: dict[str, list[tuple[float, float]]] = {kind: [] for kind in KINDS}
    errors = dict.fromkeys(KINDS, 0.0)
    for question in range(QUESTIONS + 5):
        exact: dict[str, float] = {}
        for kind in KINDS:
            started = time.perf_counter()
            hits = stores[kind].search(HOME, query=str(number + question), limit=DEPTH)
            times[kind].append((time.perf_counter() - started) * 1000)
            found = {hit.key: hit.score for hit in hits}
            exact = exact or found
            shared[kind].append((overlap(found, exact, 5), overlap(found, exact, DEPTH)))
            off = [abs(found[key] - exact[key]) for key in found.keys() & exact.keys()]
            errors[kind] = max(errors[kind], *off, 0.0)
    flat = median(times["flat"][5:])
    for kind in KINDS:
        at_5, at_10 = np.mean(shared[kind], axis=0)
        took = median(times[kind][5:])
        seconds = f"{first[kind]:.1f} s" if first else ""
        each = f"{size[kind]:,.0f}" if size else ""
        print(
            f"| {what} | {kind} | {at_5:.3f} | {at_10:.3f} | {errors[kind]:.4f} | {took:.2f} "
            f"| {took / flat:.2f} x | {seconds} | {each} |",
            flush=True,
        )


def sentence_like(number: int, seed: int = 7) -> np.ndarray:
    """Return unit vectors as of sentences; those of the questions come after the first `number`."""
    random = np.random.default_rng(seed)
    directions = (np.arange(1, DIMS + 1) ** -0.5).astype(np.float32)

    def drawn(count: int) -> np.ndarray:
        return random.standard_normal((count, DIMS), dtype=np.float32) * directions

    clusters = 2000
    sizes = 1 / np.arange(1, clusters + 1)
    cluster = random.choice(clusters, number, p=sizes / sizes.sum())
    vectors = unit(drawn(clusters)[cluster] + 0.7 * drawn(number))
    asked = vectors[random.integers(0, number, QUESTIONS + 5)]
    return np.concatenate([vectors, unit(asked + 0.6 * unit(drawn(len(asked))))])


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return the vectors with length 1."""
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def first_search(store: FaissStore, number: int) -> tuple[float, float]:
    """Search once; return the seconds that it took, and the bytes of the index for each vector."""
    started = time.perf_counter()
    store.search(HOME, query=str(number), limit=1)
    took = time.perf_counter() - started
    (state,) = store.indexes()
    return took, state.bytes / number


def overlap(found: Iterable[str], exact: Iterable[str], depth: int) -> float:
    """Return which share of the best was found."""
    return len({*islice(found, depth)} & {*islice(exact, depth)}) / depth


def store_at(path: Path, vectors: np.ndarray, what: str) -> FaissStore:
    """Open the file; an index of a kind is built also where vectors are few."""
    index: Any = {"dims": DIMS, "embed": Precomputed(vectors), "fields": ["text"], **KINDS[what]}
    if what != "flat":
        index["parameters"] = {"exact_up_to": 0, **index.get("parameters", {})}
    return FaissStore(path, index=index)


if __name__ == "__main__":
    main()
