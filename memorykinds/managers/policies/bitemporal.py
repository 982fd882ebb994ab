"""`bitemporal`, the default: what a newer fact contradicts is closed, not destroyed.

**In words.** The same again changes nothing; more detail revises; of two values that cannot
hold together the one said later wins, and the other keeps its place in history with an end
date. Which facts exclude each other is a question for code: the subject, whether the relation
has one value at a time, and whether two relations are opposites. What the model nominates is
believed only where code can see a conflict as well.

**Source.** Graphiti's edge invalidation (Rasmussen et al., Zep: A Temporal Knowledge Graph
Architecture for Agent Memory, 2025, arXiv:2501.13956).

**What it gets wrong.** A contradiction that no relation and no shared word shows stays
unseen: "is vegetarian" and "had a steak" live side by side. A relation that has one value for
most people has one for all: a second job replaces the first. A plan stays when it was carried out,
and "likes strong coffee" when coffee is disliked. (Lesson 12 mends the last three.)
"""

from memorykinds.kinds import Fact, Record
from memorykinds.kinds.predicates import are_opposites, predicate
from memorykinds.kinds.text import shorten
from memorykinds.managers.policies.facts import (
    DONE,
    add_history,
    fact_of,
    forget,
    is_over,
    is_related,
    is_single,
    said_at,
    says_more,
    says_same,
    slot_of,
    subject_of,
    twin_of,
    was_done,
    words_of,
)
from memorykinds.managers.policy import Case, Verdict, add, keep, retract, revise, supersede

COLLECTED = frozenset(
    [
        *("likes", "dislikes", "allergic_to", "speaks", "learns", "plays", "uses", "owns"),
        *("has_pet", "has_relative", "knows", "did", "member_of"),
    ]
)
"""Relations whose values never exclude each other, however alike they are: tea and coffee, a
boat and a bike (cosine 0.72 and 0.51). A contradiction among them is believed only if they
share a word, as two spellings of one sister's name do."""

ENDED = "These turns were learned before, and what they said has ended since."


def decide(case: Case) -> Verdict:
    """Return what becomes of one proposed fact."""
    fact = fact_of(case.draft)
    if case.candidate.intent == "forget":
        return forget(case, fact)
    twin = twin_of(case, fact)
    if twin is not None:
        return _meet_twin(case, fact, twin)
    ended = next((r for r in case.known if _said_less_of(case, fact, r)), None)
    if ended is not None:
        return keep(case, "already_learned", ENDED, ended)
    if fact.valid_to is not None and is_over(case, fact):
        return add_history(case, fact.valid_to, "It was true in the past and is kept as history.")
    refined = _refined(case, fact)
    if refined is not None:
        return refined
    rivals = _rivals(case, fact)
    return _meet_rivals(case, fact, rivals) if rivals else add(case)


def _said_less_of(case: Case, fact: Fact, record: Record) -> bool:
    """Whether these turns said less of what they then ended: "Turin" of "Turin, Italy"."""
    ended = record.state != "active" and record.slot == slot_of(fact) and was_done(case, record)
    return ended and says_more(fact_of(record), than=fact)


def _meet_twin(case: Case, fact: Fact, twin: Record) -> Verdict:
    if twin.state == "active":
        return _meet_active_twin(case, fact, twin)
    if was_done(case, twin):
        return keep(case, "already_learned", ENDED, twin)
    if is_over(case, fact):
        return keep(case, "duplicate", "This is known already, as history.", twin)
    rivals = _rivals(case, fact)
    return _meet_rivals(case, fact, rivals) if rivals else add(case, detail="It is true again.")


def _meet_active_twin(case: Case, fact: Fact, twin: Record) -> Verdict:
    if fact.valid_to is not None and is_over(case, fact):
        if was_done(case, twin):
            return keep(case, "already_learned", DONE, twin)
        detail = "The user says that this has ended."
        return retract(case, "no_longer_true", detail, (twin,), fact.valid_to)
    if says_more(fact, than=fact_of(twin)):
        return _refine(case, twin)
    return keep(case, "duplicate", "This is known already.", twin)


def _refined(case: Case, fact: Fact) -> Verdict | None:
    """Same value with more, or fewer, words: "Turin" and "Turin, Italy"."""
    for record in case.active:
        nominated = record.id in case.same_as
        if record.slot != slot_of(fact) or not (is_single(fact) or nominated):
            continue
        if says_more(fact, than=fact_of(record)):
            return _refine(case, record)
        if says_more(fact_of(record), than=fact):
            return keep(case, "duplicate", "What is known says this and more.", record)
    return None


def _refine(case: Case, known: Record) -> Verdict:
    return revise(case, "refines", f"It says more than “{shorten(known.text, 80)}”.", known)


def _rivals(case: Case, fact: Fact) -> tuple[Record, ...]:
    """The active memories that cannot be true together with the fact."""
    return tuple(r for r in case.active if _excludes(case, fact, r))


def _excludes(case: Case, fact: Fact, record: Record) -> bool:
    known = fact_of(record)
    if subject_of(known) != subject_of(fact) or says_same(case, fact, record):
        return False
    same_relation = record.slot == slot_of(fact)
    opposite = are_opposites(known.predicate, fact.predicate)
    if same_relation and is_single(fact):
        return True
    if opposite and words_of(known.object) == words_of(fact.object):
        return True
    if record.id not in case.contradicts or not (same_relation or opposite):
        return False
    if predicate(fact.predicate).name in COLLECTED:
        return bool(words_of(known.object) & words_of(fact.object))
    return is_related(case, fact, record)


def _meet_rivals(case: Case, fact: Fact, rivals: tuple[Record, ...]) -> Verdict:
    newest = max(rivals, key=said_at)
    if case.said_at < said_at(newest):
        until = max(newest.valid_from or said_at(newest), case.draft.valid_from or case.said_at)
        detail = f"“{shorten(newest.text, 80)}” was said later, so this is kept as history."
        return add_history(case, until, detail)
    begins = fact.valid_from or case.said_at
    single = is_single(fact) and newest.slot == slot_of(fact)
    detail = (
        f"One value at a time: it replaces “{shorten(newest.text, 80)}”."
        if single
        else f"It cannot be true together with “{shorten(newest.text, 80)}”."
    )
    return supersede(case, "newer_value" if single else "contradicts", detail, rivals, begins)
