"""`Plan`, `Trace` and `Update`: what would change, how that was found, what did change.

All three are plain frozen data: a test compares them, a notebook prints them, a widget steps
through them.
"""

from typing import Any, Self

from pydantic import PrivateAttr

from memorykinds.kinds import Decision, Event, Frozen, InputError, Instant, MemoryKind, Record
from memorykinds.kinds.note import Note
from memorykinds.kinds.text import shorten
from memorykinds.managers.waiting import Mark
from memorykinds.models import Spent, total
from memorykinds.showing import inspector


class Origin:
    """The memory that something was found with, to go on with it.

    It is no part of what was found: two plans that say the same are equal, whoever made them,
    and a copy or a pickle of one knows its memory no longer.
    """

    def __init__(self, memory: Any = None) -> None:
        self.memory = memory

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> Any:
        return Origin, ()


class Step(Frozen):
    """One step of the write path.

    Attributes:
        name: transcript, related, prompt, answer, candidates, decisions or changes; of the
            episodic manager also segments.
        summary: What happened, in one line.
        data: What the step produced, as JSON-like data.
    """

    name: str
    summary: str
    data: Any = None


class Trace(Frozen):
    """The steps of one manager's run, in order."""

    kind: MemoryKind
    steps: tuple[Step, ...] = ()

    def step(self, name: str) -> Step:
        """Return the step of this name.

        Raises:
            InputError: If the run has no such step.
        """
        for step in self.steps:
            if step.name == name:
                return step
        names = ", ".join(step.name for step in self.steps) or "none"
        raise InputError(f"This {self.kind} run has no step {name!r}; its steps are: {names}.")

    def __str__(self) -> str:
        """Return the steps as numbered lines."""
        return "\n".join(
            f"{number} of {len(self.steps)}  {step.name:<11} {step.summary}"
            for number, step in enumerate(self.steps, start=1)
        )


class Ledgered(Frozen):
    """What a plan and an update share: decisions, events, traces and cost.

    Attributes:
        decisions: The ledger: one decision for each candidate.
        events: The changes, in the order in which they apply.
        traces: How each manager came to its decisions.
        cost: What the calls of the chat model for it have cost.
    """

    decisions: tuple[Decision, ...] = ()
    events: tuple[Event, ...] = ()
    traces: tuple[Trace, ...] = ()
    cost: Spent = Spent()

    _origin: Origin = PrivateAttr(default_factory=Origin)

    @property
    def memory(self) -> Any:
        """The `Memory` that it was found with; None of what was loaded from JSON."""
        return self._origin.memory

    def found_with(self, memory: Any) -> Self:
        """Return the same with the memory that it was found with."""
        self._origin = Origin(memory)
        return self

    def step(self, kind: MemoryKind | None = None) -> Any:
        """Return a `PipelineStepper`, which goes through the write path step by step.

        Args:
            kind: Whose run; None for the first kind that learned.

        Raises:
            InputError: If no such run was made: nothing was asked, or it was written by hand.
        """
        return inspector("PipelineStepper")(self, kind)

    @property
    def records(self) -> tuple[Record, ...]:
        """Each memory that changes, in its last form."""
        last = {event.memory_id: event.after for event in self.events if event.after}
        return tuple(last.values())

    def trace(self, kind: MemoryKind) -> Trace:
        """Return the trace of one manager.

        Raises:
            InputError: If it has not run: the kind was not asked, waited, or was written by hand.
        """
        return trace_in(self, kind)

    def ledger(self) -> str:
        """Return the decisions as lines of text: what, why, from which turns."""
        lines = [
            f"{d.action:<9} {d.reason:<18} {d.kind:<10} {_turns(d.evidence):<8} "
            f"{shorten(d.text, 90)}"
            for d in self.decisions
        ]
        return "\n".join(lines) or "Nothing was found to remember."

    def __repr__(self) -> str:
        """Return counts; stable, so that a notebook's output can be compared."""
        name = type(self).__name__
        return f"{name}({len(self.decisions)} decisions, {len(self.events)} changes)"

    __str__ = __repr__


class Echo(Frozen):
    """Turns that say what is known already.

    Attributes:
        kind: Of which kind the memory is.
        memory_id: The memory.
        digests: The turns' digests.
    """

    kind: MemoryKind
    memory_id: str
    digests: tuple[str, ...]


class Plan(Ledgered):
    """What would change. Nothing has: a plan has no side effect until it is applied.

    Attributes:
        marks: How far each manager will have learned the conversation; none where no turn waits.
        note: What the program that made the plan notes down when it is applied; mostly None.
        echoes: Turns that said again what is known: noted with the memory, which does not change.
    """

    marks: tuple[Mark, ...] = ()
    note: Note | None = None
    echoes: tuple[Echo, ...] = ()

    @classmethod
    def merge(cls, plans: "tuple[Plan, ...]") -> "Plan":
        """Return one plan that does what all of `plans` do, as one batch."""
        return cls(
            decisions=tuple(d for plan in plans for d in plan.decisions),
            events=tuple(e for plan in plans for e in plan.events),
            traces=tuple(t for plan in plans for t in plan.traces),
            cost=total(plan.cost for plan in plans),
            marks=tuple(mark for plan in plans for mark in plan.marks),
            echoes=tuple(echo for plan in plans for echo in plan.echoes),
        )


class Update(Ledgered):
    """What did change.

    Attributes:
        id: Groups this update's events in the journal; "" if nothing changed.
        at: When it was written.
    """

    id: str
    at: Instant


def trace_in(ran: Ledgered, kind: MemoryKind) -> Trace:
    """Return the trace of one manager's run, or raise as `Ledgered.trace` says."""
    found = next((trace for trace in ran.traces if trace.kind == kind), None)
    if found is None:
        waits = next((d.detail for d in ran.decisions if d.kind == kind), "")
        raise InputError(f"The {kind} manager has not run here. {waits}".strip())
    return found


def _turns(ids: tuple[str, ...]) -> str:
    """Return the ids as a short list; many of them as the first and the last."""
    if len(ids) > 2:  # noqa: PLR2004 -- more would push the text out of sight
        return f"{ids[0]}…{ids[-1]}"
    return ", ".join(ids) or "-"
