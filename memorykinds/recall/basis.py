"""`Basis`: what a recall was made from, so that another can be made without searching again."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from memorykinds.kinds import KINDS, MemoryKind, Record
from memorykinds.recall.counting import Counter, Counting
from memorykinds.recall.searched import Searched

if TYPE_CHECKING:
    from langgraph.store.base import Item

Again = Callable[..., Any]
"""Searches for the same again, as of the same time; takes what `search.recall` does."""

Reader = Callable[[Sequence[tuple[MemoryKind, str]]], list[Record | None]]
"""Reads memories by kind and id, as they are now; None for one that is no more there."""


@dataclass(eq=False, slots=True)
class Basis:
    """What was searched, and what was read of it. All recalls that are made of it share it.

    Attributes:
        found: What was searched.
        counting: Returns what counts the tokens of a prompt.
        read: Reads what was not read yet; None if that cannot be done any more.
        again: Searches again, for what was not searched; None likewise.
    """

    found: Searched
    counting: Counting = Counter
    read: Reader | None = None
    again: Again | None = None
    _records: dict[int, Record] = field(default_factory=dict)

    def keep(self, items: "Iterable[tuple[int, Item]]") -> None:
        """Keep memories that were read, each with its place."""
        for place, item in items:
            self._records[place] = Record.from_value(item.namespace, item.key, item.value)

    def records(self, places: Sequence[int]) -> dict[int, Record]:
        """Return the memories at these places, read if they were not yet.

        One that has been removed since the search, or is no longer believed, is left out.
        """
        missing = [place for place in places if place not in self._records]
        if missing and self.read is not None:
            read = self.read([self.found.name(place) for place in missing])
            for place, record in zip(missing, read, strict=True):
                if record is not None and self._admits(record):
                    self._records[place] = record
        return {place: self._records[place] for place in places if place in self._records}

    def find(self, key: str) -> Record | None:
        """Return the memory of an id as it is now, of whatever kind; None if there is none."""
        found = self.read([(kind, key) for kind in KINDS]) if self.read else []
        return next((record for record in found if record is not None), None)

    def _admits(self, record: Record) -> bool:
        asked = self.found.asked
        if asked.narrowing.why_out(record):
            return False
        return record.state == "active" if asked.as_of is None else record.state != "retracted"

    def __getstate__(self) -> Any:
        """Leave out what reads: a recall may be stored, but not the store within it."""
        return self.found, self.counting(), self._records

    def __setstate__(self, state: Any) -> None:
        """Take up what was stored."""
        self.found, counter, self._records = state
        self.counting = partial(Counter, counter.encoding)
        self.read = self.again = None
