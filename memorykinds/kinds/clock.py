"""Clocks and ids, injected everywhere, so that a lesson gives the same output each time.

Nothing in the library asks the system for the time or for randomness except through the two
functions below, which `memorykinds.open` takes as ``clock=`` and ``ids=``.
"""

import itertools
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from memorykinds.kinds.content import to_instant
from memorykinds.kinds.errors import InputError

Clock = Callable[[], datetime]
"""Returns now, as an aware UTC datetime."""

NewId = Callable[[str], str]
"""Returns a new id that starts with the given word: ``new_id("fact")`` -> ``"fact-..."``."""

_lock = threading.Lock()
_last_tick = 0


def system_clock() -> datetime:
    """Return the time of this machine in UTC."""
    return datetime.now(UTC)


class LessonClock:
    """A clock that stands still until it is moved: the same times in every run of a lesson.

    >>> clock = LessonClock("2026-05-03T09:00")
    >>> clock.advance(days=1)
    >>> clock().isoformat()
    '2026-05-04T09:00:00+00:00'
    """

    def __init__(self, start: str | datetime) -> None:
        self._now = parse_instant(start)

    def __call__(self) -> datetime:
        """Return the time that the clock shows, in UTC."""
        return self._now

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        """Move the clock on. It never goes back: a journal is written forwards."""
        step = timedelta(days=days, hours=hours, minutes=minutes)
        if step < timedelta(0):
            raise InputError("A clock only moves forwards.")
        self._now += step

    def __repr__(self) -> str:
        """Return the time that it shows."""
        return f"LessonClock({self._now.isoformat()!r})"


def random_id(prefix: str) -> str:
    """Return an id that is unique everywhere and sorts by time within one process.

    48 bits of milliseconds and a counter, then 40 random bits, in base 16: the idea of
    UUID version 7 (RFC 9562) in a form that a person can tell apart.
    """
    global _last_tick  # noqa: PLW0603 -- one sequence for the process is the point
    with _lock:
        _last_tick = max(time.time_ns() // 1000, _last_tick + 1)
        tick = _last_tick
    return f"{prefix}-{tick:014x}{os.urandom(5).hex()}"


def counted_ids() -> NewId:
    """Return ids that count from 1 for each prefix: for lessons and tests, never for two processes."""
    counters: dict[str, itertools.count[int]] = {}
    lock = threading.Lock()

    def new_id(prefix: str) -> str:
        with lock:
            number = next(counters.setdefault(prefix, itertools.count(1)))
        return f"{prefix}-{number:06d}" if prefix == "event" else f"{prefix}-{number}"

    return new_id


def end_of(value: str | datetime) -> datetime:
    """Return the last moment that `value` names: of a date alone, the end of that day.

    "What was believed on 3 May" includes what was learned in the course of that day.

    Raises:
        InputError: If it is not a date or time in ISO 8601.
    """
    instant = parse_instant(value)
    names_a_day = isinstance(value, str) and len(value.strip()) == len("2026-05-03")
    return instant + timedelta(days=1, microseconds=-1) if names_a_day else instant


def parse_instant(value: str | datetime) -> datetime:
    """Return `value` as a UTC datetime.

    Raises:
        InputError: If it is not a date or time in ISO 8601.
    """
    instant = to_instant(value)
    if not isinstance(instant, datetime):
        raise InputError(f"{value!r} is no date or time in ISO 8601 such as '2026-05-03T09:00'.")
    return instant
