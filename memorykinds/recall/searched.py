"""`Searched`: all that a search tells of every memory, before anything is weighed.

The columns are copies, so a ranking can be made again with other weights, or explained, after
the store has gone on. Nothing here depends on a weight, on the fusion, on `k` or the budget.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from memorykinds.kinds import MemoryKind
from memorykinds.recall.arms import Arms, arms_of
from memorykinds.recall.fusion import Floats
from memorykinds.recall.narrowing import Narrowing
from memorykinds.recall.queries import Query
from memorykinds.recall.table import MemoryTable
from memorykinds.recall.times import Span
from memorykinds.store.look import Part

DAY = 86_400.0
"""Seconds."""

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Question(NamedTuple):
    """What the memories are searched for.

    Attributes:
        queries: What is asked; the first is the question itself.
        now: The time that recency counts from.
        kinds: The kind of each part.
        span: The time that the query names; None if it names none.
        as_of: When a memory must be true; None for now.
        narrowing: What else it must be.
        notes: What must be said about how it was asked.
    """

    queries: tuple[Query, ...]
    now: datetime
    kinds: tuple[MemoryKind, ...]
    span: Span | None
    as_of: datetime | None
    narrowing: Narrowing = Narrowing()
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All that is asked, in which names are looked for."""
        return " ".join(query.text for query in self.queries)


class Columns(NamedTuple):
    """The memories of one kind, each at the same place of every column.

    Attributes:
        kind: Which kind.
        keys: Ids, by row; see `Part.keys`.
        rows: The row of each memory.
        holds: Whether it is true at the time that was asked for.
        days: How long ago it was said.
        importance: Its own importance.
        uses: How often it was recalled into a prompt.
        in_span: Whether it belongs to the time that the query names; None if it names none.
        asks: Whether it ends with a question.
        conversation: The number of its conversation.
        order: The places by conversation, and within one as they were said.
        named: Whether the query names who said it or took part.
    """

    kind: MemoryKind
    keys: Sequence[str]
    rows: Ints
    holds: Mask
    days: Floats
    importance: Floats
    uses: Floats
    in_span: Mask | None
    asks: Mask
    conversation: Ints
    order: Ints
    named: Mask


@dataclass(frozen=True)
class Searched:
    """All memories that were searched: those of the first kind, then those of the next.

    Attributes:
        asked: What for.
        arms: What meaning and words say of each.
        columns: What else is known, by kind.
        limit: How many of each kind a store that cannot rank all found by their vectors, at
            most; None if these are all memories of the user.
    """

    asked: Question
    arms: Arms
    columns: tuple[Columns, ...]
    limit: int | None

    @cached_property
    def starts(self) -> list[int]:
        """The place at which each kind begins, and how many memories there are."""
        starts: list[int] = np.cumsum([0, *(len(one.rows) for one in self.columns)]).tolist()
        return starts

    @cached_property
    def holds(self) -> Mask:
        """Which of them are true at the time that was asked for."""
        return np.concatenate([np.zeros(0, np.bool_), *(one.holds for one in self.columns)])

    def of(self, place: int) -> tuple[int, int]:
        """Return the number of the kind of a memory, and its place within that."""
        which = bisect_right(self.starts, place) - 1
        return which, place - self.starts[which]

    def name(self, place: int) -> tuple[MemoryKind, str]:
        """Return kind and id of a memory."""
        which, inside = self.of(place)
        columns = self.columns[which]
        return columns.kind, columns.keys[columns.rows[inside]]

    def find(self, key: str) -> int | None:
        """Return the place of the memory of an id; None if it was not searched."""
        names = (columns.keys[row] for columns in self.columns for row in columns.rows.tolist())
        return next((place for place, name in enumerate(names) if name == key), None)


def searched(
    asked: Question, parts: Sequence[Part[MemoryTable]], limit: int | None = None
) -> Searched:
    """Return what the parts, one a kind, tell of every memory."""
    columns = tuple(
        _columns(asked, kind, part) for kind, part in zip(asked.kinds, parts, strict=True)
    )
    return Searched(asked, arms_of(asked.queries, parts), columns, limit)


def _columns(asked: Question, kind: MemoryKind, part: Part[MemoryTable]) -> Columns:
    table, rows = part.view, part.rows
    said, since, until = table.said[rows], table.true_from[rows], table.true_until[rows]
    place = np.full(len(table.said), -1, np.int64)
    place[rows] = np.arange(len(rows))
    order = place[table.order]
    in_span = None
    if asked.span is not None:
        in_span = asked.span.holds(said) | asked.span.holds(since)
    # A comparison with NaN, which stands for "not known", is false.
    at = (asked.as_of or asked.now).timestamp()
    holds = ~(until <= at)
    if asked.as_of is not None:
        holds &= ~(since > at)
    return Columns(
        kind=kind,
        keys=part.keys,
        rows=rows,
        holds=holds,
        days=np.maximum(0.0, asked.now.timestamp() - said) / DAY,
        importance=table.importance[rows],
        uses=table.uses[rows],
        in_span=in_span,
        asks=table.asks[rows],
        conversation=table.conversation[rows],
        order=order[order >= 0],
        named=table.names.score(asked.text).bm25[rows] > 0,
    )
