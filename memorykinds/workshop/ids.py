"""Ids of exercises, "4.2", and of quizzes, "4.q1": which lesson, and in which order."""

import re

from memorykinds.kinds.errors import InputError

_ID = re.compile(r"([1-9]\d?)\.(q?)([1-9]\d?)")


def lesson_of(an_id: str) -> int:
    """Return the lesson that an id belongs to.

    Raises:
        InputError: If it is no id.
    """
    match = _ID.fullmatch(an_id) if isinstance(an_id, str) else None
    if match is None:
        raise InputError(f"{an_id!r} is no id: an exercise has one like '4.2', a quiz like '4.q1'.")
    return int(match[1])


def is_id(text: str) -> bool:
    """Tell whether a text is the id of an exercise or a quiz."""
    return _ID.fullmatch(text) is not None


def in_order(an_id: str) -> tuple[int, bool, int]:
    """Return what ids are sorted by: 9.1 before 10.1, and a lesson's exercises before its quizzes."""
    match = _ID.fullmatch(an_id)
    if match is None:
        raise InputError(f"{an_id!r} is no id of an exercise or a quiz.")
    return int(match[1]), bool(match[2]), int(match[3])
