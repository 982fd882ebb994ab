"""Neighbours: which related memories say the same as a draft, and which cannot hold beside it."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from memorykinds.kinds.predicates import are_opposites, predicate
from memorykinds.kinds.proposal import FactCandidate
from memorykinds.kinds.text import normalized
from memorykinds.models.offline.dates import NUMBERS
from memorykinds.models.offline.drafts import Draft
from memorykinds.models.offline.objects import without_article

_NAMED_ONES = frozenset({"has_relative", "knows", "has_pet"})
_DATED = re.compile(
    r"(?P<what>.+?)(?: (?P<verb>is|are|will be|expires?|runs? out|ends?|starts?|leaves|departs|takes? place))?"
    r" (?:on|in|at|around) (?:the \w+ of )?(?:\w+ ){0,2}\d{4}"
)
"""The object of a date: "hearing is on 14 April 2026", or "dentist appointment on 3 June 2026"."""
_SAME_VERB = dict.fromkeys(("is", "are", "will be", "takes place", "take place"), "is")
_ONE_NAME = 0.7
"""Likeness (Ratcliff/Obershelp) above which two names of one's sister are two spellings."""


def candidates(
    drafts: Sequence[Draft], related: Sequence[Mapping[str, Any]]
) -> tuple[FactCandidate, ...]:
    """Return the drafts as candidates, each said once, with their neighbours by number."""
    found: dict[tuple[str, str, str, bool], FactCandidate] = {}
    rows = [row for row in related if row.get("predicate")]
    for one in drafts:
        same = {int(row["n"]) for row in rows if says_same(one, row)} | set(one.drops)
        against = {int(row["n"]) for row in rows if contradicts(one, row)} | set(one.replaces)
        candidate = FactCandidate(
            intent="forget" if one.forget else "remember",
            evidence=one.turns,
            same_as=tuple(sorted(same)),
            contradicts=() if one.forget or one.end else tuple(sorted(against - same)),
            content=one.fact(),
        )
        key = (one.person.key, predicate(one.predicate).name, _bare(one.object), one.forget)
        if key in found:
            turns = dict.fromkeys(found[key].evidence + candidate.evidence)
            candidate = found[key].with_(evidence=tuple(turns))
        found[key] = candidate
    return tuple(found.values())


def says_same(one: Draft, row: Mapping[str, Any]) -> bool:
    """Whether a related fact has the same subject, relation and object."""
    return (
        _same_subject(one, row)
        and predicate(str(row["predicate"])).name == predicate(one.predicate).name
        and _bare(str(row.get("object", ""))) == _bare(one.object)
    )


def same_fact(one: Draft, other: Draft) -> bool:
    """Whether two drafts state the same."""
    return (one.person.key, predicate(one.predicate).name, _bare(one.object)) == (
        other.person.key,
        predicate(other.predicate).name,
        _bare(other.object),
    )


def contradicts(one: Draft, row: Mapping[str, Any]) -> bool:
    """Whether a related fact cannot hold any longer if this one does."""
    if not _same_subject(one, row) or says_same(one, row):
        return False
    theirs, ours = predicate(str(row["predicate"])), predicate(one.predicate)
    old, new = _bare(str(row.get("object", ""))), _bare(one.object)
    if theirs.name != ours.name:
        return are_opposites(theirs.name, ours.name) and old == new
    if ours.name == "prefers":  # dark mode and light mode: the same thing, otherwise
        return old.split()[-1:] == new.split()[-1:] and len(old.split()) > 1
    if ours.name == "has_relative" and _recounted(old, new):
        return True
    if ours.name == "has_date":
        return _on_another_day(old, new)
    return ours.single or (ours.name in _NAMED_ONES and _same_kind(old, new))


def _on_another_day(old: str, new: str) -> bool:
    """Whether "the hearing is on 5 May" moves what was on 14 April; a second one is another."""
    then, now = _DATED.fullmatch(old), _DATED.fullmatch(new)
    if then is None or now is None or not now["verb"]:
        return False
    verbs = {_SAME_VERB.get(match["verb"] or "is", match["verb"]) for match in (then, now)}
    return then["what"] == now["what"] and len(verbs) == 1


def _recounted(old: str, new: str) -> bool:
    """Whether "three children" is another number of what "two children" counted."""
    (count, _, counted), (other, _, also) = old.partition(" "), new.partition(" ")
    return counted == also and count != other and count in NUMBERS and other in NUMBERS


def _same_kind(old: str, new: str) -> bool:
    """Whether "sister sofia" and "sister sophia" are one sister, spelt in two ways."""
    kind, _, name = old.partition(" ")
    other_kind, _, other = new.partition(" ")
    return kind == other_kind and SequenceMatcher(None, name, other).ratio() >= _ONE_NAME


def _same_subject(one: Draft, row: Mapping[str, Any]) -> bool:
    return normalized(str(row.get("subject", ""))) == normalized(one.person.key)


def _bare(words: str) -> str:
    return re.sub(r"\s+", " ", without_article(normalized(words)))
