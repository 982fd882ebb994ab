"""`Stats`: what a memory holds, and how fast its store answers, as `memory.stats()`."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import NamedTuple, get_args

from memorykinds.bridge import Steps
from memorykinds.kinds import KINDS, Frozen, MemoryKind
from memorykinds.kinds.names import memory_namespace
from memorykinds.kinds.record import State
from memorykinds.latencies import KEPT, TOTAL, Latency
from memorykinds.reading import read_all
from memorykinds.recall.table import MemoryTable
from memorykinds.store.look import Look, Part

NOTHING_HELD = "There are no memories of this user yet."
NOTHING_TIMED = "Nothing was recalled or learned on this store yet, so no time was measured."


class Held(Frozen):
    """How many memories of one kind and state there are.

    Attributes:
        kind: "semantic", "episodic" or "procedural".
        state: "active", "superseded" or "retracted".
        count: How many.
    """

    kind: MemoryKind
    state: State
    count: int


class Stats(Frozen):
    """What a user's memory holds, and how long its store takes.

    Attributes:
        user: Whose memories are counted.
        store: What the store is called.
        held: The memories by kind and state; what there is none of is left out.
        latencies: The stages of each call, in order, of all users of the store as this process
            saw them; the percentiles are over the last thousand.
    """

    user: str
    store: str
    held: tuple[Held, ...] = ()
    latencies: tuple[Latency, ...] = ()

    @property
    def memories(self) -> int:
        """How many memories there are, of every kind and state."""
        return sum(one.count for one in self.held)

    def latency(self, call: str, stage: str = TOTAL) -> Latency | None:
        """Return one line of the latencies; None if it was not measured yet."""
        found = (one for one in self.latencies if (one.call, one.stage) == (call, stage))
        return next(found, None)

    def __repr__(self) -> str:
        """Return the counts and no times; stable, so that a notebook's output can be compared."""
        calls = [f"{one.count} x {one.call}" for one in self.latencies if one.stage == TOTAL]
        return f"Stats({self.user!r}: {', '.join([f'{self.memories} memories', *calls])})"

    def __str__(self) -> str:
        """Return both tables as text."""
        lines = [f"{'kind':12}{'state':12}{'memories':>8}"] if self.held else [NOTHING_HELD]
        lines += [f"{one.kind:12}{one.state:12}{one.count:8,}" for one in self.held]
        lines.append("")
        if not self.latencies:
            return "\n".join([*lines, NOTHING_TIMED])
        lines.append(f"{'call':8}{'stage':10}{'count':>8}{'p50 ms':>10}{'p95 ms':>10}")
        lines += [
            f"{one.call:8}{one.stage:10}{one.count:8,}{one.p50:10.2f}{one.p95:10.2f}"
            for one in self.latencies
        ]
        return "\n".join([*lines, self._note])

    def _repr_html_(self) -> str:
        """Return both tables as static HTML; names are escaped."""
        held = [(one.kind, one.state, f"{one.count:,}") for one in self.held]
        timed = [
            (one.call, one.stage, f"{one.count:,}", f"{one.p50:.2f}", f"{one.p95:.2f}")
            for one in self.latencies
        ]
        parts = [
            _table(f"Memories of {self.user}", ("kind", "state", "memories"), held)
            if held
            else f"<p>{NOTHING_HELD}</p>",
            _table(f"Times on {self.store}", ("call", "stage", "count", "p50 ms", "p95 ms"), timed)
            if timed
            else f"<p>{NOTHING_TIMED}</p>",
        ]
        return "".join([*parts, f"<p>{escape(self._note)}</p>" if timed else ""])

    @property
    def _note(self) -> str:
        return (
            f"Times are those of all users of this {self.store} in this process, "
            f"the last {KEPT:,} of each."
        )


def held_by(user: str) -> Steps[tuple[Held, ...]]:
    """Return how many memories a user has of each kind and state."""
    held: list[Held] = []
    for kind in KINDS:
        namespace = memory_namespace(user, kind)
        counted: Counter[str] = Counter()
        for state in get_args(State):
            # No query and nothing to read: the store only says how many pass the filter.
            found = yield Look([namespace], (), {"state": state}, MemoryTable, _counted)
            if found is None:  # another store; one reading tells of every state
                items = yield from read_all(namespace)
                counted = Counter(str(item.value.get("state")) for item in items)
                break
            counted[state] = found[1].number
        held += [
            Held(kind=kind, state=state, count=counted[state])
            for state in get_args(State)
            if counted[state]
        ]
    return tuple(held)


class _Counted(NamedTuple):
    chosen: list[tuple[int, int]]
    number: int


def _counted(parts: Sequence[Part[MemoryTable]]) -> _Counted:
    return _Counted([], sum(len(part.rows) for part in parts))


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
