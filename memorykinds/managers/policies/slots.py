"""`slots`: one memo a slot, and new statements are merged into it.

**In words.** A slot is a subject and a relation: the user's likes are one memory. A new
statement is appended to the slot's memo; what it contradicts is taken out of it. A relation
that has one value at a time is replaced. A statement that leaves a memo is kept beside it,
closed.

**Source.** Memobase's profiles of topics and sub-topics (https://github.com/memodb-io/memobase),
where a model rewrites the memo; here code merges it, so that the same input gives the same memo.

**What it gets wrong.** A memo has one set of dates and one vector for all of its statements:
nobody can tell since when which of them holds, and the longer it is, the less it is like any
one question. What a full memo cannot hold is refused. Pinning one statement pins them all.
"""

from dataclasses import dataclass, replace
from typing import Self

from memorykinds.kinds import Fact, Reason, Record
from memorykinds.kinds.predicates import are_opposites
from memorykinds.kinds.text import shorten
from memorykinds.managers.guard import MAX_MEMORY_CHARACTERS
from memorykinds.managers.policies import bitemporal
from memorykinds.managers.policies.facts import (
    DONE,
    add_history,
    fact_of,
    is_over,
    is_single,
    slot_of,
    slots_concerned,
    was_done,
    words_of,
)
from memorykinds.managers.policy import (
    Case,
    Change,
    Verdict,
    add,
    decision,
    end,
    keep,
    revise,
    spare_pinned,
)

_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a memo: what is said, and the sentence that says it."""

    object: str
    text: str

    @classmethod
    def of(cls, fact: Fact) -> Self:
        """Return a fact as one line; the mark that parts the lines cannot stand within one."""
        return cls(fact.object.replace(";", ","), fact.text.replace(";", ",").rstrip("."))

    def says(self, fact: Fact) -> bool:
        """Whether it has the fact's object, word for word."""
        return words_of(self.object) == words_of(fact.object.replace(";", ","))


def decide(case: Case) -> Verdict:
    """Return what becomes of one proposed fact."""
    fact = fact_of(case.draft)
    if is_single(fact):
        return bitemporal.decide(case)
    memo = next((r for r in case.active if r.slot == slot_of(fact)), None)
    known = memo is not None and any(line.says(fact) for line in statements(memo))
    if case.candidate.intent == "forget" or (known and is_over(case, fact)):
        return _take_out(case, fact, memo)
    if memo is not None and known:
        return keep(case, "duplicate", "The memo says this already.", memo)
    past = next((r for r in case.known if _was_said(case, fact, r)), None)
    if past is not None:
        detail = "These turns were learned before, and what they said has left the memo since."
        return keep(case, "already_learned", detail, past)
    if fact.valid_to is not None and is_over(case, fact):
        return add_history(case, fact.valid_to, "It was true in the past and is in no memo.")
    return _write_in(case, fact, memo)


def statements(memo: Record) -> list[Statement]:
    """Return the lines of a memo."""
    fact = fact_of(memo)
    objects, texts = fact.object.split(_BETWEEN), fact.text.rstrip(".").split(_BETWEEN)
    if len(objects) != len(texts):  # not written by this policy: one line, as it stands
        return [Statement.of(fact)]
    return [Statement(*line) for line in zip(objects, texts, strict=True)]


def _memo(like: Fact, lines: list[Statement]) -> Fact:
    return like.with_(
        object=_BETWEEN.join(line.object for line in lines),
        text=_BETWEEN.join(line.text for line in lines) + ".",
        valid_from=None,  # each line began at a time of its own
        valid_to=None,
    )


def _was_said(case: Case, fact: Fact, record: Record) -> bool:
    """Whether a closed line of this slot, or a closed memo, says this and came from these turns."""
    old = record.state != "active" and record.slot == slot_of(fact) and record.id not in case.fresh
    said = old and any(line.says(fact) for line in statements(record))
    return said and (case.learned_from(record) or is_over(case, fact))


def _write_in(case: Case, fact: Fact, memo: Record | None) -> Verdict:
    """Append the statement to its memo, and take what it contradicts out of this and others."""
    out = [(r, _contradicted(case, fact, r)) for r in case.active]
    losing = [(r, lines) for r, lines in out if lines]
    if refusal := spare_pinned(case, tuple(r for r, _ in losing)):
        return refusal
    gone = [change for r, lines in losing if r is not memo for change in _without(case, r, lines)]
    here = next((lines for r, lines in losing if r is memo), [])
    if memo is None:
        into = Change("add", "new", None, case.draft)
    else:
        kept = [line for line in statements(memo) if line not in here]
        whole = _memo(fact_of(memo), [*kept, Statement.of(fact)])
        if len(whole.text) + len(whole.object) > MAX_MEMORY_CHARACTERS:
            text = "The memo of this slot is full; forget something that stands in it."
            return Verdict(decision(case, "refuse", "too_long", text, memo))
        reason: Reason = "contradicts" if here else "appended"
        into = revise(case, reason, "", memo, content=whole).changes[0]
        gone += [_closed_line(case, memo, line, "contradicts") for line in here]
    if losing:
        detail = f"It cannot be true together with “{shorten(losing[0][1][0].text, 80)}”."
        closed = tuple(c.after.id for c in gone if c.action == "close")
        found = decision(case, "supersede", "contradicts", detail, losing[0][0], closes=closed)
    elif memo is not None:
        found = decision(case, "revise", "appended", "It joins the memo of its slot.", memo)
    else:
        return add(case)
    return Verdict(found.with_(memory_id=memo.id if memo else None), (*gone, into))


def _contradicted(case: Case, fact: Fact, record: Record) -> list[Statement]:
    """Return the lines of a memo that cannot be true together with the fact."""
    if record.slot not in slots_concerned(fact):
        return []
    opposite = are_opposites(fact_of(record).predicate, fact.predicate)
    nominated = record.id in case.contradicts
    words = words_of(fact.object)
    return [
        line
        for line in statements(record)
        if (opposite and line.says(fact)) or (nominated and words & words_of(line.object))
    ]


def _take_out(case: Case, fact: Fact, memo: Record | None) -> Verdict:
    lines = [line for line in statements(memo) if line.says(fact)] if memo else []
    if memo is None or not lines:
        text = "No memo holds what should be forgotten."
        return Verdict(decision(case, "refuse", "nothing_to_retract", text, case.nearest()))
    if was_done(case, memo):
        return keep(case, "already_learned", DONE, memo)
    if refusal := spare_pinned(case, (memo,)):
        return refusal
    reason: Reason = "no_longer_true" if fact.valid_to is not None else "asked_to_forget"
    detail = f"“{shorten(lines[0].text, 80)}” leaves the memo."
    changes = _without(case, memo, lines, reason)
    closed = tuple(c.after.id for c in changes if c.action == "close")
    found = decision(case, "retract", reason, detail, memo, memory_id=memo.id, closes=closed)
    return Verdict(found, changes)


def _without(
    case: Case, memo: Record, lines: list[Statement], reason: Reason = "contradicts"
) -> tuple[Change, ...]:
    """Return the changes that take lines out of a memo; the last line takes the memo along."""
    kept = [line for line in statements(memo) if line not in lines]
    if not kept:
        return (end(case, memo, "retracted", reason, case.draft.valid_to or case.said_at),)
    shorter = memo.with_(content=_memo(fact_of(memo), kept), updated_at=case.now)
    closed = tuple(_closed_line(case, memo, line, reason) for line in lines)
    return (Change("revise", reason, memo, shorter), *closed)


def _closed_line(case: Case, memo: Record, line: Statement, reason: Reason) -> Change:
    """Return the change that keeps one line, closed, beside the memo that it left."""
    own = fact_of(memo).with_(object=line.object, text=f"{line.text}.")
    until = case.draft.valid_to or case.said_at
    ending = end(case, memo.with_(content=own), "retracted", reason, until)
    after = ending.after.with_(id="", valid_from=None)
    return replace(ending, action="add", before=None, after=after)
