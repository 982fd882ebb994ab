"""The store beside raw FAISS: every figure of one table, from one run.

A time says as much about the machine, and what else it does, as about the store. So each is
also given as a multiple of what FAISS's own `IndexFlatIP` takes with one thread, measured in
the same run: turn by turn where a large search is compared, else one after the other. A call
for one item is set beside FAISS's search of 1,000 vectors.

    python benchmarks/store.py [--quick | --million] [--cpu] [--json]
"""

import argparse
import gc
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import faiss
import numpy as np
from store_workload import (
    DIMS,
    STATES,
    STOPWATCH,
    PlainTable,
    Precomputed,
    plain_rows,
    put,
    resident,
    unit_vectors,
    value,
)

from memorykinds.store import FaissStore

LIMIT = 5
BATCH = 1000
HOME = ("ada", "semantic")
Call = Callable[[int], Any]


class Line(NamedTuple):
    """One line of the table."""

    what: str
    found: float
    unit: str
    raw: float | None
    aim: float | None
    """At most so much; negative: at least."""
    times_raw: bool = False
    """The aim is so many times `raw`."""

    def show(self) -> str:
        """Return it as a row of Markdown."""
        ratio = self.found / self.raw if self.raw else 0.0
        aim, met = "", ""
        if self.aim is not None:
            sign = "≥" if self.aim < 0 else "≤"
            aim = f"{sign} {abs(self.aim):.3g} {'x' if self.times_raw else self.unit}"
            found = ratio if self.times_raw else self.found
            met = "yes" if (found <= self.aim or found >= -self.aim > 0) else "**no**"
        times = f"{ratio:.2f} x" if self.raw else ""
        raw = f"{self.raw:.3g}" if self.raw else ""
        return f"| {self.what} | {self.found:.3g} {self.unit} | {raw} | {times} | {aim} | {met} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the items")
    parser.add_argument(
        "--million", action="store_true", help="one namespace of a million: 7 GB of memory"
    )
    parser.add_argument(
        "--cpu", action="store_true", help="processor time, without the waits for disk and others"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    faiss.omp_set_num_threads(1)
    if options.cpu:
        STOPWATCH.count_processor_time()
    if not options.json:
        print("| what | FaissStore | raw FAISS | ratio | aim | met |\n|---|--:|--:|--:|--:|---|")
    lines = million() if options.million else measure(10_000 if options.quick else 100_000)
    for line in lines:
        print(json.dumps(line._asdict()) if options.json else line.show(), flush=True)


def measure(scale: int) -> Iterator[Line]:
    """Yield the lines of the table for so many items."""
    vectors = unit_vectors(scale)
    with tempfile.TemporaryDirectory() as folder:
        yield from writing(Path(folder) / "one.db", vectors)
        yield from searching(Path(folder) / "one.db", vectors)
        yield from smaller(Path(folder) / "10k.db", vectors[:10_000], None)
        yield from smaller(Path(folder) / "1k.db", vectors[:1_000], 0.15)
        yield from many_namespaces(Path(folder) / "hundred.db", vectors, 100)
        yield from many_namespaces(Path(folder) / "small.db", vectors, scale // 10)
        yield from single(Path(folder) / "one.db", vectors)


def million() -> Iterator[Line]:
    """Yield the lines of one namespace of a million items."""
    vectors = unit_vectors(1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        yield from writing(Path(folder) / "one.db", vectors)
        yield from searching(Path(folder) / "one.db", vectors)


def writing(path: Path, vectors: np.ndarray) -> Iterator[Line]:
    """Fill one large namespace, turn by turn with a plain table of the same bytes."""
    number = len(vectors)
    embed = Precomputed(vectors)
    index: Any = {"dims": DIMS, "embed": embed, "fields": ["text"]}
    table = PlainTable(path.with_name("plain.db"))
    took = plain = 0.0
    with FaissStore(path, index=index) as store:
        for start in range(0, number, BATCH):
            ops = [put(n, HOME) for n in range(start, min(number, start + BATCH))]
            took += milliseconds(lambda _, ops=ops: store.batch(ops), 0) / 1000
            rows = plain_rows(ops, vectors[start : start + BATCH])
            plain += milliseconds(lambda _, rows=rows: table.put(rows), 0) / 1000
    table.close()
    rate = number / (took - embed.seconds) / 1000
    yield Line(f"bulk put of {number:,}, net of embedding", rate, "k/s", None, -60)
    yield Line(
        "one plain table of sqlite3, the same bytes", number / plain / 1000, "k/s", None, None
    )
    size = sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
    yield Line("disk an item", size / number / 1000, "KB", None, 2.5)


def searching(path: Path, vectors: np.ndarray) -> Iterator[Line]:
    """Open the file and search one large namespace."""
    number = len(vectors)
    flat = raw_index(vectors)
    once = median(milliseconds(lambda n: flat.search(vectors[n][None], LIMIT), n) for n in range(9))
    before = resident()
    started = STOPWATCH.now()
    store = store_at(path, vectors)
    opened = (STOPWATCH.now() - started) * 1000
    store.search(HOME, query="0", limit=LIMIT)
    first = (STOPWATCH.now() - started) * 1000
    yield Line("open", opened, "ms", once, 10)
    # 250 ms for 100,000 items
    yield Line(f"open and first search, {number:,}", first, "ms", once, number / 400)
    gc.collect()
    yield Line("memory an item", (resident() - before) / number / 1000, "KB", None, 2)

    bits = np.packbits(
        [STATES[n % len(STATES)] == "active" for n in range(number)], bitorder="little"
    )

    def with_bitmap(n: int) -> None:
        parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        flat.search(vectors[n][None], LIMIT, params=parameters)

    def filtered(n: int) -> None:
        store.search(HOME, query=str(n), filter={"state": "active"}, limit=LIMIT)

    yield beside(
        f"search, {number:,} in one namespace",
        lambda n: store.search(HOME, query=str(n), limit=LIMIT),
        lambda n: flat.search(vectors[n][None], LIMIT),
        1.25,
    )
    yield beside(f"10 % filter, {number:,}", filtered, with_bitmap, 1.5)
    store.close()


def single(path: Path, vectors: np.ndarray) -> Iterator[Line]:
    """One item a call, beside a search of 1,000 vectors by FAISS."""
    number = len(vectors)
    flat = raw_index(vectors[:1000])

    def raw(n: int) -> None:
        flat.search(vectors[n][None], LIMIT)

    with store_at(path, vectors) as store, store_at(path, vectors, scrub=False) as lazy:

        def write(n: int, **fields: object) -> None:
            op = put(number - 1 - n, HOME)
            store.put(HOME, op.key, {**op.value, **fields})

        def put_and_search(n: int) -> None:
            store.put(HOME, f"newer-{n}", value(n))
            store.search(HOME, query=str(n), limit=LIMIT)

        keys = [put(n, HOME).key for n in range(200)]
        yield in_a_row("get", lambda n: store.get(HOME, keys[n]), raw, 0.02)
        yield in_a_row("list_namespaces", lambda _: store.list_namespaces(), raw, 0.2)
        yield in_a_row("put", lambda n: store.put(HOME, f"new-{n}", value(n)), raw, 0.2)
        yield in_a_row("update, same text", lambda n: write(n, uses=1), raw, 0.2)
        yield in_a_row("update, new text", lambda n: write(n, text=str(n)), raw, 0.2)
        yield in_a_row("delete", lambda n: store.delete(HOME, f"new-{n}"), raw, 0.2)
        yield in_a_row("delete, scrub=False", lambda n: lazy.delete(HOME, keys[n]), raw, 0.2)
        flat = raw_index(vectors)
        yield beside(f"put and search, {number:,}", put_and_search, raw, None)


def smaller(path: Path, vectors: np.ndarray, aim: float | None) -> Iterator[Line]:
    """Search in a namespace of fewer items."""
    number = len(vectors)
    with store_at(path, vectors) as store:
        fill(store, number, lambda _: HOME)
        flat = raw_index(vectors)
        yield in_a_row(
            f"search, {number:,} in one namespace",
            lambda n: store.search(HOME, query=str(n), limit=LIMIT),
            lambda n: flat.search(vectors[n][None], LIMIT),
            aim,
        )


def many_namespaces(path: Path, vectors: np.ndarray, users: int) -> Iterator[Line]:
    """Search in one of many namespaces, and in all of them."""
    number, each = len(vectors), len(vectors) // users
    with store_at(path, vectors) as store:
        fill(store, number, lambda n: (f"user-{n % users}", "semantic"))
        flat = raw_index(vectors[::users])
        yield in_a_row(
            f"search, {each:,} in one of {users:,} namespaces",
            lambda n: store.search((f"user-{n % 4}",), query=str(n), limit=LIMIT),
            lambda n: flat.search(vectors[n][None], LIMIT),
            0.15,
        )
        flat = raw_index(vectors)
        yield beside(
            f"prefix over {users:,} namespaces of {each:,}",
            lambda n: store.search((), query=str(n), limit=LIMIT),
            lambda n: flat.search(vectors[n][None], LIMIT),
            1.5,
        )


def store_at(path: Path, vectors: np.ndarray, **options: Any) -> FaissStore:
    """Open the store that is measured."""
    index: Any = {"dims": DIMS, "embed": Precomputed(vectors), "fields": ["text"]}
    return FaissStore(path, index=index, **options)


def fill(store: FaissStore, number: int, place: Callable[[int], tuple[str, ...]]) -> float:
    """Put the items in batches; return the seconds that the store took."""
    took = 0.0
    for start in range(0, number, BATCH):
        batch = [put(n, place(n)) for n in range(start, min(number, start + BATCH))]
        took += milliseconds(lambda _, ops=batch: store.batch(ops), 0) / 1000
    return took


def raw_index(vectors: np.ndarray) -> Any:
    """Return FAISS's own index of the same vectors."""
    index = faiss.IndexFlatIP(DIMS)
    index.add(np.ascontiguousarray(vectors))
    return index


def beside(what: str, ours: Call, raw: Call, aim: float | None) -> Line:
    """Run both turn by turn, the first turns to warm up; the aim is a multiple of raw FAISS."""
    times = [(milliseconds(ours, n), milliseconds(raw, n)) for n in range(105)]
    mine, theirs = (median(column[5:]) for column in zip(*times, strict=True))
    return Line(what, mine, "ms", theirs, aim, times_raw=True)


def in_a_row(what: str, ours: Call, raw: Call, aim: float | None) -> Line:
    """Run one after the other, as a program does that asks only one of them."""
    mine, theirs = (median([milliseconds(call, n) for n in range(105)][5:]) for call in (ours, raw))
    return Line(what, mine, "ms", theirs, aim)


def milliseconds(call: Call, n: int) -> float:
    """Return how long one call takes."""
    started = STOPWATCH.now()
    call(n)
    return (STOPWATCH.now() - started) * 1000


if __name__ == "__main__":
    main()
