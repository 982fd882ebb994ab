"""What a reconcile policy is: a plain function from a case to a verdict.

The case holds everything the policy may look at: the candidate, the memories concerned, the
times. The verdict holds what is to change and why. No store, no model, no clock: a policy can
be tested, compared and taught on its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from memorykinds.kinds import Action, Candidate, Decision, EventAction, Reason, Record, State
from memorykinds.kinds.text import shorten


@dataclass(frozen=True, slots=True)
class Case:
    """One candidate and all that is known about what it says.

    Attributes:
        candidate: What the model proposed.
        draft: The record as it would be added; its id is still "".
        known: The memories concerned, in their state after the candidates before this one:
            the most similar, those of the same slot (closed ones too), the nominated.
        similarity: Cosine between the candidate's text and a known memory's, by id.
        same_as: Ids that the model says are the same.
        contradicts: Ids that the model says cannot hold any longer.
        now: When the plan is made (transaction time).
        fresh: Ids of memories that candidates before this one added or changed.
    """

    candidate: Candidate
    draft: Record
    known: tuple[Record, ...]
    now: datetime
    similarity: Mapping[str, float] = field(default_factory=dict)
    same_as: frozenset[str] = frozenset()
    contradicts: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()

    @property
    def said_at(self) -> datetime:
        """When the candidate was said."""
        return self.draft.provenance.said_at or self.now

    @property
    def active(self) -> tuple[Record, ...]:
        """The known memories that are believed now."""
        return tuple(record for record in self.known if record.state == "active")

    def nearest(self) -> Record | None:
        """The active memory most similar to the candidate, if any was compared."""
        compared = [record for record in self.active if record.id in self.similarity]
        return max(compared, key=lambda r: (self.similarity[r.id], r.id), default=None)

    def learned_from(self, record: Record) -> bool:
        """Whether `record` came from, or was ended by, the very turns that the candidate cites."""
        own, known = self.draft.provenance.digests, record.provenance
        return bool(own) and set(own) <= {*known.digests, *known.ended_by}


@dataclass(frozen=True, slots=True)
class Change:
    """One memory before and after; becomes an event of the journal and a write."""

    action: EventAction
    reason: Reason
    before: Record | None
    after: Record


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy decided about one case."""

    decision: Decision
    changes: tuple[Change, ...] = ()


Policy: TypeAlias = Callable[[Case], Verdict]


def decision(
    case: Case, action: Action, reason: Reason, detail: str, about: Record | None, **more: Any
) -> Decision:
    """Return a decision on `case`; `about` is the known memory that decided it."""
    return Decision(
        kind=case.draft.kind,
        action=action,
        reason=reason,
        detail=detail,
        text=shorten(case.draft.text, 300),
        evidence=case.draft.provenance.turns,
        neighbour_id=about.id if about else None,
        neighbour_text=shorten(about.text, 200) if about else None,
        similarity=case.similarity.get(about.id) if about else None,
        **more,
    )


def add(case: Case, reason: Reason = "new", detail: str = "") -> Verdict:
    """Return the verdict that adds the draft as it is."""
    nearest = case.nearest()
    if not detail:
        detail = "Nothing known says this."
        if nearest is not None:
            detail = f"The nearest memory says something else (cosine {case.similarity[nearest.id]:.2f})."
    change = Change("add", reason, None, case.draft)
    return Verdict(decision(case, "add", reason, detail, nearest), (change,))


def keep(case: Case, reason: Reason, detail: str, known: Record) -> Verdict:
    """Return the verdict that changes nothing, because `known` says it already."""
    return Verdict(decision(case, "keep", reason, detail, known, memory_id=known.id))


def revise(case: Case, reason: Reason, detail: str, known: Record, **changes: Any) -> Verdict:
    """Return the verdict that gives `known` the candidate's content and adds its evidence.

    Args:
        case: The case.
        reason: Why.
        detail: Why, for a person.
        known: The memory to revise.
        **changes: Other fields of the record; `content` in place of the candidate's.
    """
    content = {"content": case.draft.content, "updated_at": case.now}
    after = _with_evidence(case, known).with_(**content | changes)
    change = Change("revise", reason, known, after)
    return Verdict(decision(case, "revise", reason, detail, known, memory_id=known.id), (change,))


def rewrite(case: Case, reason: Reason, detail: str, known: Record) -> Verdict:
    """Return the verdict that writes the candidate over `known`: what it said is believed no more."""
    if refusal := spare_pinned(case, (known,)):
        return refusal
    times = {"valid_from": case.draft.valid_from, "valid_to": case.draft.valid_to}
    return revise(case, reason, detail, known, **times)


def _with_evidence(case: Case, known: Record) -> Record:
    """Return `known` with the candidate's turns as those that say it, beside the older ones."""
    old, new = known.provenance, case.draft.provenance
    provenance = new.with_(
        turns=_union(old.turns, new.turns), digests=_union(old.digests, new.digests)
    )
    return known.with_(provenance=provenance)


def supersede(
    case: Case, reason: Reason, detail: str, closing: tuple[Record, ...], until: datetime
) -> Verdict:
    """Return the verdict that adds the draft and closes the memories it replaces at `until`."""
    if refusal := spare_pinned(case, closing):
        return refusal
    closed = tuple(end(case, record, "superseded", reason, until) for record in closing)
    found = decision(
        case, "supersede", reason, detail, closing[0], closes=tuple(r.id for r in closing)
    )
    return Verdict(found, (*closed, Change("add", reason, None, case.draft)))


def retract(
    case: Case, reason: Reason, detail: str, closing: tuple[Record, ...], until: datetime
) -> Verdict:
    """Return the verdict that closes memories and puts nothing in their place."""
    if refusal := spare_pinned(case, closing):
        return refusal
    changes = tuple(end(case, record, "retracted", reason, until) for record in closing)
    found = decision(
        case,
        "retract",
        reason,
        detail,
        closing[0],
        memory_id=closing[0].id,
        closes=tuple(record.id for record in closing),
    )
    return Verdict(found, changes)


def spare_pinned(case: Case, closing: tuple[Record, ...]) -> Verdict | None:
    """Return the verdict that refuses to end a pinned memory; None if none of them is."""
    pinned = next((record for record in closing if record.pinned), None)
    if pinned is None:
        return None
    detail = f"It would end “{shorten(pinned.text, 80)}”, which is pinned."
    return Verdict(decision(case, "refuse", "pinned", detail, pinned))


def close(
    record: Record,
    state: State,
    reason: Reason,
    until: datetime,
    now: datetime,
    *,
    ended_by: tuple[str, ...] = (),
) -> Change:
    """Return the change that ends a memory's validity; its content stays as history.

    Args:
        record: The memory.
        state: "superseded" or "retracted".
        reason: Why.
        until: When it stopped being true.
        now: When it is written down.
        ended_by: Digests of the turns that say so.
    """
    end = min(until, record.valid_to) if record.valid_to else until
    end = max(end, record.valid_from) if record.valid_from else end
    noted = record.provenance.with_(ended_by=ended_by)
    after = record.with_(state=state, valid_to=end, updated_at=now, provenance=noted)
    return Change("close", reason, record, after)


def end(case: Case, record: Record, state: State, reason: Reason, until: datetime) -> Change:
    """Return the change that ends a memory because of what the candidate's turns say."""
    said = case.draft.provenance.digests
    return close(record, state, reason, until, case.now, ended_by=said)


def _union(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*old, *new)))
