"""What plain code can see of two facts: the same subject, the same relation, the same value.

Every policy for facts is made of these comparisons; they differ only in what they do then.
"""

import re
from dataclasses import replace
from datetime import datetime

from memorykinds.kinds import Fact, Record
from memorykinds.kinds.predicates import PREDICATES, are_opposites, predicate
from memorykinds.kinds.text import normalized
from memorykinds.managers.policy import Case, Verdict, add, decision, keep, retract

SAME_TEXT = 0.97
"""Cosine from which two texts of one slot say the same. MiniLM gives 0.99 where only spelling
differs ("colour", "color"), 0.95 to "dogs" and "dog", 0.82 to "green tea" and "black tea"."""

SAME_IF_NOMINATED = 0.80
"""The same, where the model too says that they are the same."""

RELATED = 0.50
"""Cosine from which a nominated memory is believed to have to do with a fact."""

CLEARLY_MEANT = 0.75
"""Cosine from which a request to forget means this memory, without being told which."""

PLACES = frozenset({"lives_in", "comes_from", "born_in", "grew_up_in"})
"""Relations whose object is a place, written from the narrow to the wide."""

DONE = "These turns were learned before, and what they asked for was done then."

USER_NAMES = frozenset({"user", "i", "me", "myself", "speaker", "human"})

_DATE_WORDS = re.compile(
    r"\d+|january|february|march|april|\bmay\b|june|july|august|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)

_SMALL_WORDS = frozenset(
    [
        *("a", "an", "the", "my", "his", "her", "its", "their", "our", "your", "some"),
        *("of", "in", "at", "on", "to", "and", "is"),
    ]
)


def fact_of(record: Record) -> Fact:
    """Return the fact that a record of a semantic memory holds."""
    if not isinstance(record.content, Fact):
        raise TypeError(f"{record.id} holds a {type(record.content).__name__}, not a Fact.")
    return record.content


def subject_of(fact: Fact) -> str:
    """Return whom the fact is about, as a key; models have several words for the user."""
    subject = normalized(fact.subject).removeprefix("the ")
    return "user" if subject in USER_NAMES else subject


def slot_of(fact: Fact) -> str:
    """Return the key of what a fact speaks of: its subject and its relation."""
    return f"{subject_of(fact)}|{predicate(fact.predicate).name}"


def slots_concerned(fact: Fact) -> list[str]:
    """Return the fact's own slot and those of the opposite relations."""
    subject = subject_of(fact)
    opposites = [p.name for p in PREDICATES if are_opposites(p.name, fact.predicate)]
    return [slot_of(fact), *(f"{subject}|{name}" for name in opposites)]


def words_of(text: str) -> frozenset[str]:
    """Return the words that carry a value's meaning, in no order."""
    words = normalized(text).replace(",", " ").replace("-", " ").split()
    return frozenset(w.strip(".'’\"") for w in words) - _SMALL_WORDS


def is_single(fact: Fact) -> bool:
    """Whether the fact's relation has one value at a time."""
    return predicate(fact.predicate).single


def is_over(case: Case, fact: Fact) -> bool:
    """Whether the fact says of itself that it has ended."""
    return fact.valid_to is not None and fact.valid_to <= case.now


def said_at(record: Record) -> datetime:
    """Return when a memory was said; of two statements the later one counts."""
    return record.provenance.said_at or record.updated_at


def same_value(fact: Fact, record: Record) -> bool:
    """Whether a memory has the fact's subject, relation and object, word for word."""
    return record.slot == slot_of(fact) and words_of(fact_of(record).object) == words_of(
        fact.object
    )


def says_same(case: Case, fact: Fact, record: Record) -> bool:
    """Whether a memory says the same, in the same words or in words that mean them."""
    if same_value(fact, record):
        return True
    similarity = case.similarity.get(record.id, 0.0)
    bar = SAME_IF_NOMINATED if record.id in case.same_as else SAME_TEXT
    # Two numbers or names may be close as text and still be two values.
    near = record.slot == slot_of(fact) and similarity >= bar and not is_single(fact)
    return near and not _of_other_days(fact.object, fact_of(record).object)


def _of_other_days(one: str, other: str) -> bool:
    """Whether each of two values has a number, a month or a weekday that the other lacks."""
    ours, theirs = (set(_DATE_WORDS.findall(text.casefold())) for text in (one, other))
    return bool(ours - theirs) and bool(theirs - ours)


def says_more(fact: Fact, *, than: Fact) -> bool:
    """Whether an object holds all words of another and more.

    A place must also begin with the other: "Turin, Italy" is in Turin, "New York" not in York.
    """
    if predicate(fact.predicate).name in PLACES:
        longer, shorter = normalized(fact.object), normalized(than.object)
        rest = longer.removeprefix(shorter)
        return longer.startswith(shorter) and rest != "" and not rest[0].isalnum()
    return words_of(than.object) < words_of(fact.object)


def is_related(case: Case, fact: Fact, record: Record) -> bool:
    """Whether code, too, sees that a nominated memory has to do with the fact."""
    shared = words_of(fact_of(record).object) & words_of(fact.object)
    return bool(shared) or case.similarity.get(record.id, 0.0) >= RELATED


def twin_of(case: Case, fact: Fact) -> Record | None:
    """Return the memory that says the same: an active one first, then one that is history."""
    same = [r for r in case.known if says_same(case, fact, r)]
    return min(same, key=lambda r: (r.state != "active", not case.learned_from(r)), default=None)


def was_done(case: Case, record: Record) -> bool:
    """Whether these turns were learned before, and what became of the memory is their own doing."""
    return case.learned_from(record) and record.id not in case.fresh


def add_history(case: Case, until: datetime, detail: str) -> Verdict:
    """Return the verdict that adds the draft as something that ended at `until`."""
    began = case.draft.valid_from
    closed = case.draft.with_(
        state="superseded",
        valid_to=until,
        # When it began is only known if it was said; being mentioned later says nothing.
        valid_from=began if began is not None and began <= until else None,
    )
    return add(replace(case, draft=closed), "history", detail)


def forget(case: Case, fact: Fact) -> Verdict:
    """Return the verdict that closes what the user wants gone, or says is over."""
    mine = [r for r in case.active if subject_of(fact_of(r)) == subject_of(fact)]
    # "Red wine" is meant by its words, and not the white that sounds like it.
    meant = [r for r in mine if same_value(fact, r)]
    meant = meant or [r for r in mine if says_same(case, fact, r)]
    if not meant:
        gone = next((r for r in case.known if _has_gone(case, fact, r)), None)
        if gone is not None and was_done(case, gone):
            return keep(case, "already_learned", DONE, gone)
        meant = _hinted_at(case, fact, mine, near=gone is None)
    if not meant:
        text = "No memory matches what should be forgotten."
        return Verdict(decision(case, "refuse", "nothing_to_retract", text, case.nearest()))
    if was_done(case, meant[0]):
        return keep(case, "already_learned", DONE, meant[0])
    if fact.valid_to is not None:
        detail = "The user says that this has ended."
        return retract(case, "no_longer_true", detail, tuple(meant), fact.valid_to)
    # A nomination has one word for both, "forget", so the reason names both.
    detail = "The user says that this is over, or asked to forget it; the journal has it until it is erased."
    return retract(case, "asked_to_forget", detail, tuple(meant), case.said_at)


def _has_gone(case: Case, fact: Fact, record: Record) -> bool:
    """Whether a memory of this slot that these turns ended, or that says just this, is history.

    Of another slot nothing closed is looked up, so it would count now and not the next time.
    """
    ended = set(case.draft.provenance.digests) <= set(record.provenance.ended_by)
    here = record.slot in slots_concerned(fact)
    return record.state != "active" and here and (ended or same_value(fact, record))


def _hinted_at(case: Case, fact: Fact, mine: list[Record], *, near: bool) -> list[Record]:
    """Return what is meant though it is said otherwise: the nominated, the one value, the nearest.

    Who names what has gone already does not mean what is merely alike (`near`).
    """
    named = [r for r in mine if r.id in case.same_as | case.contradicts]
    believed = [r for r in named if is_related(case, fact, r)]
    if believed:
        return believed
    if is_single(fact) and not words_of(fact.object):
        return [r for r in mine if r.slot == slot_of(fact)]
    alike = [r for r in mine if near and case.similarity.get(r.id, 0.0) >= CLEARLY_MEANT]
    return alike[:1]
