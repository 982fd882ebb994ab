"""The procedural manager: rules of behaviour, learned from feedback."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import (
    Candidate,
    Content,
    Event,
    MemoryContent,
    Record,
    Rule,
    RuleBook,
    RuleCandidate,
    RuleProposal,
    Transcript,
)
from memorykinds.kinds.content import MemoryKind
from memorykinds.managers import rule_policy
from memorykinds.managers.manager import Manager
from memorykinds.managers.policy import Policy
from memorykinds.managers.related import ACTIVE

if TYPE_CHECKING:
    from langgraph.store.base import SearchOp

MAX_RULES = 200
"""How many rules are read at once; a prompt that holds more obeys none."""


class ProceduralManager(Manager):
    """Updates the rules of behaviour from instructions and feedback."""

    kind: ClassVar[MemoryKind] = "procedural"
    prefix: ClassVar[str] = "rule"
    proposal: ClassVar[type[Content]] = RuleProposal
    candidate: ClassVar[type[Candidate]] = RuleCandidate
    default_policy: ClassVar[Policy] = staticmethod(rule_policy.decide)

    def related(self, transcript: Transcript) -> Steps[tuple[Record, ...]]:
        """Return every rule in force: feedback rarely sounds like the rule that it changes."""
        del transcript
        return (yield from self.active_rules())

    def lookups(self, content: MemoryContent, conversation: str) -> "Sequence[SearchOp]":
        """Return searches for the most similar rules, and for all, retired ones too."""
        from langgraph.store.base import SearchOp

        return [
            *super().lookups(content, conversation),
            SearchOp(self.namespace, limit=MAX_RULES),
        ]

    def active_rules(self) -> Steps[tuple[Record, ...]]:
        """Return the rules in force, most important first, then oldest."""
        from langgraph.store.base import SearchOp

        (items,) = yield Batch([SearchOp(self.namespace, filter=ACTIVE, limit=MAX_RULES)])
        records = [Record.from_value(item.namespace, item.key, item.value) for item in items]
        return tuple(sorted(records, key=_importance))


def rule_book(records: Iterable[Record], events: Iterable[Event]) -> RuleBook:
    """Return the rule book of these rules; its version counts the updates that changed rules.

    Args:
        records: The memories of the procedural kind.
        events: The journal of that kind.
    """
    rules = [record for record in records if record.state == "active"]
    updates = {event.update_id for event in events}
    ordered = sorted(rules, key=_importance)
    contents = tuple(r.content for r in ordered if isinstance(r.content, Rule))
    return RuleBook(version=len(updates), rules=contents)


def _importance(record: Record) -> tuple[float, float, str]:
    priority = record.content.priority if isinstance(record.content, Rule) else 0
    return (-priority, record.created_at.timestamp(), record.id)
