"""Checks: what was passed in is a number of seconds, a whole number, a thread's name."""

import math
from uuid import UUID

from memorykinds.kinds import InputError
from memorykinds.kinds.text import clean

LONGEST_THREAD = 512
A_YEAR = 366 * 86400


def seconds_of(name: str, value: object, *, least: float = 0) -> float:
    """Return `value` as seconds.

    Raises:
        InputError: If it is no number of them from `least` to a year's.
    """
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    if not least <= number <= A_YEAR:  # not a number is neither
        raise InputError(
            f"{name}= is a number of seconds from {least:g} to a year's, not {value!r}."
        )
    return float(number)


def whole(name: str, value: object) -> int:
    """Return `value` if it is a whole number of at least 1.

    Raises:
        InputError: If it is none.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InputError(f"{name}= is a whole number of at least 1, not {value!r}.")
    return value


def thread_name(thread: object) -> str:
    """Return the id of a thread as a string.

    Raises:
        InputError: If it is blank, too long, of several lines or no id.
    """
    name = str(thread) if isinstance(thread, str | int | UUID) else ""
    if isinstance(thread, bool) or not name.strip() or name != clean(name):
        raise InputError(f"thread= is the id of a thread, such as 'monday', not {thread!r}.")
    if len(name) > LONGEST_THREAD or "\n" in name:
        raise InputError(f"thread= is at most {LONGEST_THREAD} characters on one line.")
    return name
