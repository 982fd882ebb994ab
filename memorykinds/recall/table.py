"""`MemoryTable`: of every memory of a namespace what ranking needs, as columns.

A namespace of a thousand memories is ranked as a whole in about a millisecond, because no
memory is read in full before it is chosen. The store keeps the table and lets it follow each
change (see `store.look`); over a store that cannot, one is made of what a search returned.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from math import inf, nan
from typing import Any

import numpy as np
import numpy.typing as npt

from memorykinds.store.grown import Grown
from memorykinds.store.lexical import Lexicon
from memorykinds.store.words import whole

_ASKS = re.compile(r"[?？؟][\"'”’)»]*\s*(?:\[[^\]]*\]\.?)?\s*$")  # noqa: RUF001
"""A question mark at the end; what stands in brackets after it is no speech."""

_ROLES = frozenset({"user", "assistant", "system", "tool"})
"""Participants whom no query means by name."""


class MemoryTable:
    """The memories of one namespace, a row each; a `store.views.View`.

    Attributes:
        words: The words of their texts.
        names: The names of those who said it, took part, or whom it is about.
    """

    def __init__(self) -> None:
        self.words = Lexicon()
        self.names = Lexicon(whole)
        self._said = Grown(np.float64)
        self._from = Grown(np.float64)
        self._until = Grown(np.float64)
        self._importance = Grown(np.float64)
        self._uses = Grown(np.float64)
        self._asks = Grown(np.bool_)
        self._conversation = Grown(np.int64)
        self._conversations: dict[str, int] = {}
        self._texts: list[int] = []  # a hash of each
        self._order: npt.NDArray[np.int64] | None = None

    @property
    def size(self) -> int:
        """How many texts it keeps, the dead ones included."""
        return self.words.size

    @property
    def dead(self) -> int:
        """How many of them were replaced or removed."""
        return self.words.dead

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return self.words.bytes + self.names.bytes + 57 * len(self._said)

    @property
    def said(self) -> npt.NDArray[np.float64]:
        """When each was said, in seconds since 1970."""
        return self._said.array

    @property
    def true_from(self) -> npt.NDArray[np.float64]:
        """Since when each is true; NaN if that is not known."""
        return self._from.array

    @property
    def true_until(self) -> npt.NDArray[np.float64]:
        """Until when each is true; NaN if it still is, or that is not known."""
        return self._until.array

    @property
    def importance(self) -> npt.NDArray[np.float64]:
        """The importance of each."""
        return self._importance.array

    @property
    def uses(self) -> npt.NDArray[np.float64]:
        """How often each was recalled into a prompt."""
        return self._uses.array

    @property
    def asks(self) -> npt.NDArray[np.bool_]:
        """Whether each ends with a question."""
        return self._asks.array

    @property
    def conversation(self) -> npt.NDArray[np.int64]:
        """The number of the conversation of each."""
        return self._conversation.array

    @property
    def order(self) -> npt.NDArray[np.int64]:
        """The rows by conversation, and within one in the order in which they were said."""
        if self._order is None:
            self._order = np.lexsort((self.said, self.conversation))
        return self._order

    def add(self, values: Iterable[Mapping[str, Any]]) -> None:
        """Append rows."""
        texts, names, columns = [], [], []
        for value in values:
            texts.append(_text(value))
            names.append(_names(value))
            columns.append(self._columns(value))
        if not texts:
            return
        self.words.add(texts)
        self.names.add(names)
        self._texts += map(hash, texts)
        for grown, column in zip(self._grown(), zip(*columns, strict=True), strict=True):
            grown.extend(column)
        self._order = None

    def replace(self, row: int, value: Mapping[str, Any]) -> None:
        """Set one row."""
        text = _text(value)
        if self._texts[row] != hash(text):  # nearly every change is of a date or a count
            self._texts[row] = hash(text)
            self.words.replace(row, text)
        self.names.replace(row, _names(value))
        for grown, one in zip(self._grown(), self._columns(value), strict=True):
            grown.array[row] = one
        self._order = None

    def remove(self, row: int) -> None:
        """Forget the words of one row; the store no more lets it be ranked."""
        self.words.remove(row)
        self.names.remove(row)
        self._texts[row] = 0

    def _grown(self) -> tuple[Grown, ...]:
        return (
            self._said,
            self._from,
            self._until,
            self._importance,
            self._uses,
            self._asks,
            self._conversation,
        )

    def _columns(self, value: Mapping[str, Any]) -> tuple[float | bool, ...]:
        source = _mapping(value.get("provenance"))
        return (
            _seconds(source.get("said_at") or value.get("updated_at"), -inf),
            _seconds(value.get("valid_from"), nan),
            _seconds(value.get("valid_to"), nan),
            _number(value.get("importance")),
            _number(value.get("accesses")),
            bool(_ASKS.search(_text(value))),
            self._number_of(source.get("conversation")),
        )

    def _number_of(self, conversation: Any) -> int:
        """Return the number of a conversation; what belongs to none is one by itself."""
        number = len(self._conversations)
        name = conversation if isinstance(conversation, str) and conversation else f"\0{number}"
        return self._conversations.setdefault(name, number)


# Values are read leniently: what is no memory of ours is refused when it is chosen, in a
# sentence that names it, and does not keep the others from being ranked.


def _text(value: Mapping[str, Any]) -> str:
    text = value.get("text")
    return text if isinstance(text, str) else ""


def _names(value: Mapping[str, Any]) -> str:
    content = _mapping(value.get("content"))
    participants = content.get("participants")
    named = list(participants) if isinstance(participants, list | tuple) else []
    named.append(content.get("subject") or "")
    return " ".join(str(name) for name in named if str(name).casefold() not in _ROLES)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _seconds(instant: Any, default: float) -> float:
    try:
        return datetime.fromisoformat(instant).timestamp()
    except (TypeError, ValueError, OverflowError):
        return default
