"""Settling: what becomes of all nominations, on the newest state of the store."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import Decision, Event, MemoryKind, Reason, Record
from memorykinds.kinds.clock import NewId
from memorykinds.kinds.note import Note
from memorykinds.kinds.text import shorten
from memorykinds.managers.consolidation import generalizing
from memorykinds.managers.consolidation.bounds import Retired
from memorykinds.managers.consolidation.lookups import Looked, note_of
from memorykinds.managers.consolidation.merging import Merger
from memorykinds.managers.consolidation.nominating import Nominated
from memorykinds.managers.consolidation.retention import Retention
from memorykinds.managers.consolidation.wanted import Answers, Wanted
from memorykinds.managers.manager import Manager
from memorykinds.managers.plan import Plan, Step, Trace
from memorykinds.managers.policy import Change, Verdict
from memorykinds.managers.procedural import ProceduralManager
from memorykinds.managers.settings import PERMISSIONS
from memorykinds.managers.workspace import Workspace

if TYPE_CHECKING:
    from langgraph.store.base import Item


@dataclass(slots=True)
class Settling:
    """Merges, generalizes and lets go of, on the newest state; the store is only read.

    Args:
        facts: The semantic manager.
        rules: The procedural manager.
        ids: Makes ids.
        wanted: What to do.
        looked: What was read before the model was asked.
        answers: What was nominated.
        now: The time.
    """

    facts: Manager
    rules: ProceduralManager
    ids: NewId
    wanted: Wanted
    looked: Looked
    answers: Answers
    now: datetime
    decisions: list[Decision] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def plan(self) -> Steps[Plan]:
        """Merge, generalize, let go; in this order, each knowing what those before it did."""
        retired = Retired(self.wanted.max_retired)
        newest = yield from self._newest(self._concerned())
        for kind, nominated in self.answers.merges.items():
            self._merge(kind, nominated, newest, retired)
        yield from self._generalize(newest)
        for kind in self.wanted.kinds:
            yield from self._let_go(kind, retired)
        return Plan(
            decisions=tuple(self.decisions),
            events=tuple(self.events),
            traces=tuple(self.traces),
            note=self._note(),
            cost=self.answers.calls.cost,
        )

    def _concerned(self) -> list[Record]:
        """Return the memories that something was nominated of."""
        ids = {
            id_
            for nominated in self.answers.merges.values()
            for group in nominated.groups
            for id_ in group.ids
        }
        ids |= self.answers.found.cluster.keys()
        known = self.looked.records.values()
        return [record for records in known for id_, record in records.items() if id_ in ids]

    def _newest(self, records: Iterable[Record]) -> Steps[dict[str, Record]]:
        """Return those of `records` that are still believed as they were, with their use counts."""
        from langgraph.store.base import GetOp

        wanted = list(records)
        items: list[Item | None] = []
        if wanted:
            items = yield Batch([GetOp(record.namespace, record.id) for record in wanted])
        newest = {}
        for record, item in zip(wanted, items, strict=True):
            now = Record.from_value(item.namespace, item.key, item.value) if item else None
            uses = {"accesses": record.accesses, "accessed_at": record.accessed_at}
            if now is not None and now.with_(**uses) == record:
                newest[record.id] = now
            else:
                self.changed.add(record.id)
                self.left.add(record.id)
        return newest

    # -- merging -------------------------------------------------------------------------

    def _merge(
        self,
        kind: MemoryKind,
        nominated: Nominated,
        newest: dict[str, Record],
        retired: Retired,
    ) -> None:
        believed = {**self.looked.records[kind]}
        believed.update((id_, newest[id_]) for id_ in believed.keys() & newest.keys())
        merger = Merger(
            believed,
            restored=self.looked.restored,
            pairs=self.looked.pairs[kind],
            retired=retired,
            now=self.now,
        )
        work = Workspace(self.ids, kind)
        decisions = [_invalid(kind, *row) for row in nominated.invalid]
        lacking = {"revise", "retract"} - self._allowed(kind)
        for group in nominated.groups:
            about = believed[group.ids[0]]
            if lacking:
                detail = "Merging takes revising and retiring, which is not allowed here."
                decisions.append(_refused(about, "not_allowed", detail))
            elif self.changed.intersection(group.ids):
                self.left.update(group.ids)
                detail = "It changed while the model was asked, so it is left for the next time."
                decisions.append(_refused(about, "changed_meanwhile", detail))
            else:
                decisions += [work.carry_out(verdict) for verdict in merger.merge(group)]
        if nominated.unasked:
            decisions.append(self._too_many_calls(believed, nominated.unasked))
        self.left |= merger.left
        self._take(decisions, work.events(self.now, generalizing.CONVERSATION))
        summary = f"{self._read(kind)}; the model was asked about {nominated.asked:,} clusters"
        self._trace(kind, summary, decisions)

    def _too_many_calls(
        self, believed: dict[str, Record], unasked: Sequence[tuple[str, ...]]
    ) -> Decision:
        self.left.update(id_ for cluster in unasked for id_ in cluster)
        detail = (
            f"{len(unasked)} clusters were not asked about: one consolidation may call the model "
            f"{self.answers.calls.most} times; the next goes on, or raise max_calls."
        )
        return _refused(believed[unasked[0][0]], "too_many_calls", detail)

    # -- generalizing --------------------------------------------------------------------

    def _generalize(self, newest: dict[str, Record]) -> Steps[None]:
        found = self.answers.found
        decisions: list[Decision] = []
        episodes = self.looked.records.get("episodic", {})
        if found.unasked:
            decisions.append(self._too_many_calls(dict(episodes), [found.unasked]))
        plans = yield from generalizing.settle(found, newest, self.facts, self.rules)
        work = Workspace(self.ids, "episode")
        for plan in plans:
            self.events += plan.events
            for decision in plan.decisions:
                decisions.append(decision)
                if decision.action in ("add", "keep"):
                    self._mark(decision, newest, work)
        marks = work.events(self.now, generalizing.CONVERSATION)
        self._take(decisions, marks)
        if "episodic" in self.wanted.kinds:
            self._trace("episodic", self._read("episodic"), decisions)

    def _mark(self, told: Decision, newest: dict[str, Record], work: Workspace) -> None:
        """Note in the journal that these episodes showed something; they do not change."""
        for id_ in told.evidence:
            episode = newest[id_]
            mark = Change("revise", "generalized", episode, episode)
            detail = f"It is one of {len(told.evidence)} that show “{shorten(told.text, 80)}”"
            work.carry_out(Verdict(told.with_(detail=f"{detail} ({told.memory_id})."), (mark,)))

    # -- retention -----------------------------------------------------------------------

    def _let_go(self, kind: MemoryKind, retired: Retired) -> Steps[None]:
        retention = self.wanted.retention
        if retention is None:
            return
        records = {i: r for i, r in self.looked.records[kind].items() if i not in self.touched}
        weak = retention.faded(records, self.now)
        weak = [(s, record) for s, record in weak if record.id not in self.looked.restored]
        newest = yield from self._newest(record for _, record in weak)
        decisions: list[Decision] = []
        events: list[Event] = []
        for number, (_, record) in enumerate(weak):
            current = newest.get(record.id)
            strength = retention.strength(current, self.now) if current else 0.0
            if current is None or current.accesses > record.accesses:
                detail = "It was changed or used meanwhile, so it is left for the next time."
                decisions.append(_refused(record, "changed_meanwhile", detail))
                continue
            if "retract" not in self._allowed(kind):
                detail = "Letting go takes retiring, which is not allowed here."
                decisions.append(_refused(record, "not_allowed", detail))
                break
            if not retired.take():
                detail = f"{len(weak) - number} memories are as weak. {retired.sentence}"
                decisions.append(_refused(record, "too_many_retired", detail))
                break
            event = _forgotten(current, strength, retention, self.now)
            events.append(event)
            told = _refused(current, "faded", event.detail)
            decisions.append(told.with_(action="retract", memory_id=current.id))
        self._take(decisions, events)
        self._trace(kind, f"{len(records)} memories were weighed", decisions)

    # -- keeping count -------------------------------------------------------------------

    def _take(self, decisions: Sequence[Decision], events: Sequence[Event]) -> None:
        self.decisions += decisions
        self.events += events
        self.touched.update(event.memory_id for event in events)

    def _read(self, kind: MemoryKind) -> str:
        records = self.looked.records[kind]
        new = sum(id_ in self.looked.new for id_ in records)
        alike = len(self.looked.pairs[kind])
        return f"{len(records):,} memories, {new:,} looked up, {alike:,} pairs are alike"

    def _trace(self, kind: MemoryKind, summary: str, decisions: Sequence[Decision]) -> None:
        counted = Counter(f"{d.action} ({d.reason})" for d in decisions)
        told = ", ".join(f"{n} {what}" for what, n in counted.items()) or "none"
        steps = (
            Step(name="looked", summary=summary),
            *self.answers.calls.steps.pop(kind, ()),
            Step(
                name="decisions",
                summary=told,
                data=[decision.model_dump(mode="json") for decision in decisions],
            ),
        )
        self.traces.append(Trace(kind=kind, steps=steps))

    def _note(self) -> Note:
        """Return the note by which what was looked at and settled is not looked up again."""
        believed = {
            id_: r for records in self.looked.records.values() for id_, r in records.items()
        }
        for event in self.events:
            if event.memory_id in believed and event.after is not None:
                believed[event.memory_id] = event.after
        settled = (r for id_, r in believed.items() if id_ not in self.left and r.state == "active")
        return note_of(self.looked, settled)

    def _allowed(self, kind: MemoryKind) -> frozenset[str]:
        """Return what the kind's manager may do; for episodes there is nothing but the default."""
        managers: dict[MemoryKind, Manager] = {"semantic": self.facts, "procedural": self.rules}
        return frozenset(managers[kind].settings.allow if kind in managers else PERMISSIONS)


def _refused(record: Record, reason: Reason, detail: str) -> Decision:
    return Decision(
        kind=record.kind,
        action="refuse",
        reason=reason,
        detail=detail,
        text=shorten(record.text, 300),
    )


def _invalid(kind: MemoryKind, text: str, error: str) -> Decision:
    detail = f"It does not have the form of a group: {error}"
    return Decision(kind=kind, action="refuse", reason="invalid", detail=detail, text=text)


def _forgotten(record: Record, strength: float, retention: Retention, now: datetime) -> Event:
    days = retention.half_life / timedelta(days=1)
    return Event(
        id="",
        at=now,
        update_id="",
        kind=record.kind,
        memory_id=record.id,
        action="forget",
        reason="faded",
        conversation=generalizing.CONVERSATION,
        detail=f"Strength {strength:.4f}, with a half-life of {days:g} days.",
        before=record,
    )
