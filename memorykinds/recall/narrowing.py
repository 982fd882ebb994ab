"""`Narrowing`: which memories may be recalled at all, decided before any of them is ranked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from memorykinds.kinds import InputError, Record
from memorykinds.recall.table import MemoryTable
from memorykinds.store.filters import check_filter, matches

OF_RECORD = frozenset(
    ["kind", "text", "importance", "pinned", "accesses", "slot", "provenance", "created_at"]
)
"""Fields of the record around a memory's content; every other name is one of the content's."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a memory must be, however well it would rank.

    Attributes:
        fields: Conditions on its fields, as of `SearchOp.filter`.
        since: When it must have been said at the earliest; None for any time.
        until: When it must have been said at the latest; None for any time.

    Raises:
        InputError: If a condition cannot be met by anything.
    """

    fields: Mapping[str, Any] | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be used, in a sentence."""
        fields = self.fields
        if fields is None:
            return
        if not isinstance(fields, Mapping) or not all(isinstance(name, str) for name in fields):
            raise InputError(
                "filter= must be a dict of conditions, such as {'predicate': 'likes'}."
            )
        if "state" in fields:
            raise InputError(
                "filter= cannot ask for a state: what is believed now is recalled, and what was "
                "true at another time with as_of=."
            )
        check_filter(fields)

    @property
    def conditions(self) -> dict[str, Any]:
        """The conditions as the store needs them, for whom the content is one of the fields."""
        fields = self.fields or {}
        own = {name: wanted for name, wanted in fields.items() if name in OF_RECORD}
        inside = {name: wanted for name, wanted in fields.items() if name not in OF_RECORD}
        return {**own, "content": inside} if inside else own

    def within(self, table: MemoryTable) -> npt.NDArray[np.bool_]:
        """Return which rows of a table were said in that time."""
        first = -np.inf if self.since is None else self.since.timestamp()
        last = np.inf if self.until is None else self.until.timestamp()
        return (table.said >= first) & (table.said <= last)

    def why_out(self, record: Record) -> str:
        """Return why a memory is not among those that may be recalled; "" if it is."""
        if not matches(record.to_value(), self.conditions):
            return f"It does not meet filter={dict(self.fields or {})!r}."
        said = record.provenance.said_at or record.updated_at
        if self.since is not None and said < self.since:
            return f"It was said on {said:%Y-%m-%d}, before since={self.since:%Y-%m-%d}."
        if self.until is not None and said > self.until:
            return f"It was said on {said:%Y-%m-%d}, after until={self.until:%Y-%m-%d}."
        return ""
