"""What becomes of a rule on trial: promoted or retired, on somebody's word and with a reason."""

from datetime import datetime
from typing import NamedTuple, get_args

from memorykinds.kinds import Decision, InputError, Reason, Record
from memorykinds.kinds.text import shorten
from memorykinds.managers.policy import Change, Verdict, close
from memorykinds.managers.rule_relations import quoted, retire, with_rule


class Why(NamedTuple):
    """The reason that somebody gives for a change.

    Attributes:
        code: As in the ledger; "passed_trial" for instance.
        detail: The same as a sentence, with the scores for instance.
    """

    code: Reason
    detail: str


def promotion(record: Record, replaced: tuple[Record, ...], why: Why, now: datetime) -> Verdict:
    """Return the verdict that puts a rule in force and retires what it replaces."""
    _require_reason(why)
    after = with_rule(record, status="active", replaces=()).with_(updated_at=now)
    closed = tuple(close(r, "superseded", why.code, now, now) for r in replaced)
    changes = (*closed, Change("revise", why.code, record, after))
    decision = Decision(
        kind="procedural",
        action="revise",
        reason=why.code,
        detail=why.detail,
        text=shorten(record.text, 300),
        memory_id=record.id,
        closes=tuple(r.id for r in replaced),
    )
    return _refused(record, replaced) or retire(Verdict(decision, changes))


def retirement(record: Record, why: Why, now: datetime) -> Verdict:
    """Return the verdict that takes a rule out of force, or off trial."""
    _require_reason(why)
    decision = Decision(
        kind="procedural",
        action="retract",
        reason=why.code,
        detail=why.detail,
        text=shorten(record.text, 300),
        memory_id=record.id,
        closes=(record.id,),
    )
    closed = close(record, "retracted", why.code, now, now)
    return _refused(record, (record,)) or retire(Verdict(decision, (closed,)))


def _require_reason(why: Why) -> None:
    if why.code not in get_args(Reason):
        raise InputError(f"{why.code!r} is no reason code; see memorykinds.kinds.Reason.")


def _refused(record: Record, closing: tuple[Record, ...]) -> Verdict | None:
    """Return the verdict that changes nothing, because a rule that would end is pinned."""
    pinned = next((r for r in closing if r.pinned), None)
    if pinned is None:
        return None
    detail = f"It would end {quoted(pinned)}, which is pinned."
    text = shorten(record.text, 300)
    return Verdict(
        Decision(kind="procedural", action="refuse", reason="pinned", detail=detail, text=text)
    )
