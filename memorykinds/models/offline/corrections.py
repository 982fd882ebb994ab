"""Corrections: "I meant Basel, not Bern" and "sorry, it's Max with x".

A correction names the new value and sometimes the old one. Where the old one is not named, it
is the latest value of the same sort: a date for a date, a like-sounding name for a name.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from memorykinds.models.offline.drafts import Draft
from memorykinds.models.offline.persons import Person
from memorykinds.models.offline.time_words import month_and_day
from memorykinds.models.offline.vocabulary import is_name

_VALUE = r"[\w'.-]+(?: [\w'.-]+){0,3}"
_SIGNAL = r"(?:(?:no|sorry|oops|wait|actually|correction|ah|oh|well|hm+|pardon|my mistake|typo|yes|rather|my bad)[\s,:!.\u2013-]+){0,4}"
_SAID = r"(?:(?:my|our|his|her|its|their|the) (?:[\w'-]+ ){1,3}(?:is|are)|(?:I|i) (?:actually )?mean(?:t)?(?: to (?:say|write))?|it is|it should be|that should be|should be|make (?:that|it)|rather)"
_CORRECTION = re.compile(
    rf"(?P<signal>{_SIGNAL})(?P<said>{_SAID})? ?(?:in |at |as |on )?(?P<new>{_VALUE}?)(?: with .{{1,20}})?"
    rf"(?:,? (?:and )?not (?:in |at |as |on )?(?P<old>{_VALUE}))?(?:,? (?:sorry|actually|of course))?",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(r"\b(?:I|is|are|was|were|am|has|have|do|does)\b")
_STATED = re.compile(r"(?:my|our|his|her|its|their|the) ", re.IGNORECASE)
_COUNT = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
_ALIKE = 0.5
"""Likeness (Ratcliff/Obershelp) above which a name is taken as another spelling."""


class Correction(NamedTuple):
    """A value and what it replaces; `old` is "" where it was not named; `meant` if "I meant" was said."""

    new: str
    old: str
    meant: bool = False


def correction(text: str) -> Correction | None:
    """Return what a sentence corrects, if that is all it does."""
    match = _CORRECTION.fullmatch(text)
    if match is None or not (match["said"] or match["old"] or match["signal"]):
        return None
    if match["signal"] and not (match["said"] or match["old"]) and not _is_value(match["new"]):
        return None
    stated = _STATED.match(match["said"] or "")
    if _SAYS_MORE.search(match["new"]) or (stated and not match["old"]):
        return None  # a statement of its own
    meant = bool(
        re.search(
            r"\bmean|correction|no,? wait|typo",
            f"{match['signal']}{match['said'] or ''}",
            re.IGNORECASE,
        )
    )
    return Correction(match["new"], match["old"] or "", meant)


def corrected(
    found: Correction, drafts: Sequence[Draft], related: Sequence[Mapping[str, Any]]
) -> tuple[list[Draft], list[Draft]]:
    """Return the drafts that the correction puts right, and those that it replaces.

    Facts of this conversation are corrected in place; known ones are said anew, and the old
    ones are named in `replaces`.
    """
    old = found.old or _old_value(found.new, drafts, related)
    if not old and found.meant and is_name(found.new) and drafts and is_name(drafts[-1].object):
        old = drafts[-1].object
    if not old:
        return [], []
    word = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)", re.IGNORECASE)
    wrong = [one for one in drafts if word.search(f"{one.text} {one.person.key}")]
    right = [_with(one, word, found.new) for one in wrong]
    for row in related:
        if word.search(str(row.get("text", ""))) and row.get("predicate"):
            known = Draft(
                Person(str(row["subject"]), ""),
                str(row["predicate"]),
                str(row["object"]),
                str(row["text"]),
            )
            right.append(_with(known, word, found.new)._replace(replaces=(int(row["n"]),)))
    return right, wrong


def _with(one: Draft, word: re.Pattern[str], new: str) -> Draft:
    def put(text: str) -> str:
        return word.sub(lambda _match: new, text)

    person = one.person._replace(key=put(one.person.key), shown=put(one.person.shown))
    obj = put(one.object)
    if (person, obj) == (one.person, one.object):
        obj = new  # the object is "cats", where "two cats" is put right
    return one._replace(person=person, object=obj, text=put(one.text))


def _is_value(text: str) -> bool:
    return (
        bool(month_and_day(text))
        or is_name(text)
        or bool(re.match(r"(?:\d+|two|three|four|five|six)\b", text))
    )


def _old_value(new: str, drafts: Sequence[Draft], related: Sequence[Mapping[str, Any]]) -> str:
    """Return the latest value that is of the same sort as the new one."""
    values = [one.object for one in reversed(drafts)] + [
        str(row.get("object", "")) for row in related
    ]
    if month_and_day(new):
        return next((value for value in values if month_and_day(value)), "")
    if re.fullmatch(rf"{_COUNT} \S+", new, re.IGNORECASE):
        texts = [one.text for one in reversed(drafts)] + [str(row.get("text")) for row in related]
        return _other_count(new, texts)
    count, _, noun = new.rpartition(" ")
    for value in values:
        last = value.rpartition(" ")[2]
        if count and value != new and noun.casefold() == last.casefold():
            return value  # "the blue car" for "the red car"
        if is_name(new) and is_name(last) and last != new and _alike(last, new):
            return last
    return ""


def _other_count(new: str, texts: Sequence[str]) -> str:
    """Return the "two kids" that "three kids" puts right."""
    noun = re.escape(new.rpartition(" ")[2].removesuffix("s"))
    counted = re.compile(rf"\b{_COUNT} {noun}s?\b", re.IGNORECASE)
    found = (match[0] for text in texts for match in counted.finditer(text))
    return next((words for words in found if words.casefold() != new.casefold()), "")


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= _ALIKE
