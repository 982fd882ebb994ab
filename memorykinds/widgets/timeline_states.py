"""The states of a memory, one after each change, from the journal alone.

Each version of each memory is a row of a table: from which moment to which it was believed, and
from when to when it is true. So a state is one comparison of columns, however long the journal
is: nothing is replayed from the start.
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from memorykinds.kinds import Event, Record

Mask = npt.NDArray[np.bool_]
"""Which rows."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EVER = np.iinfo(np.int64).max


class Moment(NamedTuple):
    """What was written together.

    Attributes:
        at: When (transaction time).
        events: What changed, in order.
    """

    at: datetime
    events: tuple[Event, ...]


class State(NamedTuple):
    """A point on both axes.

    Attributes:
        believed: After how many moments; 0 for before the first.
        true_on: When it is true in the world (valid time); None for whatever is believed to hold.
    """

    believed: int
    true_on: datetime | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two states.

    Attributes:
        added: What only the later one holds.
        changed: Pairs of what both hold in different form.
        closed: Pairs of what only the earlier one holds and the later one still knows.
        gone: What only the earlier one holds and the later one does not know at all.
    """

    added: tuple[Record, ...] = ()
    changed: tuple[tuple[Record, Record], ...] = ()
    closed: tuple[tuple[Record, Record], ...] = ()
    gone: tuple[Record, ...] = ()

    @property
    def count(self) -> int:
        """How many memories differ."""
        return len(self.added) + len(self.changed) + len(self.closed) + len(self.gone)


class States:
    """All states of a journal.

    Args:
        events: The journal, oldest first.

    Attributes:
        moments: What was written, update by update.
        turns: The instants at which something begins or ceases to be true, rising.
        records: Every version of every memory: by kind, the newest memory first.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        grouped = groupby(events, key=lambda event: (event.at, event.update_id))
        self.moments = tuple(Moment(key[0], tuple(own)) for key, own in grouped)
        versions = sorted(_versions(self.moments), key=_order)
        self.records = [version.record for version in versions]
        self._starts = np.array([v.start for v in versions], dtype=np.int64)
        self._ends = np.array([v.end for v in versions], dtype=np.int64)
        self._from = np.array([_micros(r.valid_from, -_EVER) for r in self.records], dtype=np.int64)
        self._to = np.array([_micros(r.valid_to, _EVER) for r in self.records], dtype=np.int64)
        self._active = np.array([r.state == "active" for r in self.records], dtype=bool)
        self._retracted = np.array([r.state == "retracted" for r in self.records], dtype=bool)
        times = (time for r in self.records for time in (r.valid_from, r.valid_to))
        self.turns: tuple[datetime, ...] = tuple(sorted({time for time in times if time}))

    def position(self, when: datetime) -> int:
        """Return after how many moments the state of a time stands."""
        return sum(moment.at <= when for moment in self.moments)

    def held(self, state: State) -> list[Record]:
        """Return what a state holds: by kind, the newest first."""
        return [self.records[row] for row in np.flatnonzero(self._held(state))]

    def changes(self, old: State, new: State) -> Changes:
        """Return what differs from one state to another."""
        had, has = self._held(old), self._held(new)
        before = {record.id: record for record in self._of(had & ~has)}
        after = {record.id: record for record in self._of(has & ~had)}
        known = {record.id: record for record in self._of(self._known(new))} if before else {}
        pairs = [(record, after[id_]) for id_, record in before.items() if id_ in after]
        ended = [record for id_, record in before.items() if id_ not in after]
        return Changes(
            added=tuple(record for id_, record in after.items() if id_ not in before),
            changed=tuple((a, b) for a, b in pairs if a != b),
            closed=tuple((r, known[r.id]) for r in ended if r.id in known),
            gone=tuple(record for record in ended if record.id not in known),
        )

    def _of(self, rows: Mask) -> Iterator[Record]:
        return (self.records[row] for row in np.flatnonzero(rows))

    def _known(self, state: State) -> Mask:
        rows: Mask = (self._starts <= state.believed) & (state.believed < self._ends)
        return rows

    def _held(self, state: State) -> Mask:
        """Return the rows of what is believed to hold, or to have been true at a time."""
        rows = self._known(state)
        if state.true_on is None:
            rows &= self._active
        else:
            when = _micros(state.true_on, 0)
            rows &= ~self._retracted & (self._from <= when) & (when < self._to)
        return rows


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python's collector rest meanwhile.

    While a long journal is read, objects only come and none goes: to go through all of them again
    and again takes as long as the reading.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Version(NamedTuple):
    """A memory as it was after `start` moments, and no longer after `end`."""

    record: Record
    start: int
    end: int
    born: datetime


def _versions(moments: Iterable[Moment]) -> Iterator[_Version]:
    last: dict[str, tuple[Record, int]] = {}
    born: dict[str, datetime] = {}
    for number, moment in enumerate(moments, start=1):
        for event in moment.events:
            ended = last.pop(event.memory_id, None)
            if ended is not None and ended[1] < number:
                yield _Version(*ended, number, born[event.memory_id])
            if event.after is not None:
                born.setdefault(event.memory_id, event.after.created_at)
                last[event.memory_id] = (event.after, number)
    for memory_id, version in last.items():
        yield _Version(*version, _EVER, born[memory_id])


def _order(version: _Version) -> tuple[str, timedelta, str, int]:
    return (version.record.kind, _EPOCH - version.born, version.record.id, version.start)


def _micros(instant: datetime | None, otherwise: int) -> int:
    return otherwise if instant is None else (instant - _EPOCH) // timedelta(microseconds=1)
