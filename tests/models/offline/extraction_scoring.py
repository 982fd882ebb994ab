"""Scores the model alone on extraction cases; the reconcile policy is reduced to its core.

The real measure runs through the whole pipeline. Here a later single value replaces the
earlier one, what is nominated as contradicted or to be forgotten goes, and nothing else is done.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from memorykinds.kinds import EpisodeProposal, Fact, FactProposal, Rule, RuleProposal
from memorykinds.kinds.blocks import render_block
from memorykinds.kinds.predicates import predicate
from memorykinds.kinds.text import normalized
from memorykinds.models.offline import OfflineChatModel

DATA = Path(__file__).parents[3] / "data" / "extraction"
AT = "2026-05-06T10:00Z"


@dataclass
class Score:
    """Counts over all cases; `misses` names what went wrong."""

    demanded: int = 0
    matched: int = 0
    stored: int = 0
    wanted: int = 0
    rules: int = 0
    rules_matched: int = 0
    violations: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.wanted / self.stored if self.stored else 1.0

    @property
    def recall(self) -> float:
        return self.matched / self.demanded if self.demanded else 1.0

    @property
    def rule_recall(self) -> float:
        return self.rules_matched / self.rules if self.rules else 1.0


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def score(rows: Iterable[Mapping[str, Any]]) -> Score:
    total = Score()
    for case in rows:
        facts: list[Fact] = []
        rules: list[Rule] = []
        episodes: list[str] = []
        for turns in (case.get("before", ()), case["turns"]):
            facts, rules = learn(facts, rules, turns, episodes)
        _count(total, case, facts, rules, episodes)
    return total


def learn(
    facts: list[Fact], rules: list[Rule], turns: Sequence[Mapping[str, str]], episodes: list[str]
) -> tuple[list[Fact], list[Rule]]:
    """Return the facts and rules that are active after the turns."""
    if not turns:
        return facts, rules
    known = [
        {"n": n, "text": f.text, "subject": f.subject, "predicate": f.predicate, "object": f.object}
        for n, f in enumerate(facts)
    ]
    for candidate in propose(FactProposal, turns, known).candidates:
        new = candidate.content
        gone = {
            *candidate.contradicts,
            *(candidate.same_as if candidate.intent == "forget" else ()),
        }
        facts = [f for f in facts if f.text not in {known[n]["text"] for n in gone}]
        facts = [f for f in facts if not _gives_way(f, new)]
        if candidate.intent == "remember" and new.valid_to is None:
            facts = [*facts, new]
    known = [{"n": n, "text": r.text, "applies_when": r.applies_when} for n, r in enumerate(rules)]
    for candidate in propose(RuleProposal, turns, known).candidates:
        gone = {
            *candidate.contradicts,
            *(candidate.same_as if candidate.intent == "forget" else ()),
        }
        rules = [r for r in rules if r.text not in {known[n]["text"] for n in gone}]
        if candidate.intent == "remember" and candidate.content not in rules:
            rules = [*rules, candidate.content]
    episodes += [c.content.render() for c in propose(EpisodeProposal, turns, ()).candidates]
    return facts, rules


def propose(form: type, turns: Sequence[Mapping[str, str]], known: Sequence[Any]) -> Any:
    conversation = [
        {"id": f"t{n}", "at": AT, "role": turn["role"], "text": turn["content"]}
        for n, turn in enumerate(turns, 1)
    ]
    human = "\n\n".join(
        (render_block("related", known, "data"), render_block("conversation", conversation, "data"))
    )
    return (
        OfflineChatModel().with_structured_output(form).invoke([("system", "…"), ("human", human)])
    )


def _gives_way(old: Fact, new: Fact) -> bool:
    relation = predicate(new.predicate)
    same = normalized(old.object) == normalized(new.object)
    return (
        old.subject == new.subject
        and predicate(old.predicate).name == relation.name
        and (same or relation.single)
    )


def _count(
    total: Score, case: Mapping[str, Any], facts: list[Fact], rules: list[Rule], episodes: list[str]
) -> None:
    texts = [f"{f.text}\n{f.subject} {f.predicate} {f.object}" for f in facts]
    total.stored += len(texts)
    for text in texts:
        if any(_fits(row, text) for row in [*case["facts"], *case["optional"]]):
            total.wanted += 1
        else:
            total.misses.append(f"{case['id']}: unwanted {text!r}")
    for row in case["facts"]:
        total.demanded += 1
        total.matched += (hit := any(_fits(row, text) for text in texts))
        if not hit:
            total.misses.append(f"{case['id']}: no fact {row} in {texts}")
    for row in case["rules"]:
        total.rules += 1
        total.rules_matched += (hit := any(_fits(row, rule.text) for rule in rules))
        if not hit:
            total.misses.append(f"{case['id']}: no rule {row} in {[r.text for r in rules]}")
    for row in case["absent"]:
        for text in [*texts, *(rule.render() for rule in rules), *episodes]:
            if _fits(row, text):
                total.violations.append(f"{case['id']}: {row} in {text!r}")


def _fits(row: Sequence[str], text: str) -> bool:
    return all(re.search(pattern, text, re.IGNORECASE) for pattern in row)
