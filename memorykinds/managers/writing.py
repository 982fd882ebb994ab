"""The last step of the write path: changes become one atomic batch of memories and events.

Every change of every kind goes through `write`: learning, forgetting, erasing, undoing. So
there is one place where memory and journal could disagree, and there they are written
together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memorykinds.bridge import Batch, Steps
from memorykinds.journal import Journal
from memorykinds.kinds import KINDS, Event, InputError, NotFoundError, Record
from memorykinds.kinds.clock import Clock, NewId
from memorykinds.kinds.given import given
from memorykinds.kinds.names import memory_namespace, notes_namespace
from memorykinds.kinds.text import one_line, shorten
from memorykinds.managers.forgotten import turn_marks
from memorykinds.managers.plan import Echo, Plan, Update
from memorykinds.managers.transcript import is_derived
from memorykinds.managers.unlearned import unsaid
from memorykinds.managers.waiting import forget_marks, mark_writes

if TYPE_CHECKING:
    from langgraph.store.base import Op, PutOp

INDEXED_FIELDS = ["text"]

ERASED = "[erased]"
"""Stands where an excerpt or a reason quoted words that were erased."""

MOST_ECHOES = 100
"""Turns that said a memory again, of which it keeps the digests."""

SHORTEST_QUOTE = 59
"""Characters that every quotation of a longer memory in a reason shows; none shortens to less."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes one user's changes.

    Args:
        user: Whose memories.
        journal: The user's journal.
        clock: Returns now.
        ids: Makes ids of updates and events.
    """

    user: str
    journal: Journal
    clock: Clock
    ids: NewId

    def apply(self, plan: Plan) -> Steps[Update]:
        """Write what `plan` says.

        Raises:
            InputError: If one of its memories has changed since the plan was made, or it is
                another user's.
        """
        from langgraph.store.base import PutOp

        update = yield from self.write(given(plan, Plan, "plan").events)
        if plan.marks:  # after the memories: what comes between costs one more call, no memory
            yield Batch([*mark_writes(self.user, plan.marks)])
        yield from self._note_echoes(plan.echoes)
        if plan.note is not None:
            space, note = notes_namespace(self.user), plan.note
            yield Batch([PutOp(space, note.key, note.value, index=False)])
        return update.with_(decisions=plan.decisions, traces=plan.traces, cost=plan.cost)

    def undo(self, update: Update) -> Steps[Update]:
        """Put every memory that `update` changed back into the form it had before.

        Raises:
            InputError: If one of them has changed since, its content was erased, or it is
                another user's.
        """
        events = []
        for event in reversed(given(update, Update, "update").events):
            if event.action == "erase":
                raise InputError("What was erased cannot be undone.")
            before, after = event.after, event.before
            changes = {"before": before, "after": after, "action": "restore", "reason": "user"}
            events.append(event.with_(**changes, detail=""))
        yield from forget_marks(self.user, (event.conversation for event in events))
        remedy = "undo what came after it first, if it is not undone already"
        return (yield from self.write(events, remedy=remedy))

    def forget(self, memory_id: str, *, erase: bool = False) -> Steps[Update]:
        """Remove a memory; with `erase`, its content from the journal as well.

        Raises:
            NotFoundError: If neither the store nor, when erasing, the journal knows the id.
        """
        from langgraph.store.base import PutOp

        record = yield from self.find(memory_id)
        past = (yield from self.journal.events()) if erase else []
        own = [event for event in past if event.memory_id == memory_id]
        if record is None and not own:
            raise NotFoundError(f"This user has no memory with the id {memory_id!r}.")
        versions = [r for e in own for r in (e.before, e.after) if r] + ([record] if record else [])
        salt = self.ids("salt") if erase else ""
        kind = record.kind if record else own[0].kind
        event = Event(
            id="",
            at=self.clock(),
            update_id="",
            kind=kind,
            memory_id=memory_id,
            action="erase" if erase else "forget",
            reason="user",
            before=None if erase else record,
            salt=salt,
            marks=turn_marks(salt, versions) if erase else (),
        )
        blanked = (yield from self._blank(memory_id, versions, past)) if erase else []
        if erase:  # they are hashes of what was said
            yield from forget_marks(self.user)
        # Also of what was forgotten before: where something is deleted, a store clears its log.
        gone = PutOp(memory_namespace(self.user, kind), memory_id, None)
        return (yield from self.write([event], [*blanked, gone]))

    def _blank(
        self, memory_id: str, versions: Sequence[Record], past: Sequence[Event]
    ) -> "Steps[list[Op]]":
        """Return the writes that take a memory's words out of all that quotes them.

        That is the journal, the excerpts of other memories, and what waits to be learned.

        One sentence may have become several memories, each of which quotes it as its excerpt;
        and the reason why another memory changed may quote this one.
        """
        said = {digest for version in versions for digest in version.said_in}
        writes = yield from unsaid(self.user, said)
        quoting: set[str] = set()
        for event in past:
            if event.memory_id == memory_id:
                # A derived id is a bare hash of the first words, which might be guessed by it.
                name = ERASED if is_derived(event.conversation) else event.conversation
                blank = event.with_(before=None, after=None, detail="", conversation=name)
                writes += self.journal.writes([blank])
                continue
            before, after = (_unquoted(r, said) for r in (event.before, event.after))
            detail = ERASED if _quotes(event.detail, versions) else event.detail
            cleared = event.with_(before=before, after=after, detail=detail)
            if cleared != event:
                quoting.add(event.memory_id)
                writes += self.journal.writes([cleared])
        for other in sorted(quoting):
            current = yield from self.find(other)
            changed = _unquoted(current, said)
            if changed is not None and changed != current:
                writes.append(put_record(changed))
        return writes

    def mark_used(self, records: Sequence[Record]) -> Steps[None]:
        """Count that these memories were given to an agent. It is no change of belief: no event."""
        now = self.clock()
        current = []
        for record in records:
            found = yield from self.find(record.id)
            if found is not None:
                current.append(found.with_(accesses=found.accesses + 1, accessed_at=now))
        if current:
            yield Batch([put_record(record) for record in current])

    def _note_echoes(self, echoes: Sequence[Echo]) -> Steps[None]:
        """Note with memories which turns said them again. It is no change of belief: no event."""
        from langgraph.store.base import GetOp

        if not echoes:
            return
        places = {(memory_namespace(self.user, e.kind), e.memory_id) for e in echoes}
        items = yield Batch([GetOp(*place) for place in sorted(places)])
        current = [Record.from_value(i.namespace, i.key, i.value) for i in items if i is not None]
        puts: list[Op] = []
        for record in current:
            own = [d for e in echoes if e.memory_id == record.id for d in e.digests]
            all_of_them = tuple(dict.fromkeys((*record.echoes, *own)))
            puts.append(put_record(record.with_(echoes=all_of_them[-MOST_ECHOES:])))
        yield Batch(puts)

    def find(self, memory_id: str) -> Steps[Record | None]:
        """Return the user's memory of this id, of whatever kind; None if there is none."""
        from langgraph.store.base import GetOp

        spaces = [memory_namespace(self.user, kind) for kind in KINDS]
        items = yield Batch([GetOp(space, memory_id) for space in spaces])
        found = next((item for item in items if item is not None), None)
        return Record.from_value(found.namespace, found.key, found.value) if found else None

    def write(
        self, events: Sequence[Event], more: "Sequence[Op]" = (), *, remedy: str = "plan again"
    ) -> Steps[Update]:
        """Write `events` and what they change, with `more`, as one batch.

        Raises:
            InputError: If a memory is no longer in the form that its event calls `before`, or
                is another user's; of the former `remedy` says what to do.
        """
        now = self.clock()
        if not events:
            return Update(id="", at=now)
        self._require_own(events)
        if not more:
            yield from self._require_unchanged(events, remedy)
        update_id = self.ids("update")
        dated = [e.with_(id=self.ids("event"), at=now, update_id=update_id) for e in events]
        last = {event.memory_id: event for event in dated}
        puts = [
            put_record(e.after) if e.after else _delete(e.before)
            for e in last.values()
            if e.after or e.before
        ]
        yield Batch([*more, *puts, *self.journal.writes(dated)])
        return Update(id=update_id, at=now, events=tuple(dated))

    def _require_own(self, events: Sequence[Event]) -> None:
        """Refuse to write into the memories of somebody else, whose plan this may be."""
        records = [record for e in events for record in (e.before, e.after) if record]
        if any(r.namespace != memory_namespace(self.user, r.kind) for r in records):
            raise InputError(
                f"This would change memories of another user than {self.user!r}: "
                "pass it to the memory that it comes from."
            )

    def _require_unchanged(self, events: Sequence[Event], remedy: str) -> Steps[None]:
        """Refuse to overwrite a change that somebody else made in the meantime."""
        from langgraph.store.base import GetOp

        first: dict[str, Event] = {}
        for event in events:
            first.setdefault(event.memory_id, event)
        places = [(memory_namespace(self.user, e.kind), e.memory_id) for e in first.values()]
        items = yield Batch([GetOp(*place) for place in places])
        for event, item in zip(first.values(), items, strict=True):
            current = Record.from_value(item.namespace, item.key, item.value) if item else None
            if believed(current) != believed(event.before):
                text = shorten((event.before or event.after or current).text, 60)  # type: ignore[union-attr]
                raise InputError(f"“{text}” has changed since, so nothing was written: {remedy}.")


def put_record(record: Record) -> "PutOp":
    """Return the store operation that writes one memory."""
    from langgraph.store.base import PutOp

    return PutOp(record.namespace, record.id, record.to_value(), index=INDEXED_FIELDS)


def _unquoted(record: Record | None, said: set[str]) -> Record | None:
    """Return the record without its excerpt if that quotes one of the turns in `said`."""
    if record is None or not said.intersection(record.provenance.digests):
        return record
    sources = {
        path: source.with_(excerpt=ERASED) if said.intersection(source.digests) else source
        for path, source in record.sources.items()
    }
    return record.with_(provenance=record.provenance.with_(excerpt=ERASED), sources=sources)


def _quotes(detail: str, versions: Sequence[Record]) -> bool:
    """Return whether a reason quotes a memory; what is quoted is its text up to a length."""
    return any(one_line(r.text)[:SHORTEST_QUOTE].rstrip() in detail for r in versions)


def believed(record: Record | None) -> Record | None:
    """Return a record without what changes without changing what is believed: uses and echoes."""
    return record.with_(accesses=0, accessed_at=None, echoes=()) if record else None


def _delete(record: Record | None) -> "PutOp":
    from langgraph.store.base import PutOp

    if record is None:
        raise InputError("There is nothing to delete.")
    return PutOp(record.namespace, record.id, None)
