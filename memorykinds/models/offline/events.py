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
from memorykinds.models.offline.row import is_age
from memorykinds.models.offline.things import OCCASIONS, PAPERS
from memorykinds.models.offline.time_words import extract_time
from memorykinds.models.offline.verbs import EVENTS
from memorykinds.models.offline.vocabulary import words

_MILESTONES = words("graduate win adopt publish launch divorce retire die")
_ALONE = frozenset({"graduate", "retire", "divorce", "die"})
_GOT = re.compile(r"(?:married|engaged|divorced|promoted|fired|hired|laid off)\b.*", re.IGNORECASE)
DESK = re.compile(
    r"\b(?:scripts?|code|commands?|(?<!driving )tests?|quer(?:y|ies)|servers?|errors?|programs?|builds?|files?"
    r"|bugs?|chat|answer|question|messages?|emails?|update|install\w*|version|output|pics?|photos?|pictures?|results?|time|blast|experience|conversation|talk|call)\b",
    re.IGNORECASE,
)
_TRAVEL = words("fly travel go move visit marry get start begin meet attend run take leave")
_SCHEDULED = words("start begin fly leave move travel graduate retire marry")
"""Verbs whose present tense may tell of the future: "I fly on Friday"."""
_WHAT = (
    r"(?:my|our|the) (?P<what>(?:[\w'-]+ ){0,3}?(?:"
    + "|".join(sorted(OCCASIONS | PAPERS, key=len, reverse=True))
    + r")(?: (?:to|in|at|with|for) [\w' ]{1,30}?)?)"
)
_OCCASION = re.compile(
    _WHAT
    + r" (?P<verb>is|are|will be|expires?|runs? out|ends?|starts?|leaves|departs|takes? place)\b.{0,60}",
    re.IGNORECASE,
)
_MOVED = r"(?:moved|postponed|rescheduled|shifted|delayed|changed|adjourned|put off|put back|pushed(?: back| forward)?|brought forward)"
_TO = r"(?: from [^,;]+?)? (?:to|until|till) (?P<to>.{1,60})"
_RESCHEDULED = (
    re.compile(
        rf"{_WHAT} (?:has|have|had|is|are|was|were|got|will)(?: just| now| been| be| being)* {_MOVED}{_TO}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:I|we|they|he|she|the \w+)(?: have| has| had)?(?: just| now)? {_MOVED} {_WHAT}{_TO}",
        re.IGNORECASE,
    ),
)
"""An occasion that is on another day than it was."""
_NOT_THEN = re.compile(
    r",? ?\b(?:and |but )?(?:not|no longer|instead of|rather than) [^,;]*?(?=,? but |[,;]|$)",
    re.IGNORECASE,
)
"""The day on which it is not: "on 5 May, not on 14 April"."""


def event(clause: Clause, person: Person, when: When | None, today: date) -> Draft | None:
    """Return what was done or is planned, if the clause tells of it."""
    if clause.negated or clause.verb not in EVENTS | {"have", "be"} or DESK.search(clause.rest):
        return None
    if clause.verb == "have" and clause.mode in {"now", "future"}:
        return _appointment(clause, person, when, today)
    ahead = clause.progressive or (clause.mode == "now" and clause.verb in _SCHEDULED)
    if (birthday := _birthday(clause, person, when)) is not None:
        return birthday
    if clause.mode == "future" or (ahead and when and when.start >= today):
        return _plan(clause, person, when)
    if clause.mode in {"past", "perfect"} and not clause.progressive:
        return _deed(clause, person, when)
    return None


def _birthday(clause: Clause, person: Person, when: When | None) -> Draft | None:
    """Return when somebody was born, or comes to be of an age."""
    if when and clause.verb == "be" and clause.rest == "born":
        return draft(person, "born_on", when.words, f"was born {when.words}")
    if when and clause.verb == "turn" and is_age(clause.rest):
        return draft(person, "turns_age", clause.rest, f"turns {{o}} {when.words}")
    return None


def occasion(clause: str, person: Person, today: date) -> Draft | None:
    """Return when the exam, the wedding, the end of the visa is, if the clause says it."""
    moved = next((m for form in _RESCHEDULED if (m := form.fullmatch(clause))), None)
    match = moved or _OCCASION.fullmatch(clause)
    if match is None:
        return None
    _, when = extract_time(moved["to"] if moved else _NOT_THEN.sub("", clause), today, future=True)
    if when is None:
        return None
    what = f"{match['what']} {'is' if moved else match['verb']} {when.words}"
    return draft(person, "has_date", what, "")._replace(text=f"{person.shown}'s {what}.")


def _appointment(clause: Clause, person: Person, when: When | None, today: date) -> Draft | None:
    rest = clean_object(clause.rest)
    head = re.split(r" (?:at|with|for|in|on|to|of|about) ", rest.casefold())[0].split(" ")[-1]
    if head not in OCCASIONS or when is None or when.start < today:
        return None
    return draft(person, "has_date", f"{rest} {when.words}", f"has {rest} {when.words}")


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
    if clause.verb == "be" or (clause.progressive and clause.verb not in _TRAVEL):
        return None
    obj = f"{clause.verb} {rest}" + (f" {when.words}" if when and not when.since else "")
    return draft(person, "plans_to", obj, f"plans to {obj}")
