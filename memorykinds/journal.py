"""The journal: an append-only log of every change, kept in the store beside the memories.

Memory and event are written in one batch, so there is no change without its event. Since an
event carries the memory before and after, the log alone answers what was believed at any
time, what changed between two times, and how to undo.

The same idea is called event sourcing (Fowler, 2005); Datomic and XTDB build databases on it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import ValidationError

from memorykinds.bridge import Steps
from memorykinds.kinds import Event, Frozen, MemoryKind, Record, StoreError
from memorykinds.kinds.names import Namespace, forgotten_namespace, journal_namespace
from memorykinds.reading import read_all

if TYPE_CHECKING:
    from langgraph.store.base import PutOp


class Snapshot(Frozen):
    """What was believed at one moment.

    Attributes:
        at: The moment (transaction time).
        records: Every memory that existed then, closed ones included, by kind and id.
    """

    at: datetime
    records: tuple[Record, ...]

    def of(self, kind: MemoryKind, *, active: bool = True) -> tuple[Record, ...]:
        """Return the memories of one kind; only those believed to hold, unless told otherwise."""
        return tuple(
            r for r in self.records if r.kind == kind and (not active or r.state == "active")
        )

    def true_on(self, when: datetime) -> tuple[Record, ...]:
        """Return what, by the belief of `at`, was true in the world on `when` (valid time)."""
        return tuple(r for r in self.records if r.state != "retracted" and r.true_at(when))


class Difference(Frozen):
    """What differs between two snapshots.

    Attributes:
        added: Memories that only the later one has.
        removed: Memories that only the earlier one has.
        changed: Pairs (before, after) of memories that both have, in different form.
    """

    added: tuple[Record, ...] = ()
    removed: tuple[Record, ...] = ()
    changed: tuple[tuple[Record, Record], ...] = ()


class Journal:
    """One user's journal.

    Args:
        user: Whose memories; the namespace is ``(user, "journal")``. What was forgotten by hand lies
            in one below it, so that it is found with the others and can be read by itself.
    """

    def __init__(self, user: str) -> None:
        self.namespace: Namespace = journal_namespace(user)
        self._forgotten: Namespace = forgotten_namespace(user)

    def writes(self, events: Iterable[Event]) -> "list[PutOp]":
        """Return the store operations that append (or, when erasing, rewrite) `events`."""
        from langgraph.store.base import PutOp

        return [
            PutOp(self._place(event), event.id, event.model_dump(mode="json"), index=False)
            for event in events
        ]

    def _place(self, event: Event) -> Namespace:
        by_hand = event.action in ("forget", "erase", "restore") and event.reason != "faded"
        return self._forgotten if by_hand else self.namespace

    def events(
        self,
        memory_id: str | None = None,
        *,
        kind: MemoryKind | None = None,
        conversation: str | None = None,
    ) -> Steps[list[Event]]:
        """Read the events, oldest first; of one memory, kind or conversation if that is given."""
        wanted = {"memory_id": memory_id, "kind": kind, "conversation": conversation}
        chosen = {name: value for name, value in wanted.items() if value is not None}
        items = yield from read_all(self.namespace, chosen)
        events = [event_of(item.key, item.value) for item in items]
        return sorted(events, key=lambda event: (event.at, event.id))


def replay(events: Iterable[Event], at: datetime) -> Snapshot:
    """Return what was believed at `at`: the state after all events up to and including it."""
    state: dict[str, Record] = {}
    for event in events:
        if event.at > at:
            break
        if event.after is None:
            state.pop(event.memory_id, None)
        else:
            state[event.memory_id] = event.after
    ordered = sorted(state.values(), key=lambda r: (r.kind, r.created_at, r.id))
    return Snapshot(at=at, records=tuple(ordered))


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """Return what changed from one snapshot to another."""
    old: Mapping[str, Record] = {r.id: r for r in before.records}
    new: Mapping[str, Record] = {r.id: r for r in after.records}
    return Difference(
        added=tuple(r for id_, r in new.items() if id_ not in old),
        removed=tuple(r for id_, r in old.items() if id_ not in new),
        changed=tuple((old[i], r) for i, r in new.items() if i in old and old[i] != r),
    )


def event_of(key: str, value: dict[str, object]) -> Event:
    """Return the event that is stored as `value`.

    Raises:
        StoreError: If it is none.
    """
    try:
        return Event.model_validate(value)
    except ValidationError as error:
        raise StoreError(
            f"The journal's entry {key!r} cannot be read: {error.errors()[0]['msg'].lower()}; "
            "it was written by a newer memorykinds or changed by another program."
        ) from error
