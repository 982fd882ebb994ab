"""Moments: times as whole microseconds since 1970, which compare and sort fast."""

from datetime import UTC, datetime, timedelta
from typing import Any

from memorykinds.kinds.errors import InputError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

NEVER = (1 << 63) - 1
"""Later than any time."""


def microseconds(time: datetime) -> int:
    """Return an aware time as microseconds since 1970."""
    return (time - _EPOCH) // _MICROSECOND


def expiry(now: int, ttl: float) -> int:
    """Return when a time to live in minutes that begins now is over."""
    return min(NEVER, now + int(ttl * 60_000_000))


def check_ttl(ttl: Any) -> None:
    """Refuse what is no time to live.

    Raises:
        InputError: If it is not a number of minutes, at least 0, or None.
    """
    if ttl is None:
        return
    number = isinstance(ttl, int | float) and not isinstance(ttl, bool)
    if not number or not 0 <= ttl < float("inf"):
        raise InputError(f"A time to live is a number of minutes such as 60, not {ttl!r}.")
