"""Rules on trial before a gate: measured first, then promoted, retired or left waiting.

Two halves, like a manager's: `measure` asks the model and takes its time, `settle` decides on
the store's present state, under a lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from memorykinds.bridge import Steps
from memorykinds.kinds import Action, Decision, Reason, Record, Trial
from memorykinds.kinds.text import shorten
from memorykinds.managers.gate import Gate
from memorykinds.managers.gate_answers import Answered
from memorykinds.managers.gate_scores import NotScoredError
from memorykinds.managers.gate_verdict import Outcome
from memorykinds.managers.plan import Plan, Step, Trace
from memorykinds.managers.policy import Verdict
from memorykinds.managers.rule_relations import quoted, rule_of, with_rule
from memorykinds.managers.rule_trials import Why, promotion, retirement
from memorykinds.managers.rule_versions import rule_book
from memorykinds.managers.workspace import Workspace

HEADING = "## Rules"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a gate found about one rule.

    Attributes:
        record: The rule on trial.
        replaced: The rules in force that it would end.
        outcome: What follows.
        reason: Why, as a code.
        detail: Why, as a sentence.
        trial: The scores; None if there are none.
        steps: Every question and answer.
    """

    record: Record
    replaced: tuple[Record, ...]
    outcome: Outcome
    reason: Reason
    detail: str
    trial: Trial | None = None
    steps: tuple[Step, ...] = ()


_REASONS: dict[Outcome, Reason] = {
    "pass": "passed_trial",
    "fail": "failed_trial",
    "wait": "undecided",
}


def measure(
    rules: Sequence[Record], wanted: Sequence[Record], gate: Gate, answered: Answered
) -> Steps[tuple[Measured, ...]]:
    """Measure each wanted rule against the rules in force and those that have just passed.

    Args:
        rules: All rules in force or on trial.
        wanted: Those on trial that shall be measured, in this order.
        gate: Examples and score.
        answered: What the model has answered before.
    """
    force = [record for record in rules if rule_of(record).status == "active"]
    found = []
    for record in wanted:
        replaced = tuple(r for r in force if r.id in rule_of(record).replaces)
        after = [r for r in force if r not in replaced]
        after.append(with_rule(record, status="active", replaces=()))
        measured = yield from _measure(record, replaced, (force, after), gate, answered)
        found.append(measured)
        if measured.outcome == "pass":
            force = after
    return tuple(found)


def settle(
    measured: Sequence[Measured],
    seen: Sequence[Record],
    present: Sequence[Record],
    work: Workspace,
    now: datetime,
) -> Plan:
    """Return the plan that promotes and retires, if the rules are still those that were measured.

    Args:
        measured: What the gate found.
        seen: All rules in force or on trial as they were measured.
        present: The same as they are now.
        work: An empty workspace.
        now: The time of the changes.
    """
    same = [_essence(record) for record in seen] == [_essence(record) for record in present]
    decisions = []
    for one in measured:
        verdict = _verdict(one, now) if same else _changed_since(one)
        told = verdict.decision.with_(trial=one.trial)
        decisions.append(work.carry_out(replace(verdict, decision=told)))
    data = [decision.model_dump(mode="json") for decision in decisions]
    last = Step(name="decisions", summary=f"{len(data)} rules judged", data=data)
    steps = (*(step for one in measured for step in one.steps), last)
    traces = (Trace(kind="procedural", steps=steps),) if measured else ()
    return Plan(decisions=tuple(decisions), events=work.events(now, ""), traces=traces)


def system_prompt(base: str, rules: Sequence[Record]) -> str:
    """Return the agent's prompt with the rules at its end."""
    listed = str(rule_book(rules, ()).render())
    return "\n\n".join(part for part in (base.strip(), listed and f"{HEADING}\n{listed}") if part)


def _measure(
    record: Record,
    replaced: tuple[Record, ...],
    books: tuple[Sequence[Record], Sequence[Record]],
    gate: Gate,
    answered: Answered,
) -> Steps[Measured]:
    pinned = next((r for r in replaced if r.pinned), None)
    if pinned is not None:  # it could not pass, so no answer is paid for
        detail = f"It would end {quoted(pinned)}, which is pinned."
        return Measured(record, replaced, "wait", "pinned", detail)
    before, after = (system_prompt(gate.system, book) for book in books)
    try:
        weighed, steps = yield from gate.compare(before, after, answered)
    except NotScoredError as error:
        return Measured(record, replaced, "wait", "not_judged", str(error))
    outcome, trial, detail = weighed
    head = Step(name="trial", summary=detail, data={"rule": record.id, "outcome": outcome})
    return Measured(
        record, replaced, outcome, _REASONS[outcome], detail, trial, steps=(head, *steps)
    )


def _verdict(one: Measured, now: datetime) -> Verdict:
    why = Why(one.reason, one.detail)
    if one.outcome == "pass":
        return promotion(one.record, one.replaced, why, now)
    if one.outcome == "fail":
        return retirement(one.record, why, now)
    return _left(one, "refuse" if one.reason == "pinned" else "keep", one.reason, one.detail)


def _changed_since(one: Measured) -> Verdict:
    detail = "The rules changed while this one was on trial: judge it again."
    return _left(one, "keep", "not_judged", detail)


def _left(one: Measured, action: Action, reason: Reason, detail: str) -> Verdict:
    text = shorten(one.record.text, 300)
    kept = one.record.id if action == "keep" else None
    return Verdict(
        Decision(
            kind="procedural",
            action=action,
            reason=reason,
            detail=detail,
            text=text,
            memory_id=kept,
        )
    )


def _essence(record: Record) -> tuple[object, ...]:
    return record.id, record.content, record.pinned
