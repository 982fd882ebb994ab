"""Events and plans: what somebody did or will do, with its date.

An event is kept if it has a date or is one of the few that matter without one: weddings,
degrees. "I tried that yesterday" in a chat about a bug is not worth a memory.
"""

import re
from datetime import date

from memorykinds.models.offline.clauses import Clause
from memorykinds.models.offline.dates import When
from memorykinds.models.offline.drafts import Draft, draft
from memorykinds.models.offline.objects import clean_object
from memorykinds.models.offline.persons import Person
from memorykinds.models.offline.verbs import EVENTS
from memorykinds.models.offline.vocabulary import words

_MILESTONES = words("graduate win adopt publish launch divorce retire")
_ALONE = frozenset({"graduate", "retire", "divorce"})
_GOT = re.compile(r"(?:married|engaged|divorced|promoted|fired|hired|laid off)\b.*", re.IGNORECASE)
_DESK = re.compile(
    r"\b(?:scripts?|code|commands?|(?<!driving )tests?|quer(?:y|ies)|servers?|errors?|programs?|builds?|files?"
    r"|bugs?|chat|answer|question|messages?|emails?|update|install\w*|version|output|pics?|photos?|pictures?|results?|time|blast|experience|conversation|talk|call)\b",
    re.IGNORECASE,
)
_TRAVEL = words("fly travel go move visit marry get start begin meet attend run take leave")


def event(clause: Clause, person: Person, when: When | None, today: date) -> Draft | None:
    """Return what was done or is planned, if the clause tells of it."""
    if clause.negated or clause.verb not in EVENTS | {"have", "be"} or _DESK.search(clause.rest):
        return None
    if clause.mode == "future" or (clause.progressive and when and when.start >= today):
        return _plan(clause, person, when)
    if clause.mode in {"past", "perfect"} and not clause.progressive:
        return _deed(clause, person, when)
    return None


def _deed(clause: Clause, person: Person, when: When | None) -> Draft | None:
    milestone = clause.verb in _MILESTONES or (clause.verb == "get" and _GOT.fullmatch(clause.rest))
    rest = clean_object(clause.rest)
    if clause.verb == "be" or not (when or milestone) or not (rest or clause.verb in _ALONE):
        return None
    if (
        clause.mode == "perfect"
        and not clause.form.endswith("ed")
        and clause.form not in {"got", "won"}
    ):
        return None
    deed = f"{clause.form} {rest}".strip()
    dated = f"{deed} {when.words}" if when and not when.since else deed
    found = draft(person, "did", deed, dated)
    if when is None or when.since:
        return found
    return found._replace(start=draft(person, "did", deed, dated, when).start)


def _plan(clause: Clause, person: Person, when: When | None) -> Draft | None:
    rest = clean_object(clause.rest)
    if not rest or (when is None and clause.verb not in {"move", "marry", "retire", "adopt"}):
        return None
    if clause.progressive and clause.verb not in _TRAVEL:
        return None
    obj = f"{clause.verb} {rest}" + (f" {when.words}" if when and not when.since else "")
    return draft(person, "plans_to", obj, f"plans to {obj}")
