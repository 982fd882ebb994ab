"""Ids of exercises, "4.2", and of quizzes, "4.q1"; "m3.1" is of the third exhibit of the museum."""

import re

from memorykinds.kinds.errors import InputError

_ID = re.compile(r"(m?)([1-9]\d?)\.(q?)([1-9]\d?)")


def part_of(an_id: str) -> str:
    """Return the part of the course that an id belongs to: "lesson_04" or "museum_03".

    Raises:
        InputError: If it is no id.
    """
    museum, number, *_ = _match(an_id).groups()
    return f"{'museum' if museum else 'lesson'}_{int(number):02}"


def part_in_words(part: str) -> str:
    """Return what a part is called in a sentence: "lesson 4", "exhibit 3 of the museum"."""
    where, _, number = part.partition("_")
    return f"lesson {int(number)}" if where == "lesson" else f"exhibit {int(number)} of the museum"


def is_id(text: str) -> bool:
    """Tell whether a text is the id of an exercise or a quiz."""
    return _ID.fullmatch(text) is not None


def in_order(an_id: str) -> tuple[bool, int, bool, int]:
    """Return what ids are sorted by.

    9.1 comes before 10.1, a part's exercises before its quizzes, and the museum after all lessons.
    """
    museum, number, quiz, last = _match(an_id).groups()
    return bool(museum), int(number), bool(quiz), int(last)


def _match(an_id: str) -> re.Match[str]:
    match = _ID.fullmatch(an_id) if isinstance(an_id, str) else None
    if match is None:
        raise InputError(f"{an_id!r} is no id: an exercise has one like '4.2', a quiz like '4.q1'.")
    return match
