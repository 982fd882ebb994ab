"""Grown: a NumPy array that can be appended to, at a cost that does not grow with it."""

from typing import Any

import numpy as np
import numpy.typing as npt


class Grown:
    """An array with room at its end, doubled when it is full.

    Args:
        dtype: The type of its elements.
    """

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._room: npt.NDArray[Any] = np.empty(16, dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def array(self) -> npt.NDArray[Any]:
        """The elements: a view, which the next `extend` may leave behind."""
        return self._room[: self._size]

    def extend(self, values: npt.ArrayLike) -> None:
        """Append elements."""
        new = np.asarray(values, self._room.dtype)
        size = self._size + len(new)
        if size > len(self._room):
            room = np.empty(max(size, 2 * len(self._room)), self._room.dtype)
            room[: self._size] = self.array
            self._room = room
        self._room[self._size : size] = new
        self._size = size
