"""The `bitemporal` policy for facts: what a newer fact contradicts is closed, not destroyed.

In words: the same again changes nothing; more detail revises; of two values that cannot hold
together the one said later wins, and the other keeps its place in history with an end date.
Which facts exclude each other is a question for code: the subject, whether the relation has
one value at a time, and whether two relations are opposites. What the model nominates is
believed only where code can see a conflict as well.

After Graphiti's edge invalidation (Rasmussen et al., Zep, 2025, arXiv:2501.13956).
"""

from datetime import datetime

from memorykinds.kinds import Fact, Record
from memorykinds.kinds.predicates import PREDICATES, are_opposites, predicate
from memorykinds.kinds.text import normalized, shorten
from memorykinds.managers.policy import (
    Case,
    Verdict,
    add,
    decision,
    keep,
    retract,
    revise,
    supersede,
)

SAME_TEXT = 0.97
"""Cosine from which two texts of one slot say the same. MiniLM gives 0.99 where only spelling
differs ("colour", "color"), 0.95 to "dogs" and "dog", 0.82 to "green tea" and "black tea"."""

SAME_IF_NOMINATED = 0.80
"""The same, where the model too says that they are the same."""

RELATED = 0.50
"""Cosine from which a nominated contradiction of the same relation is believed."""

CLEARLY_MEANT = 0.75
"""Cosine from which a request to forget means this memory, without being told which."""

PLACES = frozenset({"lives_in", "comes_from"})
"""Relations whose object is a place, written from the narrow to the wide."""

USER_NAMES = frozenset({"user", "i", "me", "myself", "speaker", "human"})

_SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "his",
        "her",
        "its",
        "their",
        "our",
        "your",
        "some",
        "of",
        "in",
        "at",
        "on",
        "to",
        "and",
        "is",
    ]
)


def decide(case: Case) -> Verdict:
    """Return what becomes of one proposed fact."""
    fact = _fact(case.draft)
    if case.candidate.intent == "forget":
        return _retract(case, fact)
    twin = _twin(case, fact)
    if twin is not None:
        return _meet_twin(case, fact, twin)
    if fact.valid_to is not None and fact.valid_to <= case.now:
        return _add_history(case, fact.valid_to, "It was true in the past and is kept as history.")
    refined = _refined(case, fact)
    if refined is not None:
        return refined
    rivals = _rivals(case, fact)
    return _meet_rivals(case, fact, rivals) if rivals else add(case)


def slot_of(fact: Fact) -> str:
    """Return the key of what a fact speaks of: its subject and its relation."""
    return f"{_subject(fact)}|{predicate(fact.predicate).name}"


def slots_concerned(fact: Fact) -> list[str]:
    """Return the fact's own slot and those of the opposite relations."""
    subject = _subject(fact)
    opposites = [p.name for p in PREDICATES if are_opposites(p.name, fact.predicate)]
    return [slot_of(fact), *(f"{subject}|{name}" for name in opposites)]


def _twin(case: Case, fact: Fact) -> Record | None:
    """The memory that says the same: an active one first, then one that is history."""
    same = [r for r in case.known if _says_same(case, fact, r)]
    return min(same, key=lambda r: (r.state != "active", not case.learned_from(r)), default=None)


def _says_same(case: Case, fact: Fact, record: Record) -> bool:
    if record.slot != slot_of(fact):
        return False
    if _words(_fact(record).object) == _words(fact.object):
        return True
    similarity = case.similarity.get(record.id, 0.0)
    bar = SAME_IF_NOMINATED if record.id in case.same_as else SAME_TEXT
    # Two numbers or names may be close as text and still be two values.
    return similarity >= bar and not predicate(fact.predicate).single


def _meet_twin(case: Case, fact: Fact, twin: Record) -> Verdict:
    ended = fact.valid_to is not None and fact.valid_to <= case.now
    if twin.state == "active":
        if ended and fact.valid_to is not None:
            detail = "The user says that this has ended."
            return retract(case, "no_longer_true", detail, (twin,), fact.valid_to)
        return keep(case, "duplicate", "This is known already.", twin)
    if case.learned_from(twin):
        detail = "These turns were learned before, and what they said has ended since."
        return keep(case, "already_learned", detail, twin)
    if ended:
        return keep(case, "duplicate", "This is known already, as history.", twin)
    rivals = _rivals(case, fact)
    return _meet_rivals(case, fact, rivals) if rivals else add(case, detail="It is true again.")


def _refined(case: Case, fact: Fact) -> Verdict | None:
    """Same value with more, or fewer, words: "Turin" and "Turin, Italy"."""
    for record in case.active:
        nominated = record.id in case.same_as
        if record.slot != slot_of(fact) or not (predicate(fact.predicate).single or nominated):
            continue
        if _says_more(fact, than=_fact(record)):
            detail = f"It says more than “{shorten(record.text, 80)}”."
            return revise(case, "refines", detail, record)
        if _says_more(_fact(record), than=fact):
            return keep(case, "duplicate", "What is known says this and more.", record)
    return None


def _says_more(fact: Fact, *, than: Fact) -> bool:
    """Whether an object holds all words of another and more.

    A place must also begin with the other: "Turin, Italy" is in Turin, "New York" not in York.
    """
    if predicate(fact.predicate).name in PLACES:
        longer, shorter = normalized(fact.object), normalized(than.object)
        return longer.startswith(shorter) and not longer[len(shorter) : len(shorter) + 1].isalnum()
    return _words(than.object) < _words(fact.object)


def _rivals(case: Case, fact: Fact) -> tuple[Record, ...]:
    """The active memories that cannot be true together with the fact."""
    return tuple(r for r in case.active if _excludes(case, fact, r))


def _excludes(case: Case, fact: Fact, record: Record) -> bool:
    known = _fact(record)
    if _subject(known) != _subject(fact) or _says_same(case, fact, record):
        return False
    same_relation = record.slot == slot_of(fact)
    opposite = are_opposites(known.predicate, fact.predicate)
    if same_relation and predicate(fact.predicate).single:
        return True
    if opposite and _words(known.object) == _words(fact.object):
        return True
    if record.id not in case.contradicts or not (same_relation or opposite):
        return False
    shared = _words(known.object) & _words(fact.object)
    return bool(shared) or case.similarity.get(record.id, 0.0) >= RELATED


def _meet_rivals(case: Case, fact: Fact, rivals: tuple[Record, ...]) -> Verdict:
    newest = max(rivals, key=_said_at)
    if case.said_at < _said_at(newest):
        until = max(newest.valid_from or _said_at(newest), case.draft.valid_from or case.said_at)
        detail = f"“{shorten(newest.text, 80)}” was said later, so this is kept as history."
        return _add_history(case, until, detail)
    begins = fact.valid_from or case.said_at
    single = predicate(fact.predicate).single and newest.slot == slot_of(fact)
    detail = (
        f"One value at a time: it replaces “{shorten(newest.text, 80)}”."
        if single
        else f"It cannot be true together with “{shorten(newest.text, 80)}”."
    )
    return supersede(case, "newer_value" if single else "contradicts", detail, rivals, begins)


def _add_history(case: Case, until: datetime, detail: str) -> Verdict:
    began = case.draft.valid_from
    closed = case.draft.with_(
        state="superseded",
        valid_to=until,
        # When it began is only known if it was said; being mentioned later says nothing.
        valid_from=began if began is not None and began <= until else None,
    )
    return add(_with_draft(case, closed), "history", detail)


def _retract(case: Case, fact: Fact) -> Verdict:
    """Close what the user wants gone, or says is over."""
    mine = [r for r in case.active if _subject(_fact(r)) == _subject(fact)]
    exact = [r for r in mine if _says_same(case, fact, r)]
    named = [r for r in mine if r.id in case.same_as | case.contradicts]
    single = [
        r
        for r in mine
        if r.slot == slot_of(fact) and predicate(fact.predicate).single and not _words(fact.object)
    ]
    near = [r for r in mine if case.similarity.get(r.id, 0.0) >= CLEARLY_MEANT]
    meant = exact or named or single or near[:1]
    if not meant:
        text = "No memory matches what should be forgotten."
        return Verdict(decision(case, "refuse", "nothing_to_retract", text, case.nearest()))
    if fact.valid_to is not None:
        detail = "The user says that this has ended."
        return retract(case, "no_longer_true", detail, tuple(meant), fact.valid_to)
    detail = "The user asked to forget this; it stays in the journal until it is erased."
    return retract(case, "asked_to_forget", detail, tuple(meant), case.said_at)


def _with_draft(case: Case, draft: Record) -> Case:
    return Case(
        candidate=case.candidate,
        draft=draft,
        known=case.known,
        now=case.now,
        similarity=case.similarity,
        same_as=case.same_as,
        contradicts=case.contradicts,
    )


def _fact(record: Record) -> Fact:
    if not isinstance(record.content, Fact):
        raise TypeError(f"{record.id} holds a {type(record.content).__name__}, not a Fact.")
    return record.content


def _subject(fact: Fact) -> str:
    """Return whom the fact is about, as a key; models have several words for the user."""
    subject = normalized(fact.subject).removeprefix("the ")
    return "user" if subject in USER_NAMES else subject


def _said_at(record: Record) -> datetime:
    return record.provenance.said_at or record.updated_at


def _words(text: str) -> frozenset[str]:
    """The words that carry a value's meaning, in no order."""
    words = normalized(text).replace(",", " ").replace("-", " ").split()
    return frozenset(w.strip(".'’\"") for w in words) - _SMALL_WORDS
