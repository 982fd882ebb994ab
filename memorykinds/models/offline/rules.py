"""Rules: how the user wants to be answered, from user turns and from feedback.

`instructions` reads the sentences and `edits` the corrected answers; this file decides whose
sentences count, and which related rules say the same, exclude the new one, or are to be dropped.
A score alone gives no rule: it does not say what was wrong.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from memorykinds.kinds.edits import parse_edit
from memorykinds.kinds.proposal import RuleCandidate, RuleProposal
from memorykinds.kinds.rule import Rule
from memorykinds.kinds.text import normalized
from memorykinds.models.offline.aspects import styles
from memorykinds.models.offline.edits import rules_of_edit
from memorykinds.models.offline.instructions import read_rule
from memorykinds.models.offline.objects import SECRET
from memorykinds.models.offline.sentences import sentences

Row = Mapping[str, Any]

_DROP = re.compile(
    r"\b(?:forget|drop|remove|delete|ignore|cancel|lift) (?:the|that|my|your) (?:rule|instruction|preference|request)s?\b(?: (?:about|on|to|of|for|that) )?(?P<what>.*)"
    r"|\byou (?:can|may) (?:(?:now|again) )?(?P<again>.+?)(?: again| now)$"
    r"|\byou can (?P<back>go back to .+?)(?: now| again)?$"
    r"|\b(?:you (?:don't|do not) (?:have|need) to|no need to) (?P<need>.+?)(?: any ?more| any longer)",
    re.IGNORECASE,
)

_SCORE = re.compile(r"^Score: \S+ of \S+ \(.*\)\.$", re.MULTILINE)


def propose_rules(conversation: Sequence[Row], related: Sequence[Row]) -> RuleProposal:
    """Return the rules that user turns and feedback lay down."""
    names = {turn.get("name") for turn in conversation if turn.get("role") == "user"}
    if len(names) > 1 and not any(turn.get("role") == "assistant" for turn in conversation):
        return RuleProposal()  # people among themselves: nobody is told how to answer
    found: dict[tuple[str, str, str], RuleCandidate] = {}
    after_answer = False
    for turn in conversation:
        role, text = turn.get("role"), str(turn.get("text") or "")
        if role in {"user", "feedback"}:
            judged = after_answer or role == "feedback"
            for candidate in _read(
                text,
                str(turn.get("id") or "t1"),
                related,
                judged=judged,
                feedback=role == "feedback",
            ):
                content = candidate.content
                found[candidate.intent, content.text, content.applies_when] = candidate
        after_answer = role == "assistant" or (after_answer and role in {"tool", "feedback"})
    return RuleProposal(candidates=tuple(found.values()))


def _read(
    text: str, turn: str, related: Sequence[Row], *, judged: bool, feedback: bool
) -> Iterator[RuleCandidate]:
    edit = parse_edit(text) if feedback else None
    if edit is not None:
        text = edit.comment  # the words of the answer are no instructions
        for rule in rules_of_edit(edit):
            yield _candidate(rule, turn, related)
    for one in sentences(_SCORE.sub("", text) if feedback else text):
        if SECRET.search(one.text):
            continue
        if match := _DROP.search(one.text):
            yield from _dropped(next((g for g in match.groups() if g), ""), turn, related)
            continue
        for rule in read_rule(one.text, asks=one.asks, judged=judged, feedback=feedback):
            yield _candidate(rule, turn, related)


def _candidate(rule: Rule, turn: str, related: Sequence[Row]) -> RuleCandidate:
    return RuleCandidate(
        evidence=(turn,),
        content=rule,
        same_as=tuple(int(row["n"]) for row in related if _same(rule, row)),
        contradicts=tuple(int(row["n"]) for row in related if _excludes(rule, row)),
    )


def _dropped(what: str, turn: str, related: Sequence[Row]) -> Iterator[RuleCandidate]:
    """Yield a request to drop each related rule that is meant."""
    meant = styles(what) or styles(f"in {what}")
    words = set(re.findall(r"\w{4,}", what.casefold()))
    for row in related:
        text = str(row.get("text", ""))
        aspects = {style.aspect for style in styles(text)}
        if any(style.aspect in aspects for style in meant) or words & set(
            re.findall(r"\w{4,}", text.casefold())
        ):
            content = Rule(text=text, applies_when=str(row.get("applies_when") or "always"))
            yield RuleCandidate(
                intent="forget", evidence=(turn,), content=content, same_as=(int(row["n"]),)
            )


def _same(rule: Rule, row: Row) -> bool:
    text = str(row.get("text", ""))
    if normalized(text) == normalized(rule.text):
        return True
    theirs, ours = set(styles(text)), set(styles(rule.text))
    return bool(ours) and {s[:2] for s in theirs} == {s[:2] for s in ours}


def _excludes(rule: Rule, row: Row) -> bool:
    theirs = {style.aspect: style.value for style in styles(str(row.get("text", "")))}
    return any(theirs.get(style.aspect, style.value) != style.value for style in styles(rule.text))
