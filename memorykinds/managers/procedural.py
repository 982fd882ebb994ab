"""The procedural manager: rules of behaviour, learned from feedback."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import (
    Candidate,
    Content,
    Event,
    InputError,
    MemoryContent,
    NotFoundError,
    Reason,
    Record,
    RuleCandidate,
    RuleProposal,
    Transcript,
)
from memorykinds.kinds.clock import Clock, NewId
from memorykinds.kinds.content import MemoryKind
from memorykinds.managers import gate_rules, rule_policy
from memorykinds.managers.gate import Gate
from memorykinds.managers.gate_answers import Answered
from memorykinds.managers.gate_rules import Measured
from memorykinds.managers.manager import Manager
from memorykinds.managers.plan import Plan
from memorykinds.managers.policy import Policy, Verdict
from memorykinds.managers.related import ACTIVE
from memorykinds.managers.rule_relations import rule_of, with_rule
from memorykinds.managers.rule_trials import Why, promotion, retirement
from memorykinds.managers.rule_versions import way_back
from memorykinds.managers.settings import ProceduralSettings
from memorykinds.managers.workspace import Workspace
from memorykinds.models import Spent

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
    settings: ProceduralSettings

    def __init__(
        self, user: str, *, clock: Clock, ids: NewId, settings: ProceduralSettings
    ) -> None:
        super().__init__(user, clock=clock, ids=ids, settings=settings)
        self.answered = Answered()

    def related(self, transcript: Transcript) -> Steps[tuple[Record, ...]]:
        """Return every rule in force or on trial: feedback rarely sounds like what it changes."""
        del transcript
        return (yield from self.active_rules())

    def lookups(self, content: MemoryContent, conversation: str) -> "Sequence[SearchOp]":
        """Return searches for the most similar rules, for all in force, and for retired ones."""
        from langgraph.store.base import SearchOp

        return [
            *super().lookups(content, conversation),
            SearchOp(self.namespace, filter=ACTIVE, limit=MAX_RULES),
            SearchOp(self.namespace, limit=MAX_RULES),
        ]

    def active_rules(self) -> Steps[tuple[Record, ...]]:
        """Return the rules in force or on trial, most important first, then oldest."""
        from langgraph.store.base import SearchOp

        (items,) = yield Batch([SearchOp(self.namespace, filter=ACTIVE, limit=MAX_RULES)])
        records = [Record.from_value(item.namespace, item.key, item.value) for item in items]
        return tuple(sorted(records, key=_importance))

    def promote(self, rule_id: str, reason: Reason, detail: str) -> Steps[Plan]:
        """Return the plan that puts a rule on trial in force, in place of what it replaces.

        Args:
            rule_id: The rule.
            reason: Why, as a code; "passed_trial" for instance.
            detail: Why, as a sentence for a person, the scores for instance.

        Raises:
            NotFoundError: If the user has no such rule.
            InputError: If it is not on trial, or the reason is none.
        """
        record = yield from self._on_trial(rule_id)
        rules = yield from self.active_rules()
        replaced = tuple(r for r in rules if r.id in rule_of(record).replaces)
        now = self.clock()
        return self._plan([promotion(record, replaced, Why(reason, detail), now)], now)

    def retire(self, rule_id: str, reason: Reason, detail: str) -> Steps[Plan]:
        """Return the plan that takes a rule out of force or off trial; it stays as history.

        Args:
            rule_id: The rule.
            reason: Why, as a code; "failed_trial" for instance.
            detail: Why, as a sentence for a person.

        Raises:
            NotFoundError: If the user has no such rule.
            InputError: If it is retired already, or the reason is none.
        """
        record = yield from self._find(rule_id)
        if record.state != "active":
            raise InputError(f"The rule {rule_id!r} is retired already.")
        now = self.clock()
        return self._plan([retirement(record, Why(reason, detail), now)], now)

    def measure(self, rule_id: str | None, gate: Gate | None) -> Steps["_Measurement"]:
        """Measure a rule on trial, or each that is, with the gate or else the one of the settings.

        Raises:
            NotFoundError: If the user has no such rule.
            InputError: If it is not on trial, or there is no gate.
            ModelError: If the model gave no usable answer.
        """
        gate = gate or self.settings.gate
        if gate is None:
            raise InputError(
                "There is no gate: pass gate=Gate(examples, score), here or to ProceduralSettings."
            )
        rules = yield from self.active_rules()
        if rule_id is None:
            wanted = [record for record in rules if rule_of(record).status == "trial"]
        else:
            wanted = [(yield from self._on_trial(rule_id))]
        answered = Answered(self.answered)
        found = yield from gate_rules.measure(rules, wanted, gate, answered)
        return _Measurement(rules, found, answered.cost)

    def settle_measured(self, measurement: "_Measurement") -> Steps[Plan]:
        """Return the plan that promotes what passed the gate and retires what failed."""
        present = yield from self.active_rules()
        work = Workspace(self.ids, self.prefix)
        seen, found, cost = measurement
        return gate_rules.settle(found, seen, present, work, self.clock()).with_(cost=cost)

    def rollback(self, records: Sequence[Record], events: Sequence[Event], version: int) -> Plan:
        """Return the plan that brings an earlier version of the rules back.

        Args:
            records: The rules as they are, retired ones too.
            events: The journal of the rules.
            version: Which version; see `RuleBook.version`.

        Raises:
            InputError: If there is no such version.
        """
        now = self.clock()
        return self._plan(way_back(records, events, version, now), now)

    def _record(self, candidate: Candidate, transcript: Transcript, now: datetime) -> Record:
        """Return the record that would be added, with the status that new rules begin with."""
        record = super()._record(candidate, transcript, now)
        return with_rule(record, status=self.settings.new_rules, replaces=())

    def _find(self, rule_id: str) -> Steps[Record]:
        from langgraph.store.base import GetOp

        (item,) = yield Batch([GetOp(self.namespace, rule_id)])
        if item is None:
            raise NotFoundError(f"This user has no rule with the id {rule_id!r}.")
        return Record.from_value(item.namespace, item.key, item.value)

    def _on_trial(self, rule_id: str) -> Steps[Record]:
        record = yield from self._find(rule_id)
        if rule_of(record).status != "trial" or record.state != "active":
            raise InputError(f"The rule {rule_id!r} is not on trial: it is {_status(record)}.")
        return record

    def _plan(self, verdicts: Sequence[Verdict], now: datetime) -> Plan:
        work = Workspace(self.ids, self.prefix)
        decisions = tuple(work.carry_out(verdict) for verdict in verdicts)
        return Plan(decisions=decisions, events=work.events(now, ""))


class _Measurement(NamedTuple):
    """The rules in force or on trial as they were, what was found about some, and its cost."""

    seen: tuple[Record, ...]
    found: tuple[Measured, ...]
    cost: Spent


def _status(record: Record) -> str:
    return rule_of(record).status if record.state == "active" else "retired"


def _importance(record: Record) -> tuple[float, float, str]:
    return (-rule_of(record).priority, record.created_at.timestamp(), record.id)
