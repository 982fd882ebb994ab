"""Columns: the values of one field of many items, by which a filter is decided at once.

A column keeps each different value once and a number for each item, so a condition is judged
once for each value, by the same function that judges a whole value. Equality with a text or
a number, which is nearly every filter, is one look-up and one comparison of numbers.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from memorykinds.store.filters import json_type, meets
from memorykinds.store.grown import Grown

Mask = npt.NDArray[np.bool_]

LONGEST = 200
"""Characters of a text that a column keeps; who filters by whole documents reads the file."""

_ELSEWHERE = 0
"""The number of a value that the column does not keep: a list, a dict, a long text."""


class Column:
    """The values of one top-level field, one number for each row of a scope."""

    def __init__(self) -> None:
        self._codes = Grown(np.int32)
        self._values: list[Any] = [None]  # the first stands for _ELSEWHERE, and is never read
        self._code_of: dict[tuple[str, Any], int] = {}

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def unused(self) -> int:
        """How many values it keeps, at least, that no row has any more."""
        return max(0, len(self._values) - 1 - len(self._codes))

    def extend(self, values: Iterable[Any]) -> None:
        """Append the field's values of further rows."""
        self._codes.extend([self._code(value) for value in values])

    def replace(self, row: int, value: Any) -> None:
        """Set the value of one row."""
        self._codes.array[row] = self._code(value)

    def judge(self, wanted: Any) -> tuple[Mask, Mask | None]:
        """Return which rows meet a condition, and which only their whole value can tell."""
        codes = self._codes.array
        if _kept(wanted):
            code = self._code_of.get((json_type(wanted), wanted))
            return codes == (-1 if code is None else code), None
        verdicts = np.fromiter((meets(value, wanted) for value in self._values), np.bool_)
        verdicts[_ELSEWHERE] = False
        elsewhere = codes == _ELSEWHERE
        return verdicts[codes], elsewhere if elsewhere.any() else None

    def _code(self, value: Any) -> int:
        if not _kept(value):
            return _ELSEWHERE
        place = (json_type(value), value)
        code = self._code_of.get(place)
        if code is None:
            code = self._code_of[place] = len(self._values)
            self._values.append(value)
        return code


def _kept(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST
    return value is None or isinstance(value, bool | int | float)
