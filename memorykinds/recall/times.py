"""Times: "what happened last March?" names a time, and memories of that time count more.

The expressions are those that the offline model resolves in a conversation, here seen from the
moment of the question. English only; a query without one has no span, and the term is left out.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from memorykinds.models.offline.time_words import extract_time


class Span(NamedTuple):
    """A stretch of time.

    Attributes:
        start: Its first second since 1970.
        end: The first second after it.
        words: How to say it: "in March 2026".
    """

    start: float
    end: float
    words: str

    def holds(self, moments: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Return which moments lie within; NaN does not."""
        return (moments >= self.start) & (moments < self.end)


_LENGTHS = (
    (re.compile(r"since "), None),
    (re.compile(r"on the weekend "), 2),
    (re.compile(r"on \d"), 1),
    (re.compile(r"in \d{4}$"), 366),
    (re.compile(r"in (?:spring|summer|autumn|fall|winter) "), 92),
    (re.compile(r"in [A-Z][a-z]+ \d{4}$"), 31),
)
"""Days from the beginning of "how it is said"; None is until now."""

_ABOUT = 7
"""Days of what is said in another way: "around 3 May", "in the week of"."""


def span_of(query: str, now: datetime) -> Span | None:
    """Return the time that a query names; None if it names none.

    >>> from datetime import UTC, datetime
    >>> span_of("What did Ada buy last March?", datetime(2026, 5, 3, tzinfo=UTC)).words
    'in March 2026'
    """
    _, when = extract_time(query, now.date())
    if when is None:
        return None
    days = next((days for form, days in _LENGTHS if form.match(when.words)), _ABOUT)
    start = _midnight(when.start)
    end = now if days is None else start + timedelta(days=_whole(when.start, days))
    return Span(start.timestamp(), end.timestamp(), when.words)


def _whole(start: date, days: int) -> int:
    """Return how long a month or a year is that begins on `start`; other lengths as they are."""
    if days == 31:  # noqa: PLR2004 -- a month
        following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        return (following - start).days
    if days == 366:  # noqa: PLR2004 -- a year
        return (date(start.year + 1, 1, 1) - start).days
    return days


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
