"""Habits: "I go running twice a week", "I always take the window seat".

A present tense with a word for how often tells what somebody does as a rule. Only verbs of
daily life count: "I always get an error" is no habit.
"""

import re

from memorykinds.models.offline.clauses import Clause
from memorykinds.models.offline.dates import DAYS
from memorykinds.models.offline.drafts import Draft, draft
from memorykinds.models.offline.events import DESK
from memorykinds.models.offline.objects import clean_object
from memorykinds.models.offline.persons import Person
from memorykinds.models.offline.verbs import third_person
from memorykinds.models.offline.vocabulary import words

_DAY = "|".join(DAYS)
_OFTEN = re.compile(
    rf"\b(?:every (?:other |single |second )?(?:day|morning|evening|night|week|weekend|month|year|spring|summer|autumn|winter|{_DAY})"
    rf"|(?:on )?(?:{_DAY})s(?: and (?:{_DAY})s)?|(?:on|at) (?:the )?weekends?"
    r"|(?:once|twice|(?:two|three|four|five|six|\d|several|a few) times) (?:a|per|every) (?:day|week|month|year)|daily|weekly|monthly)\b",
    re.IGNORECASE,
)
_DAILY_LIFE = words(
    "go take cook swim run cycle walk jog bake read watch listen play practise practice meditate "
    "train exercise commute travel sleep eat drink skip order visit call meet volunteer ride hike "
    "paint draw knit garden attend write sit work park fly sing dance help teach climb wear wake"
)
_AT_HAND = re.compile(r"\b(?:it|this|that|these|those|you|your|them)\b", re.IGNORECASE)


def habit(clause: Clause, person: Person) -> Draft | None:
    """Return what a clause says that somebody does again and again; None if it is no habit.

    Args:
        clause: The clause with all that follows its verb, "every day" included.
        person: Whom it is about.
    """
    often = _OFTEN.search(clause.rest)
    if clause.verb not in _DAILY_LIFE or not (often or clause.usual):
        return None
    if clause.mode != "now" or clause.negated or clause.progressive or DESK.search(clause.rest):
        return None
    what = clean_object(clause.rest[: often.start()] if often else clause.rest)
    if _AT_HAND.search(what) or not (what or often):
        return None
    doing = " ".join(filter(None, (what, often.group() if often else "")))
    usual = f"{clause.usual} " if clause.usual else ""
    return draft(
        person, "habit", f"{clause.verb} {doing}", f"{usual}{third_person(clause.verb)} {doing}"
    )
