"""`Cases`: how the checker of an exercise is itself tested.

Each lesson has a file `lesson_NN_cases.py` here, with a dictionary CASES from the ids of its
exercises to their cases; test_exercises.py tries them all, each for several students.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cases:
    """Answers to one exercise.

    Attributes:
        solution: Makes a right answer from the exercise's data (None where it has none).
        wrong: At least three plausible wrong answers, made likewise, by a part of the message
            that each is meant to get.
    """

    solution: Callable[[Any], Any]
    wrong: Mapping[str, Callable[[Any], Any]]
