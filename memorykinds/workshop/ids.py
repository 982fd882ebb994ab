"""Ids of exercises, "4.2", and of quizzes, "4.q1"; "m.2" is of the museum of bugs."""

import re

from memorykinds.kinds.errors import InputError

_ID = re.compile(r"(m|[1-9]\d?)\.(q?)([1-9]\d?)")
_LAST = 100
"""The museum comes after all lessons."""


def part_of(an_id: str) -> str:
    """Return the part of the course that an id belongs to: "lesson_04" or "museum".

    Raises:
        InputError: If it is no id.
    """
    match = _match(an_id)
    return "museum" if match[1] == "m" else f"lesson_{int(match[1]):02}"


def is_id(text: str) -> bool:
    """Tell whether a text is the id of an exercise or a quiz."""
    return _ID.fullmatch(text) is not None


def in_order(an_id: str) -> tuple[int, bool, int]:
    """Return what ids are sorted by: 9.1 before 10.1, and a lesson's exercises before its quizzes."""
    match = _match(an_id)
    return _LAST if match[1] == "m" else int(match[1]), bool(match[2]), int(match[3])


def _match(an_id: str) -> re.Match[str]:
    match = _ID.fullmatch(an_id) if isinstance(an_id, str) else None
    if match is None:
        raise InputError(f"{an_id!r} is no id: an exercise has one like '4.2', a quiz like '4.q1'.")
    return match
