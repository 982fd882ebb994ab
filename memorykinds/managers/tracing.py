"""The trace of a run: each step of the write path as plain data."""

from collections import Counter
from collections.abc import Iterable, Sequence

from memorykinds.kinds import Decision, Event, MemoryKind
from memorykinds.managers.draft import Draft
from memorykinds.managers.plan import Step, Trace

_KEPT = {"model": "", "cache": ", from the cache", "cassette": ", from a cassette"}


def trace_of(
    kind: MemoryKind, draft: Draft, decisions: Sequence[Decision], events: Sequence[Event]
) -> Trace:
    """Return the steps of one manager's run: seven, and one more where there are segments."""
    proposed = draft.proposed
    answer = proposed.answers[-1]
    repairs = len(proposed.answers) - 1
    turns, withheld = draft.transcript.turns, draft.transcript.withheld
    nominated = len(proposed.candidates) + len(proposed.patches)
    counted = Counter(decision.action for decision in decisions)
    return Trace(
        kind=kind,
        steps=(
            Step(
                name="transcript",
                summary=f"{len(turns)} turns, {len(withheld)} things left out",
                data=draft.transcript.model_dump(mode="json"),
            ),
            *_segments_step(draft),
            Step(
                name="related",
                summary=f"{len(draft.related)} known memories are shown to the model",
                data=[{"n": n, "id": r.id, "text": r.text} for n, r in enumerate(draft.related)],
            ),
            Step(
                name="prompt",
                summary=f"{sum(len(text) for _, text in draft.prompt):,} characters",
                data=[{"role": role, "text": text} for role, text in draft.prompt],
            ),
            Step(
                name="answer",
                summary=f"by {answer.model}{_KEPT[answer.source]}"
                + (f", after {repairs} repairs" if repairs else ""),
                data={
                    "answers": [a.text for a in proposed.answers],
                    "problems": list(proposed.problems),
                    "invalid": [{"text": t, "error": e} for t, e in proposed.invalid],
                    "model": answer.model,
                    "sources": [a.source for a in proposed.answers],
                    "input_tokens": _total(a.input_tokens for a in proposed.answers),
                    "output_tokens": _total(a.output_tokens for a in proposed.answers),
                },
            ),
            Step(
                name="candidates",
                summary=f"{nominated} valid, {len(proposed.invalid)} invalid",
                data=[
                    *(c.model_dump(mode="json") for c in proposed.candidates),
                    *(
                        {"profile": name, **p.model_dump(mode="json")}
                        for name, p in proposed.patches
                    ),
                ],
            ),
            Step(
                name="decisions",
                summary=", ".join(f"{n} {action}" for action, n in counted.items()) or "none",
                data=[d.model_dump(mode="json") for d in decisions],
            ),
            Step(
                name="changes",
                summary=f"{len(events)} changes to write",
                data=[e.model_dump(mode="json") for e in events],
            ),
        ),
    )


def _segments_step(draft: Draft) -> tuple[Step, ...]:
    if not draft.segments:
        return ()
    because = ", ".join(f"{segment.number} {segment.reason}" for segment in draft.segments)
    data = [segment.model_dump(mode="json") for segment in draft.segments]
    return (Step(name="segments", summary=f"{len(data)} in all: {because}", data=data),)


def _total(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
