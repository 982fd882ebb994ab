"""What the patterns can say while memories are consolidated: very little, and that for certain.

Whether two sentences mean the same they cannot tell beyond what code tells without a model, so
they nominate no group. Of episodes they see one thing: that three taught the same lesson word
for word, or that the user asked for the very same three times.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from memorykinds.kinds.consolidation import GeneralCandidate, GeneralProposal, MergeProposal
from memorykinds.kinds.fact import Fact
from memorykinds.kinds.rule import Rule
from memorykinds.kinds.text import normalized, shorten
from memorykinds.models.offline.instructions import read_rule

Row = Mapping[str, Any]

_FEWEST = 3
_QUOTED = re.compile("“(.+)”")
_LONGEST = 120


def propose_merges(_clusters: Sequence[Row]) -> MergeProposal:
    """Return no group: what says the same for certain, code has found already."""
    return MergeProposal()


def propose_generals(clusters: Sequence[Row]) -> GeneralProposal:
    """Return a rule for each lesson, and a habit for each request, of three episodes or more."""
    lessons = _same(clusters, "lesson")
    requests = [(text, ids) for text, ids in _same(clusters, "situation") if " asked: " in text]
    found = [GeneralCandidate(evidence=ids, content=_rule(text)) for text, ids in lessons]
    found += [GeneralCandidate(evidence=ids, content=_habit(text)) for text, ids in requests]
    return GeneralProposal(candidates=tuple(found))


def _same(clusters: Sequence[Row], field: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return each text that three episodes of one cluster have in this field, with their ids."""
    found: dict[tuple[Any, str], list[Row]] = defaultdict(list)
    for row in clusters:
        text = normalized(str(row.get(field) or ""))
        if text:
            found[row.get("cluster"), text].append(row)
    return [
        (str(rows[0][field]), tuple(str(row["id"]) for row in rows))
        for rows in found.values()
        if len(rows) >= _FEWEST
    ]


def _rule(lesson: str) -> Rule:
    """Return the lesson as a rule: as the grammar reads what it quotes, else in its own words."""
    quoted = _QUOTED.search(lesson)
    read = read_rule(quoted[1], judged=True, feedback=True) if quoted else []
    return read[0] if read else Rule(text=lesson)


def _habit(situation: str) -> Fact:
    quoted = _QUOTED.search(situation)
    said = shorten(quoted[1] if quoted else situation, _LONGEST)
    return Fact(
        subject="user",
        predicate="asks_for",
        object=said,
        text=f"The user has several times asked: “{said}”",
        confidence=0.8,
    )
