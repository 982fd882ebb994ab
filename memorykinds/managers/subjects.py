"""Whom a fact is about: one name for one person, where code can know it.

A model writes "Ada lives in Turin" though Ada is the user, and "the user's brother" though he
is called Max. Left alone, two homes of one person stand side by side. Code puts one name for
another only where something that is known says so, and where nobody else can be meant:

* the user's own name becomes "user": from the fact `has_name`, known or in this conversation,
  and from the `name` of the turns in the user's role, if they all carry one and the same;
* "my brother", "the user's brother", "brother Max" become "Max" if the user has one brother,
  called Max, and knows no other Max.

A name that two persons bear, or that the conversation gives to "my sister Ada", stays as it is.
So do surnames, nicknames and everything else that only sounds alike. Facts that were stored
before a name was known stay where they are.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import Candidate, Fact, Record, Transcript
from memorykinds.kinds.names import Namespace
from memorykinds.kinds.predicates import predicate
from memorykinds.kinds.text import normalized
from memorykinds.managers.guard import OWN_WORDS
from memorykinds.managers.policies.facts import subject_of
from memorykinds.managers.related import in_slot

TIES = ("has_relative", "knows", "partner_of", "has_pet")
"""Relations that say who somebody is to the user: "brother Max"."""

_PARTNERS = ("wife", "husband", "partner", "spouse", "girlfriend", "boyfriend")
_OWN = re.compile(r"(?:my|our|(?:the )?user['’]s) ")
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "prof", "sir"})
_OF_OTHERS = (
    r"\b(?:my|our|his|her|their|meine?|ma|mon|mi|mia|mio)[ ]+"
    r"(?:(?!(?:name|is|call|calls|me)\b)[\w-]+,?[ ]+){{1,3}}{name}\b"
)


class Person(NamedTuple):
    """Somebody the user knows: what they are to the user, and their name, each "" if unknown."""

    tie: str
    name: str


def with_one_name(
    candidates: Sequence[Candidate], namespace: Namespace, transcript: Transcript
) -> Steps[list[Candidate]]:
    """Return the candidates with each person under one name; the store is read once, if at all."""
    if all(_is_of_user(candidate) for candidate in candidates):
        return list(candidates)
    slots = [f"user|{relation}" for relation in ("has_name", *TIES)]
    found = yield Batch([in_slot(namespace, slot) for slot in slots])
    records = [Record.from_value(i.namespace, i.key, i.value) for items in found for i in items]
    known = [r.content for r in records if r.state == "active" and isinstance(r.content, Fact)]
    told = [c.content for c in candidates if c.intent == "remember" and _is_of_user(c)]
    facts = [*known, *(fact for fact in told if isinstance(fact, Fact) and fact.valid_to is None)]
    names = _names_of_user(facts, transcript)
    people = {person for fact in facts for person in _people(fact)}
    return [_renamed(candidate, names, people, transcript) for candidate in candidates]


def _is_of_user(candidate: Candidate) -> bool:
    return isinstance(candidate.content, Fact) and subject_of(candidate.content) == "user"


def _names_of_user(facts: Sequence[Fact], transcript: Transcript) -> set[str]:
    names = {
        n for f in facts if predicate(f.predicate).name == "has_name" for n in _forms(f.object)
    }
    speaking = {turn.name for turn in transcript.turns if turn.role in OWN_WORDS}
    if len(speaking - {None}) == 1:  # more than one name: a group, and who is the user is unknown
        names |= {form for name in speaking if name for form in _forms(name)}
    return names


def _forms(name: str) -> set[str]:
    """Return the forms by which a full name is surely meant: the whole, and the first name."""
    whole = normalized(name)
    first = whole.split(" ")[0]
    return {whole} if first.rstrip(".") in _TITLES else {whole, first}


def _people(fact: Fact) -> list[Person]:
    """Return who "brother Max" is; a partner without a word for it is meant by all such words."""
    relation = predicate(fact.predicate).name
    if relation not in TIES:
        return []
    words = fact.object.split()
    start = next((n for n, word in enumerate(words) if word[:1].isupper()), len(words))
    tie, name = normalized(" ".join(words[:start])), " ".join(words[start:])
    if relation == "partner_of" and not tie:
        return [Person(word, name) for word in _PARTNERS]
    return [Person(tie, name)]


def _renamed(
    candidate: Candidate, names: set[str], people: set[Person], transcript: Transcript
) -> Candidate:
    fact = candidate.content
    if not isinstance(fact, Fact) or subject_of(fact) == "user":
        return candidate
    subject = normalized(fact.subject)
    others = {form for person in people if person.name for form in _forms(person.name)}
    if subject in names and subject not in others and not _is_of_others(fact, transcript):
        return candidate.with_(content=fact.with_(subject="user"))
    name = _meant(subject, people)
    if name is None or normalized(name) in names:
        return candidate
    return candidate.with_(content=fact.with_(subject=name))


def _meant(subject: str, people: set[Person]) -> str | None:
    """Return the name of the one acquaintance who can be meant by "the user's brother", or None."""
    own = _OWN.sub("", subject, count=1)
    by_tie = {p for p in people if own != subject and p.tie == own}
    by_both = {p for p in people if p.name and own == normalized(f"{p.tie} {p.name}")}
    meant = {person.name for person in by_tie | by_both}
    if len(meant) != 1 or "" in meant:
        return None
    (name,) = meant
    namesakes = (p.tie for p in people if normalized(p.name) == normalized(name))
    ties = {"partner" if tie in _PARTNERS else tie for tie in namesakes}
    return name if len(ties) == 1 else None


def _is_of_others(fact: Fact, transcript: Transcript) -> bool:
    """Whether somebody speaks of "my sister Ada"."""
    pattern = re.compile(_OF_OTHERS.format(name=re.escape(fact.subject)), re.IGNORECASE)
    return any(pattern.search(turn.text) for turn in transcript.turns)
