"""The policy for rules: the newer of two contradicting rules wins, the narrower lives beside.

Which rules contradict each other lies in their meaning ("in French", "in German"), which code
cannot see; so here the model's nomination counts, within one bound that code checks: two
rules can only exclude each other if they apply at the same times.
"""

from memorykinds.kinds import Record, Rule
from memorykinds.kinds.text import normalized, shorten
from memorykinds.managers.policy import (
    Case,
    Change,
    Verdict,
    add,
    decision,
    keep,
    retract,
    supersede,
)


def decide(case: Case) -> Verdict:
    """Return what becomes of one proposed rule."""
    rule = _rule(case.draft)
    again = next((r for r in case.known if r.state != "active" and _learned_again(case, r)), None)
    same = next((r for r in case.active if _says_same(case, rule, r)), None)
    rivals = tuple(r for r in case.active if r.id in case.contradicts and _same_scope(rule, r))
    if case.candidate.intent == "forget":
        return _retract(case, (same,) if same else rivals)
    if same is not None:
        return keep(case, "duplicate", "This rule is in force already.", same)
    if again is not None:
        detail = "These words were learned before, and the rule has been replaced since."
        return keep(case, "already_learned", detail, again)
    if rivals:
        detail = f"The newer rule wins over “{shorten(rivals[0].text, 80)}”."
        return _retire(supersede(case, "contradicts", detail, rivals, case.said_at))
    wider = next((r for r in case.active if r.id in case.contradicts), None)
    if wider is not None:
        detail = f"It applies at other times than “{shorten(wider.text, 80)}”, so both stand."
        return add(case, detail=detail)
    return add(case)


def _retract(case: Case, meant: tuple[Record, ...]) -> Verdict:
    if not meant:
        text = "No rule in force matches what should be dropped."
        return Verdict(decision(case, "refuse", "nothing_to_retract", text, case.nearest()))
    detail = "The user no longer wants this rule."
    return _retire(retract(case, "asked_to_forget", detail, meant, case.said_at))


def _retire(verdict: Verdict) -> Verdict:
    """Say in the rule itself, too, that it is no longer in force."""
    changes = tuple(
        Change(c.action, c.reason, c.before, _retired(c.after)) if c.action == "close" else c
        for c in verdict.changes
    )
    return Verdict(verdict.decision, changes)


def _retired(record: Record) -> Record:
    return record.with_(content=_rule(record).with_(status="retired"))


def _learned_again(case: Case, record: Record) -> bool:
    return case.learned_from(record) and normalized(record.text) == normalized(case.draft.text)


def _says_same(case: Case, rule: Rule, record: Record) -> bool:
    if not _same_scope(rule, record):
        return False
    return record.id in case.same_as or normalized(_rule(record).text) == normalized(rule.text)


def _same_scope(rule: Rule, record: Record) -> bool:
    return normalized(_rule(record).applies_when) == normalized(rule.applies_when)


def _rule(record: Record) -> Rule:
    if not isinstance(record.content, Rule):
        raise TypeError(f"{record.id} holds a {type(record.content).__name__}, not a Rule.")
    return record.content
