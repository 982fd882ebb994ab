"""The state of the memories while a plan is being made.

Candidates of one conversation meet each other: the second may repeat or contradict the
first. So each verdict is carried out here, in memory, before the next case is judged; the
store is not touched.
"""

from collections.abc import Iterable
from datetime import datetime

from memorykinds.kinds import Decision, Event, Record
from memorykinds.kinds.clock import NewId
from memorykinds.managers.policy import Change, Verdict


class Workspace:
    """The known memories with the changes planned so far.

    Args:
        ids: Makes ids for new memories.
        prefix: First word of a new memory's id ("fact").
    """

    def __init__(self, ids: NewId, prefix: str) -> None:
        self._ids = ids
        self._prefix = prefix
        self._records: dict[str, Record] = {}
        self._added: list[str] = []
        self._changes: list[tuple[Change, str]] = []

    def note(self, records: Iterable[Record]) -> None:
        """Take in memories as the store has them; what the plan changed already stays."""
        for record in records:
            self._records.setdefault(record.id, record)

    def known(self, ids: Iterable[str]) -> tuple[Record, ...]:
        """Return the memories of these ids that exist, then those that this plan adds."""
        wanted = dict.fromkeys((*ids, *self._added))
        return tuple(self._records[id_] for id_ in wanted if id_ in self._records)

    @property
    def added(self) -> frozenset[str]:
        """Ids of the memories that this plan adds."""
        return frozenset(self._added)

    @property
    def fresh(self) -> frozenset[str]:
        """Ids of the memories that this plan adds or changes."""
        return frozenset(change.after.id for change, _ in self._changes)

    def carry_out(self, verdict: Verdict) -> Decision:
        """Apply a verdict's changes here; return its decision, naming the memory it made."""
        decision = verdict.decision
        for change in verdict.changes:
            after = change.after
            if not after.id:
                after = after.with_(id=self._ids(self._prefix))
                self._added.append(after.id)
                if decision.memory_id is None:
                    decision = decision.with_(memory_id=after.id)
            self._records[after.id] = after
            made = Change(change.action, change.reason, change.before, after)
            self._changes.append((made, decision.detail))
        return decision

    def events(self, at: datetime, conversation: str) -> tuple[Event, ...]:
        """Return the planned changes as events; their ids are given when they are applied."""
        return tuple(
            Event(
                id="",
                at=at,
                update_id="",
                kind=change.after.kind,
                memory_id=change.after.id,
                action=change.action,
                reason=change.reason,
                conversation=conversation,
                detail=detail,
                before=change.before,
                after=change.after,
            )
            for change, detail in self._changes
        )
