"""The grammar: from a clause to what it states, by the tables of rows.

A row is found by its verb, then by what follows; the first that fits counts. To teach the
model a new sentence, add a row to a table.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from memorykinds.models.offline.clauses import Clause
from memorykinds.models.offline.row import Row, Say
from memorykinds.models.offline.rows_home_and_work import HOME_AND_WORK
from memorykinds.models.offline.rows_likes_and_skills import LIKES_AND_SKILLS
from memorykinds.models.offline.rows_person import PERSON
from memorykinds.models.offline.verbs import progressive, third_person


class Statement(NamedTuple):
    """A row applied to a clause: predicate, object as written, words with ``{o}``."""

    say: Say
    object: str
    over: bool


ROWS: tuple[Row, ...] = HOME_AND_WORK + LIKES_AND_SKILLS + PERSON
_AT_THE_MOMENT = frozenset({"come", "have", "eat", "drink"})
"""Verbs whose -ing form tells of a moment: "I'm coming from the shop"."""
_TABLE: dict[str, list[tuple[Row, re.Pattern[str]]]] = {}
for _row in ROWS:
    for _verb in _row.verbs.split():
        _TABLE.setdefault(_verb, []).append((_row, re.compile(_row.follows, re.IGNORECASE)))


def statements(clause: Clause) -> Iterator[Statement]:
    """Yield what a clause states, by the first row that fits it."""
    for row, pattern in _TABLE.get(clause.verb, ()):
        says = row.denied if clause.negated else row.says
        if clause.progressive and clause.verb in _AT_THE_MOMENT:
            return
        if clause.mode not in row.modes or not (says or clause.over):
            continue
        match = pattern.fullmatch(clause.rest)
        if match is None:
            continue
        slots = {name: value for name, value in match.groupdict().items() if value is not None}
        first = next((slots[name] for name in ("job", "job2", "o", "q") if slots.get(name)), "")
        bare = re.sub(r"^(?:an?|the) ", "", first)
        if row.only is not None and not (row.only(bare) or row.only(first)):
            continue
        over = row.over or (clause.negated and clause.over and not row.denied)
        for say in says or row.says:
            if say.slot in slots:
                words = _filled(say.words, clause.verb, slots.get("p", ""))
                yield Statement(say._replace(words=words), slots[say.slot], over)
        return


def _filled(words: str, verb: str, preposition: str) -> str:
    forms = {"p": preposition, "v": verb, "vs": third_person(verb), "ing": progressive(verb)}
    for slot, form in forms.items():
        words = words.replace(f"{{{slot}}}", form)
    return words
