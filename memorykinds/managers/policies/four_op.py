"""`four_op`: one of four operations a statement: add, update, delete or none.

**In words.** What is known already changes nothing. A newer value of a relation that has one
value, and more detail on what the model calls the same, rewrite the known memory in place.
What the model calls contradicted is deleted. Everything else is added. In this store a
deleted memory is closed and a rewritten one stays in the journal; neither is destroyed.

**Source.** Chhikara et al., Mem0: Building Production-Ready AI Agents with Scalable Long-Term
Memory, 2025, arXiv:2504.19413, algorithm 1. There the model chooses the operation; here it
nominates, and is believed without a second look.

**What it gets wrong.** A contradiction deletes the old and does not add the new: after "I hate
tea" nothing is known about tea (https://github.com/mem0ai/mem0/issues/4536). A nomination that
is wrong deletes what had nothing to do with it. There is no time: what was said earlier but
learned later overwrites the present, and yesterday's home can be asked of the journal alone.
A contradiction between two different relations, learned a second time, is added; so is what
was taken for known on the model's word alone, if the model does not say so again.
"""

from memorykinds.kinds import Fact, Record
from memorykinds.kinds.text import shorten
from memorykinds.managers.policies.facts import (
    DONE,
    fact_of,
    forget,
    is_over,
    is_single,
    says_more,
    says_same,
    slot_of,
    slots_concerned,
    twin_of,
    was_done,
)
from memorykinds.managers.policy import (
    Case,
    Verdict,
    add,
    keep,
    retract,
    revise,
    rewrite,
)


def decide(case: Case) -> Verdict:
    """Return what becomes of one proposed fact."""
    fact = fact_of(case.draft)
    if case.candidate.intent == "forget":
        return forget(case, fact)
    none = _none(case, fact)
    if none is not None:
        return none
    if is_over(case, fact):
        return add(case, detail="It is over, and added like everything else.")
    current = next((r for r in case.active if _has_other_value(case, fact, r)), None)
    if current is not None:
        return _update(case, fact, current)
    contradicted = tuple(r for r in case.active if r.id in case.contradicts)
    if contradicted:
        return _delete(case, contradicted)
    same = next((r for r in case.active if r.id in case.same_as or says_same(case, fact, r)), None)
    return _update(case, fact, same) if same is not None else add(case)


def _none(case: Case, fact: Fact) -> Verdict | None:
    """Return the verdict that changes nothing, or ends what is said to be over; else None."""
    twin = twin_of(case, fact)
    if twin is not None and twin.state == "active" and not says_more(fact, than=fact_of(twin)):
        if fact.valid_to is not None and is_over(case, fact) and not fact_of(twin).valid_to:
            if was_done(case, twin):
                return keep(case, "already_learned", DONE, twin)
            detail = "The user says that this has ended."
            return retract(case, "no_longer_true", detail, (twin,), fact.valid_to)
        return keep(case, "duplicate", "This is known already.", twin)
    past = next((r for r in case.known if _was_learned(case, fact, r)), None)
    if past is not None:
        detail = "These turns were learned before, and what they said has changed since."
        return keep(case, "already_learned", detail, past)
    return None


def _was_learned(case: Case, fact: Fact, record: Record) -> bool:
    """Whether these turns were learned into a memory that has been deleted or rewritten since."""
    if record.id in case.fresh or not case.learned_from(record):
        return False
    deleted = record.state != "active" and record.slot in slots_concerned(fact)
    return deleted or _has_other_value(case, fact, record)


def _has_other_value(case: Case, fact: Fact, record: Record) -> bool:
    """Whether a memory stands where the fact must stand: its relation has one value."""
    here = record.slot == slot_of(fact) and is_single(fact)
    return here and not is_over(case, fact_of(record))


def _update(case: Case, fact: Fact, known: Record) -> Verdict:
    if says_more(fact_of(known), than=fact):
        return keep(case, "duplicate", "What is known says this and more.", known)
    here = known.slot == slot_of(fact)
    if here and says_more(fact, than=fact_of(known)):
        detail = f"It says more than “{shorten(known.text, 80)}”."
        return revise(case, "refines", detail, known)
    if not (here and is_single(fact)):
        return keep(case, "duplicate", "The model says that this is known.", known)
    return rewrite(case, "newer_value", f"It is written over “{shorten(known.text, 80)}”.", known)


def _delete(case: Case, contradicted: tuple[Record, ...]) -> Verdict:
    detail = f"It contradicts “{shorten(contradicted[0].text, 80)}”, which is deleted."
    return retract(case, "contradicts", detail, contradicted, case.said_at)
