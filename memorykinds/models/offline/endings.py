"""Endings: "I sold the car", "Bo died", "we broke up" say that something known is over.

An ending states nothing that need be known; it takes back what is. So it is looked up among
the related memories, and says nothing where none is meant.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from memorykinds.kinds.predicates import predicate
from memorykinds.models.offline.memos import meant, named_words
from memorykinds.models.offline.vocabulary import PARTNERS

Row = Mapping[str, Any]


class Ending(NamedTuple):
    """A pattern for a clause, and the relations that it can end.

    Attributes:
        follows: The clause; ``what`` names the thing that is over.
        ends: The relations; all if empty.
        about: Words that stand for ``what`` where the clause does not name it.
    """

    follows: str
    ends: str = ""
    about: str = ""


_I = r"(?:I|we)(?: have| had to| am| are)?(?: just| finally| recently| now| since)*"
_PARTNER = "|".join(sorted(PARTNERS, key=len, reverse=True))
_ENDINGS = (
    Ending(rf"{_I} (?:quit|left|lost|resigned from|been fired from|got fired from|was fired from) (?:my|the) (?:old )?job\b.*", "works_as works_at", "job"),
    Ending(rf"{_I} (?:sold|lost|gave away|got rid of|scrapped|returned|crashed|given up|gave up) (?:my|our|the) (?P<what>.+)", "owns drives has_pet uses has_car has_phone has_laptop"),
    Ending(rf"{_I} (?:give|gave) (?:my|our|the) (?P<what>[\w ]+) away", "owns has_pet"),
    Ending(rf"{_I} (?:gave up|given up|stopped|quit|dropped|stop|give up)(?: (?:playing|learning|doing|using|studying|going|practising|practicing|working on|eating|drinking))?(?: to)? (?P<what>.+)", "likes plays learns uses habit does studies works_on member_of"),
    Ending(rf"{_I} switched (?:over )?from (?P<what>.+?) to .+", "uses prefers has_phone has_laptop"),
    Ending(r"(?:(?:my|our|the) )?(?P<what>[\w' ]+?),? (?:has |have |had to be |was |is )?(?:sadly |just )?(?:died|passed away|put down|put to sleep|ran away|dead|run away)\b.*", "has_pet"),
    Ending(rf"(?:(?:my (?:{_PARTNER})|[A-Z]\w+) and I|we) (?:have |are |got |just |recently )*(?:broke up|broken up|split up|separated|divorced|no longer together|not together).*", "partner_of is", "married engaged partner"),
    Ending(r"I (?:have |just |recently )*(?:broke up|broken up|split up|separated)(?: (?:with|from) (?P<what>.+))?", "partner_of is", "married engaged partner"),
    Ending(r"(?:I|we) (?:have |just |recently )*(?:got|am|are|been) (?:divorced|separated|single again)\b.*", "partner_of is", "married engaged partner"),
    Ending(r"(?P<what>[A-Z]\w+) is (?:no longer|not) (?:my|our) \w+.*", "knows has_relative partner_of"),
    Ending(rf"(?:{_I}|I) (?:(?:started|began|start) eating|eat|eating) (?:meat|fish|animal products)\b.*", "follows_diet", "vegetarian vegan pescatarian"),
    Ending(r"(?:the|my|our) (?P<what>.+?) (?:is|was|has been|got|have been|are|were) (?:cancelled|canceled|called off|off)\b.*", "plans_to has_date"),
    Ending(rf"{_I} (?:cancelled|canceled|called off) (?:my|our|the) (?P<what>.+)", "plans_to has_date"),
    Ending(r"(?:I|we) (?:am|are) not (?:going|travelling|traveling|flying|moving|starting) (?:to )?(?P<what>.+?)(?: after all| any ?more)?", "plans_to"),
)  # fmt: skip
_FORMS = tuple((re.compile(one.follows, re.IGNORECASE), one) for one in _ENDINGS)


def ended(clause: str, related: Sequence[Row]) -> list[Row]:
    """Return the related facts that a clause says are over."""
    for pattern, ending in _FORMS:
        match = pattern.fullmatch(clause)
        if match is None:
            continue
        what = match.groupdict().get("what") or ""
        possible = [row for row in related if _is_of(row, ending.ends.split())]
        if ending.about == "job":
            return possible
        found = [row for row in possible if _names(what, row)] if what else []
        if ending.about:
            found += [row for row in possible if _is_state(row, ending.about) and row not in found]
        return found or (list(meant(what, possible)) if what and not ending.about else [])
    return []


def _is_of(row: Row, relations: Sequence[str]) -> bool:
    return predicate(str(row["predicate"])).name in relations


def _names(what: str, row: Row) -> bool:
    return bool(named_words(what) & named_words(f"{row.get('subject')} {row.get('object')}"))


def _is_state(row: Row, states: str) -> bool:
    """Whether the fact is a partner of the user's, or a state such as "married"."""
    user = str(row.get("subject", "")).casefold() in {"user", "the user"}
    if predicate(str(row["predicate"])).name == "partner_of":
        return user
    return user and bool(named_words(states) & named_words(str(row.get("object", ""))))
