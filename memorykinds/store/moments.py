"""Moments: times as whole microseconds since 1970, which compare and sort fast."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from memorykinds.kinds.clock import parse_instant
from memorykinds.kinds.errors import InputError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

NEVER = (1 << 63) - 1
"""Later than any time."""


class Moment(NamedTuple):
    """One time in both of its forms."""

    text: str
    """ISO 8601 in UTC, as it stands in the file."""
    number: int
    """Microseconds since 1970."""


def moment_of(time: datetime) -> Moment:
    """Return a time in both of its forms; without a zone it is UTC."""
    time = parse_instant(time)
    return Moment(time.isoformat(timespec="microseconds"), (time - _EPOCH) // _MICROSECOND)


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
