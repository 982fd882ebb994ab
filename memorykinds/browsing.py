"""`browse`: a page of a user's memories, sorted and cut, of fifty thousand as of five.

All of it is decided on a compact table that the store keeps (see `store.look`); only the
memories of the page itself are read. So a page costs the same whichever it is, and it is true:
what another process wrote is in it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from memorykinds.bridge import Steps
from memorykinds.browsing_table import STATES, BrowsingTable
from memorykinds.kinds import KINDS, Frozen, InputError, MemoryKind, Record, StoreError
from memorykinds.kinds.clock import end_of, parse_instant
from memorykinds.kinds.names import memory_namespace
from memorykinds.kinds.record import State
from memorykinds.reading import read_all
from memorykinds.store.look import Look, Part

Sort = Literal["time", "text", "kind", "state", "importance", "use"]
"""By when they were learned, by their words, by kind, state, importance, or how often used."""

StateFilter = Literal["active", "superseded", "retracted", "all"]

LARGEST_PAGE = 1000


class Counted(Frozen):
    """How many memories of one kind there are, by state; filters do not change it."""

    kind: MemoryKind
    active: int = 0
    superseded: int = 0
    retracted: int = 0

    @property
    def all(self) -> int:
        """How many in all."""
        return self.active + self.superseded + self.retracted


class Page(Frozen):
    """Some memories of a list.

    Attributes:
        records: The memories of this page, in order.
        start: How many come before them.
        total: How many pass the filters.
        counts: How many there are of each kind, whatever the filters.
        unreadable: Of memories on this page that cannot be read, one sentence each.
    """

    records: tuple[Record, ...] = ()
    start: int = 0
    total: int = 0
    counts: tuple[Counted, ...] = ()
    unreadable: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return which of how many; stable, so that a notebook's output can be compared."""
        if not self.records:
            return f"Page(none of {self.total:,})"
        return f"Page({self.start + 1:,} to {self.start + len(self.records):,} of {self.total:,})"

    __str__ = __repr__


class Wanted(NamedTuple):
    """What is to be listed; the times are in seconds since 1970."""

    text: str
    kinds: tuple[MemoryKind, ...]
    state: StateFilter
    since: float
    until: float
    sort: Sort
    descending: bool
    start: int
    limit: int


class Listed(NamedTuple):
    """What a page is made of, before its memories are read."""

    chosen: list[tuple[int, int]]
    total: int
    counts: tuple[Counted, ...]


def wanted(
    text: str,
    kinds: Sequence[MemoryKind],
    state: StateFilter,
    since: str | datetime | None,
    until: str | datetime | None,
    *,
    sort: Sort,
    descending: bool,
    start: int,
    limit: int,
) -> Wanted:
    """Return what is asked for, checked.

    Raises:
        InputError: If an argument cannot be used.
    """
    if not isinstance(text, str):
        raise InputError(f"text= must be text, not {type(text).__name__}.")
    if isinstance(kinds, str) or any(kind not in KINDS for kind in kinds):
        raise InputError(f"kinds= must be a list of some of {', '.join(KINDS)}.")
    for name, value, allowed in (("state", state, StateFilter), ("sort", sort, Sort)):
        if value not in get_args(allowed):
            raise InputError(f"{name}= must be one of {', '.join(get_args(allowed))}.")
    if start < 0 or not 1 <= limit <= LARGEST_PAGE:
        raise InputError(f"start= must be 0 or more, limit= from 1 to {LARGEST_PAGE:,}.")
    begins = -np.inf if since is None else parse_instant(since).timestamp()
    ends = np.inf if until is None else end_of(until).timestamp()
    if begins > ends:
        raise InputError("The time range ends before it begins.")
    chosen = tuple(kind for kind in KINDS if kind in kinds)
    return Wanted(text.casefold(), chosen, state, begins, ends, sort, descending, start, limit)


def browse(user: str, asked: Wanted) -> Steps[Page]:
    """Return the page of the user's memories that is asked for."""
    namespaces = [memory_namespace(user, kind) for kind in KINDS]
    found = yield Look(namespaces, (), None, BrowsingTable, lambda parts: _listed(parts, asked))
    if found is None:  # another store, all of which is read
        parts, every = [], []
        for namespace in namespaces:
            items = yield from read_all(namespace)
            table = BrowsingTable()
            table.add(item.value for item in items)
            keys = [item.key for item in items]
            parts.append(Part(table, np.arange(len(items)), None, keys))
            every.append(items)
        listed = _listed(parts, asked)
        items = [every[part][row] for part, row in listed.chosen]
    else:
        items, listed = found
    records, unreadable = _read(items)
    return Page(
        records=records,
        start=asked.start,
        total=listed.total,
        counts=listed.counts,
        unreadable=unreadable,
    )


def _listed(parts: Sequence[Part[BrowsingTable]], asked: Wanted) -> Listed:
    """Return which rows of which kind stand on the page, and the counts."""
    kept = [_passing(n, part, asked) for n, part in enumerate(parts)]
    places = np.concatenate([np.full(len(rows), n) for n, rows in enumerate(kept)])
    rows = np.concatenate(kept)
    order = _order(parts, places, rows, asked)
    page = order[asked.start : asked.start + asked.limit].tolist()
    counts = tuple(_counted(kind, part) for kind, part in zip(KINDS, parts, strict=True))
    return Listed([(int(places[n]), int(rows[n])) for n in page], len(rows), counts)


def _passing(number: int, part: Part[BrowsingTable], asked: Wanted) -> npt.NDArray[np.int64]:
    """Return the rows of one kind that pass the filters."""
    rows, table = part.rows, part.view
    if KINDS[number] not in asked.kinds:
        return rows[:0]
    if asked.state != "all":
        rows = rows[table.states[rows] == STATES.index(asked.state)]
    learned = table.learned[rows]
    rows = rows[(learned >= asked.since) & (learned <= asked.until)]
    if asked.text:
        texts, text = table.texts, asked.text
        rows = rows[np.fromiter((text in texts[row] for row in rows.tolist()), np.bool_, len(rows))]
    return rows


def _order(
    parts: Sequence[Part[BrowsingTable]],
    places: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
    asked: Wanted,
) -> npt.NDArray[np.int64]:
    """Return the numbers of the rows in the order of the list; equals stand newest first."""

    def column(name: str) -> npt.NDArray[Any]:
        return np.concatenate(
            [getattr(part.view, name)[rows[places == n]] for n, part in enumerate(parts)]
        )

    newest_first = np.lexsort((-rows, -column("learned")))
    if asked.sort == "time":
        return newest_first if asked.descending else newest_first[::-1]
    if asked.sort == "text":
        texts = [
            parts[p].view.texts[r] for p, r in zip(places.tolist(), rows.tolist(), strict=True)
        ]
        ordered = sorted(newest_first.tolist(), key=texts.__getitem__, reverse=asked.descending)
        return np.array(ordered, np.int64)
    names = {"state": "states", "importance": "importance", "use": "uses"}
    keys = places if asked.sort == "kind" else column(names[asked.sort])
    keys = keys[newest_first].astype(np.float64)
    return newest_first[np.argsort(-keys if asked.descending else keys, kind="stable")]


def _counted(kind: MemoryKind, part: Part[BrowsingTable]) -> Counted:
    numbers = np.bincount(part.view.states[part.rows], minlength=len(STATES))
    states: tuple[State, ...] = get_args(State)
    return Counted(kind=kind, **{s: int(numbers[STATES.index(s)]) for s in states})


def _read(items: Sequence[Any]) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """Return the memories, and of what cannot be read why; one does not hide the others."""
    records, unreadable = [], []
    for item in items:
        try:
            records.append(Record.from_value(item.namespace, item.key, item.value))
        except StoreError as error:
            unreadable.append(str(error))
    return tuple(records), tuple(unreadable)
