"""What gates measured of rules: the two scores of each trial, and why it ended as it did.

The journal keeps the verdict with both scores, as a sentence. Each example's answers are in the
trace of the update that `judge` returned, as long as somebody has it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from memorykinds.kinds import Event
from memorykinds.kinds.text import shorten
from memorykinds.managers import Trace, Update
from memorykinds.widgets.markup import bar, join, table, tag

_SCORES = re.compile(r"Mean score (\d\.\d+) before and (\d\.\d+) after, on (\d+) examples")

_OUTCOMES = {
    "passed_trial": "accepted: it is in force",
    "failed_trial": "refused: it was retired",
    "undecided": "undecided: it stays on trial",
    "not_judged": "not judged: it stays on trial",
    "pinned": "refused: it would end a pinned rule",
}

_ANSWER_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Answered:
    """One example of a gate: the answers without and with the rule, and their scores."""

    name: str
    question: str
    before: float
    after: float
    answer_before: str
    answer_after: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One trial of one rule.

    Attributes:
        rule_id: Which rule.
        reason: How it ended, as a code.
        detail: Why, as a sentence.
        before: Mean score without the rule, 0 to 1; None if there is none.
        after: Mean score with it.
        answers: Each example's answers; () if nobody has them any more.
    """

    rule_id: str
    reason: str
    detail: str
    before: float | None
    after: float | None
    answers: tuple[Answered, ...] = ()

    @property
    def outcome(self) -> str:
        """How it ended, in words."""
        return _OUTCOMES.get(self.reason, self.reason)

    @property
    def scores(self) -> str:
        """Both scores, short."""
        if self.before is None or self.after is None:
            return "no scores"
        return f"{self.before:.2f} before, {self.after:.2f} after"


def trials_of(events: Iterable[Event], updates: Sequence[Update]) -> tuple[Measured, ...]:
    """Return every trial that is known of, oldest first: of the journal, and of `updates`."""
    of_updates = [m for update in updates for m in _of_update(update)]
    known = {(m.rule_id, m.detail) for m in of_updates}
    kept = [m for event in events if (m := _of_event(event)) is not None]
    return (*(m for m in kept if (m.rule_id, m.detail) not in known), *of_updates)


def drawn(measured: Measured) -> Markup:
    """Return one trial: how it ended, both scores as bars, and each example."""
    parts: list[Any] = [tag("p", f"{measured.outcome}. {measured.detail}")]
    if measured.before is not None and measured.after is not None:
        rows = [
            ("without the rule", bar(measured.before, f"{measured.before:.2f}")),
            ("with the rule", bar(measured.after, f"{measured.after:.2f}")),
        ]
        parts.append(table("The gate's two scores", ("answers", "mean score, 0 to 1"), rows))
    if measured.answers:
        head = ("example", "score without", "score with", "answer without", "answer with")
        examples = [
            (
                join([f"{one.name}: ", tag("bdi", shorten(one.question, _ANSWER_CHARACTERS))]),
                f"{one.before:.2f}",
                f"{one.after:.2f}",
                tag("bdi", shorten(one.answer_before, _ANSWER_CHARACTERS)),
                tag("bdi", shorten(one.answer_after, _ANSWER_CHARACTERS)),
            )
            for one in measured.answers
        ]
        parts.append(table("The examples", head, examples))
    return join(parts)


def _of_event(event: Event) -> Measured | None:
    if event.reason not in _OUTCOMES:
        return None
    found = _SCORES.search(event.detail)
    before, after = (float(found[1]), float(found[2])) if found else (None, None)
    return Measured(event.memory_id, event.reason, event.detail, before, after)


def _of_update(update: Update) -> Iterable[Measured]:
    answers = {rule: own for trace in update.traces for rule, own in _answers(trace)}
    for decision in update.decisions:
        rule_id = decision.memory_id
        if rule_id is None or decision.kind != "procedural" or decision.reason not in _OUTCOMES:
            continue
        trial = decision.trial
        yield Measured(
            rule_id,
            decision.reason,
            decision.detail,
            trial.before if trial else None,
            trial.after if trial else None,
            answers.get(rule_id, ()),
        )


def _answers(trace: Trace) -> Iterable[tuple[str, tuple[Answered, ...]]]:
    """Yield each rule with its examples: a step "trial" heads the steps of its examples."""
    rule, own = "", list[Answered]()
    for step in trace.steps:
        if step.name == "trial":
            if rule:
                yield rule, tuple(own)
            rule, own = step.data["rule"], []
        elif step.name.startswith("example ") and rule:
            old, new = step.data["before"], step.data["after"]
            own.append(
                Answered(
                    name=step.name.removeprefix("example "),
                    question=old["prompt"][-1]["text"],
                    before=old["score"],
                    after=new["score"],
                    answer_before=old["answer"],
                    answer_after=new["answer"],
                )
            )
    if rule:
        yield rule, tuple(own)
