"""What code can see of two rules: scope, standing, insistence, and words that are the same."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from memorykinds.kinds import Record, Rule
from memorykinds.kinds.rule import INSISTED, USUAL
from memorykinds.kinds.text import normalized, shorten
from memorykinds.managers.policy import Case, Verdict
from memorykinds.managers.rule_words import are_opposite, covers, say_same


def rule_of(record: Record) -> Rule:
    """Return the rule that a record holds."""
    if not isinstance(record.content, Rule):
        raise TypeError(f"{record.id} holds a {type(record.content).__name__}, not a Rule.")
    return record.content


def with_rule(record: Record, **changes: Any) -> Record:
    """Return a record whose rule has some fields changed."""
    return record.with_(content=rule_of(record).with_(**changes))


def retire(verdict: Verdict) -> Verdict:
    """Say in the rules that a verdict closes, too, that they are no longer in force."""
    changes = tuple(
        replace(c, after=with_rule(c.after, status="retired")) if c.action == "close" else c
        for c in verdict.changes
    )
    return Verdict(verdict.decision, changes)


def quoted(record: Record) -> str:
    """Return a rule's text as reasons quote it."""
    return f"“{shorten(record.text, 80)}”"


def must_wait(rule: Rule, known: Record) -> bool:
    """Whether a new rule is on trial and what it would change is in force."""
    return rule.status == "trial" and rule_of(known).status == "active"


def is_insisted_upon(rule: Rule, known: Record) -> bool:
    """Whether the user insists upon a rule in force, and the new one is a remark in passing."""
    old = rule_of(known)
    return old.status == "active" and old.priority >= INSISTED and rule.priority < USUAL


def is_spare(known: Record, other: Record) -> bool:
    """Whether a rule that says the same as `known` can go: unless pinned, or to replace it."""
    return not other.pinned and known.id not in rule_of(other).replaces


def is_same(case: Case, rule: Rule, record: Record) -> bool:
    """Whether a known rule says the same at the same scope, by its words or by nomination."""
    if not same_scope(rule, record) or are_opposite(rule.text, rule_of(record).text):
        return False
    return record.id in case.same_as or say_same(rule.text, rule_of(record).text)


def is_rival(case: Case, rule: Rule, record: Record) -> bool:
    """Whether a known rule of the same scope cannot hold beside the new one."""
    if not same_scope(rule, record):
        return False
    return record.id in case.contradicts or are_opposite(rule.text, rule_of(record).text)


def same_scope(rule: Rule, record: Record) -> bool:
    """Whether two rules apply at the same times."""
    return normalized(rule_of(record).applies_when) == normalized(rule.applies_when)


def was_learned_from(case: Case, rule: Rule, record: Record) -> bool:
    """Whether these very turns became this rule, which may since have been sharpened or retired."""
    known = rule_of(record)
    same_text = normalized(record.text) == normalized(case.draft.text)
    return case.learned_from(record) and (same_text or covers(known.text, rule.text))


def standing(record: Record) -> tuple[bool, bool, int, float, str]:
    """Return the key by which one of several like rules speaks for all: the surest first."""
    rule = rule_of(record)
    age = record.created_at.timestamp()
    return (rule.status != "active", not record.pinned, -rule.priority, age, record.id)


def said_at(record: Record) -> datetime:
    """When a rule was last said."""
    return record.provenance.said_at or record.updated_at
