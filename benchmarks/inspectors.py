"""How quick the inspectors are where there are many memories: one table, from one run.

Each time is the middle of several, but "opens", which is that of a process that has read
nothing of the store yet. What the browser does with the HTML is not in them; its size is.

    python benchmarks/inspectors.py [--memories 50000]
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import memorykinds as mk
from memorykinds.kinds import Event, Provenance, Record
from memorykinds.kinds.names import memory_namespace
from memorykinds.widgets import MemoryInspector, MemoryMap, RecallExplorer
from memorykinds.widgets.inspector import Inspector

BATCH = 1000
AGAIN = 7
STARTED = datetime(2026, 1, 1, tzinfo=UTC)
QUESTION = "Which book by the river did she like?"
STATES: Any = ("active", "active", "superseded")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--memories", type=int, nargs="*", default=[10_000, 50_000])
    print("| memories | what | ms |\n|--:|---|--:|")
    for number in parser.parse_args().memories:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "many.db"
            fill(path, number)
            for what, seconds in (*measure(path, number), *recalling(path), *mapping(path)):
                print(f"| {number:,} | {what} | {1000 * seconds:,.1f} |", flush=True)


def fill(path: Path, number: int) -> None:
    """Write so many facts, each with its event in the journal."""
    from langgraph.store.base import PutOp

    with mk.open(path, user="ada", embeddings="hash") as memory:
        for start in range(0, number, BATCH):
            records = [fact(n) for n in range(start, min(start + BATCH, number))]
            puts = [PutOp(r.namespace, r.id, r.to_value()) for r in records]
            memory.store.batch([*puts, *memory.journal.writes(map(added, records))])


def fact(number: int) -> Record:
    """Return a memory that could have been learned."""
    text = f"The user read book {number} on a walk along the river, and liked it {number % 7} of 6."
    when = STARTED + timedelta(minutes=number)
    return Record(
        id=f"fact-{number}",
        kind="semantic",
        namespace=memory_namespace("ada", "semantic"),
        content=mk.Fact(subject="user", predicate="read", object=f"book {number}", text=text),
        state=STATES[number % len(STATES)],
        created_at=when,
        updated_at=when,
        importance=number % 10 / 10,
        provenance=Provenance(conversation="c1", turns=("t1",), excerpt=text, said_at=when),
    )


def added(record: Record) -> Event:
    """Return the event that wrote it."""
    return Event(
        id=f"event-{record.id}",
        at=record.created_at,
        update_id=f"update-{record.id}",
        kind=record.kind,
        memory_id=record.id,
        action="add",
        reason="new",
        conversation="c1",
        after=record,
    )


def measure(path: Path, number: int) -> Iterator[tuple[str, float]]:
    """Yield what was done and how long it took, in seconds."""
    with mk.open(path, user="ada", embeddings="hash") as memory:
        inspector: MemoryInspector = memory.inspect()
        yield "MemoryInspector opens, is drawn", first(path)
        yield "turns to the next page", often(inspector, inspector.next_page)
        yield "turns to the last page", often(inspector, lambda: inspector.turn_to(number))
        yield "filters by text", often(inspector, lambda: inspector.filter("BOOK 77"))
        inspector.filter("")
        yield "sorts by text", often(inspector, lambda: inspector.sort("text"))
        yield "sorts by importance", often(inspector, lambda: inspector.sort("importance"))
        yield "shows all states", often(inspector, lambda: inspector.show_state("all"))
        yield "chooses a memory, the first time", once(lambda: inspector.select("fact-1"))
        yield "chooses a memory", often(inspector, lambda: inspector.select("fact-2"))
        yield "pins and lets loose", often(inspector, lambda: (inspector.pin(), inspector.unpin()))


def recalling(path: Path) -> Iterator[tuple[str, float]]:
    """Yield what was done with a recall and how long it took, in seconds."""
    with mk.open(path, user="ada", embeddings="hash") as memory:
        view: RecallExplorer = memory.recall(QUESTION, budget=400).explore()
        yield "RecallExplorer is drawn", often(view, lambda: None)
        steps = iter(range(1, 1000))
        yield (
            "moves the slider of a weight",
            often(view, lambda: view.weigh("importance", next(steps) / 50)),
        )
        yield "moves the slider of k", often(view, lambda: view.set_k(8 + next(steps) % 12))
        yield (
            "moves the slider of the budget",
            often(view, lambda: view.set_budget(200 + next(steps))),
        )
        yield "asks why not", often(view, lambda: view.why_not(view.recall.lost[0].record.id))
        yield (
            "moves the slider of a weight beside that answer",
            often(view, lambda: view.weigh("importance", next(steps) / 50)),
        )


def mapping(path: Path) -> Iterator[tuple[str, float]]:
    """Yield what was done with a map and how long it took, in seconds."""
    with mk.open(path, user="ada", embeddings="hash") as memory:
        yield "MemoryMap opens, is drawn", once(lambda: memory.map(QUESTION).live_html())
        view: MemoryMap = memory.map(QUESTION)
        yield "chooses a point", often(view, view.next)
        yield "places another question", often(view, lambda: view.ask("Where was the book?"))
        yield "the static map", once(view.to_html)


def first(path: Path) -> float:
    """Return how long a memory that was just opened takes to show itself."""
    with mk.open(path, user="ada", embeddings="hash") as memory:
        return once(lambda: memory.inspect().live_html())


def once(call: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = perf_counter()
    call()
    return perf_counter() - start


def often(inspector: Inspector, call: Callable[[], object]) -> float:
    """Return the seconds that a call takes, with what it shows after."""

    def shown() -> None:
        call()
        inspector.live_html()

    return median(once(shown) for _ in range(AGAIN))


if __name__ == "__main__":
    main()
