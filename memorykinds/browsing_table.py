"""`BrowsingTable`: of every memory of a namespace what a list of memories is sorted and cut by."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from memorykinds.store.grown import Grown

STATES = ("active", "superseded", "retracted")
UNKNOWN = 0.0
"""When it was learned, of what does not say: 1970."""


class BrowsingTable:
    """The memories of one namespace, a row each; a `store.views.View`.

    Attributes:
        texts: What each says, folded for a search that does not heed case.
        learned: When each was first written, in seconds since 1970.
        importance: The importance of each.
        uses: How often each was recalled into a prompt.
        states: Of each the number of its state in `STATES`.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._learned = Grown(np.float64)
        self._importance = Grown(np.float64)
        self._uses = Grown(np.int64)
        self._states = Grown(np.int8)
        self._characters = 0

    @property
    def size(self) -> int:
        """How many rows it has."""
        return len(self.texts)

    @property
    def dead(self) -> int:
        """None: a row is replaced where it stands."""
        return 0

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return self._characters + 90 * len(self.texts)

    @property
    def learned(self) -> npt.NDArray[np.float64]:
        """When each was first written, in seconds since 1970."""
        return self._learned.array

    @property
    def importance(self) -> npt.NDArray[np.float64]:
        """The importance of each."""
        return self._importance.array

    @property
    def uses(self) -> npt.NDArray[np.int64]:
        """How often each was recalled into a prompt."""
        return self._uses.array

    @property
    def states(self) -> npt.NDArray[np.int8]:
        """Of each the number of its state in `STATES`."""
        return self._states.array

    def add(self, values: Iterable[Mapping[str, Any]]) -> None:
        """Append rows."""
        texts, columns = [], []
        for value in values:
            texts.append(_text(value))
            columns.append(_columns(value))
        if texts:
            self.texts += texts
            self._characters += sum(map(len, texts))
            for grown, column in zip(self._grown(), zip(*columns, strict=True), strict=True):
                grown.extend(column)

    def replace(self, row: int, value: Mapping[str, Any]) -> None:
        """Set one row."""
        text = _text(value)
        self._characters += len(text) - len(self.texts[row])
        self.texts[row] = text
        for grown, one in zip(self._grown(), _columns(value), strict=True):
            grown.array[row] = one

    def remove(self, row: int) -> None:
        """Forget the words of one row; the store no more shows it."""
        self._characters -= len(self.texts[row])
        self.texts[row] = ""

    def _grown(self) -> tuple[Grown, ...]:
        return self._learned, self._importance, self._uses, self._states


# Values are read leniently: another program may have written them.


def _text(value: Mapping[str, Any]) -> str:
    text = value.get("text", value.get("content"))
    return (text if isinstance(text, str) else str(text or "")).casefold()


def _columns(value: Mapping[str, Any]) -> tuple[float | int, ...]:
    state = value.get("state")
    return (
        _seconds(value.get("created_at")),
        _number(value.get("importance")),
        int(_number(value.get("accesses"))),
        STATES.index(state) if state in STATES else 0,
    )


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _seconds(instant: Any) -> float:
    try:
        return datetime.fromisoformat(instant).timestamp()
    except (TypeError, ValueError, OverflowError):
        return UNKNOWN
