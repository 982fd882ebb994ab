"""Memos: "remember that …" and "forget …", said to the memory itself.

What somebody asks to be remembered is kept even where the grammar has no row for it: then the
clause itself is the fact, in the third person.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from memorykinds.kinds.predicates import predicate
from memorykinds.models.offline.clauses import parse_clause
from memorykinds.models.offline.drafts import Draft, sentence
from memorykinds.models.offline.objects import SECRET, in_third_person
from memorykinds.models.offline.persons import Person
from memorykinds.models.offline.time_words import extract_time
from memorykinds.models.offline.verbs import third_person
from memorykinds.models.offline.vocabulary import PEOPLE, words

Row = Mapping[str, Any]

_REMEMBER = re.compile(
    r"(?:please |can you |could you |just |also |and )*(?:remember (?P<my>(?:my|our|I|we|the) )|(?:remember (?:this: )?that|keep in mind|bear in mind|note|take note|make a note"
    r"|(?:do not|don't|never) forget|I want you to (?:remember|know)|you should know)(?: this)?(?:,|:)? (?P<that>that )?"
    r"|(?:just so you know|for the record|fyi|for your information|note to self|for future reference|remember this|remember|never forget|note"
    r"|please note|memo)(?:[,:] |: ?)(?:that )?)(?P<what>.+)",
    re.IGNORECASE,
)
_FORGET = re.compile(
    r"(?:please |can you |could you |you can |you may |just |also |and )*(?:forget|delete|remove|erase|wipe|do not remember|stop remembering"
    r"|no longer remember)(?: about)?(?: the fact)? (?P<that>that )?(?P<what>.+?)(?: from (?:your |the )?(?:memory|memories|records?))?(?: again)?",
    re.IGNORECASE,
)
_NOT_A_MEMORY = re.compile(
    r"^(?:it|that|this|about it|to |the (?:rule|instruction|last|previous|line|file|comma)|what I (?:just )?said$|me\b|\w+ing\b)",
    re.IGNORECASE,
)
_ON_WITH_IT = re.compile(
    r",? (?:let us|how about|what about)\b|, (?:I|we|you|just|tell|show|give|try|use|go|make) ",
    re.IGNORECASE,
)
"""After this another matter follows: "forget Rome, let us talk about Paris" is a manner of speaking."""
_EVERYTHING = re.compile(
    r"^(?:everything|all|anything)(?: (?:that )?you (?:know|remember|have)(?: stored)?)?(?: about (?:me|us))?$",
    re.IGNORECASE,
)
_TOPICS: tuple[tuple[str, str], ...] = (
    (r"\be-?mail\b", "has_email"),
    (r"\b(?:where I live|(?<!mail )address|home|city)\b", "lives_in has_address"),
    (r"\b(?:job|work|employer|profession|occupation|where I work)\b", "works_as works_at"),
    (r"\bname\b", "has_name goes_by"),
    (r"\b(?:age|how old)\b", "has_age"),
    (r"\b(?:birthday|born)\b", "born_on"),
    (r"\b(?:diet|allerg\w+)\b", "follows_diet allergic_to"),
)  # fmt: skip
_SMALL = words(
    "an as at be by he if in is it me my no of on or so to up us we had are not but was with been does did user's about "
    "the for and any our his her was has had all fact facts live lives what that this with from about know your have user users their they like likes"
)


def memo(text: str) -> tuple[str, bool]:
    """Return what a sentence asks to remember, and whether it asks for that at all."""
    match = _REMEMBER.fullmatch(text)
    if match is None or re.match(
        r"(?:to|me|when|how|what|where|why|if)\b", match["what"], re.IGNORECASE
    ):
        return text, False
    return (match["my"] or "") + match["what"], True


def to_forget(text: str) -> str:
    """Return what a sentence asks to forget; '' if it asks for no such thing."""
    match = _FORGET.fullmatch(text)
    if match is None or _NOT_A_MEMORY.match(match["what"]) or _ON_WITH_IT.search(match["what"]):
        return ""
    return match["what"]


def noted(clause: str, person: Person, today: date) -> Draft | None:
    """Return a clause that the grammar cannot read as a fact in the third person."""
    if SECRET.search(clause) or re.match(r"(?:you|it|every|even)\b", clause, re.IGNORECASE):
        return None  # "Remember, you can do it" is comfort
    text, when = extract_time(clause, today, future=True)
    text = f"{text} {when.words}" if when else text
    if match := re.fullmatch(r"(?:I|we) (?P<rest>.+)", text, re.IGNORECASE):
        verb = parse_clause(match["rest"])
        if verb is None or verb.negated or verb.form != verb.verb:
            said = f"{person.shown} said: {in_third_person(match['rest'])}"
        else:
            said = f"{person.shown} {third_person(verb.verb)} {in_third_person(verb.rest)}"
    elif match := re.fullmatch(r"(?:my|our) (?P<rest>.+)", text, re.IGNORECASE):
        said = f"{person.shown}'s {in_third_person(match['rest'])}"
    else:
        said = in_third_person(text)
        said = said[:1].upper() + said[1:]
    return Draft(person, "noted", text, sentence(said))


def meant(what: str, related: Sequence[Row]) -> Iterator[Row]:
    """Yield the related facts that a request such as "forget where I live" means."""
    if _EVERYTHING.match(what):
        yield from related
        return
    topics = {
        name
        for pattern, names in _TOPICS
        if re.search(pattern, what, re.IGNORECASE)
        for name in names.split()
    }
    kinds = {PEOPLE[word] for word in re.findall(r"[\w-]+", what.casefold()) if word in PEOPLE}
    named = {
        str(row.get("object", "")).split(" ")[-1]
        for row in related
        if str(row.get("object", "")).split(" ")[0] in kinds
    }
    wanted = named_words(what)
    for row in related:
        about = str(row.get("subject", ""))
        if topics:
            if predicate(str(row.get("predicate", ""))).name in topics:
                yield row
        elif kinds:
            if about in named or any(kind in f"{about} {row.get('object', '')}" for kind in kinds):
                yield row
        elif wanted & named_words(f"{row.get('text', '')} {row.get('predicate', '')}"):
            yield row


def named_words(text: str) -> set[str]:
    """Return the words of a text that can tell one fact from another."""
    found = re.findall(r"[^\W_]{2,}", text.casefold())
    return {word for word in found if word not in _SMALL}
