"""The file of a learner's progress: its form, how it is read and how it is written."""

import os
import tempfile
import warnings
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from memorykinds.workshop.ids import in_order, is_id

FILE = ".memorykinds-progress.json"
_LARGEST = 2**20
"""Bytes; a course has a few thousand."""


class ProgressWarning(UserWarning):
    """Progress could not be kept or read; what was checked is not touched by that."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ExerciseTries(_Part):
    """How an exercise went: how often it was tried until it was solved, and whether it was."""

    attempts: int = Field(default=0, ge=0)
    solved: bool = False


class QuizTries(_Part):
    """How a quiz went: the first letter, the number of answers until one was right."""

    first: str = Field(max_length=1)
    answers: int = Field(default=0, ge=0)
    right: bool = False


class Progress(_Part):
    """What a learner has done so far."""

    format: Literal[1] = 1
    learner: str | None = Field(default=None, max_length=100)
    seed: str | None = Field(default=None, max_length=100)
    exercises: dict[str, ExerciseTries] = Field(default_factory=dict)
    quizzes: dict[str, QuizTries] = Field(default_factory=dict)

    def rows(self) -> list[tuple[str, str]]:
        """Return each exercise and quiz with words on how it went, in the course's order."""
        told = {key: _exercise_words(tries) for key, tries in self.exercises.items()}
        told |= {key: _quiz_words(tries) for key, tries in self.quizzes.items()}
        return [(key, told[key]) for key in sorted(filter(is_id, told), key=in_order)]

    def __repr__(self) -> str:
        rows = [f"{key:6} {words}" for key, words in self.rows()]
        return "\n".join([self._opening(), *rows])

    __str__ = __repr__

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{escape(key)}</th><td>{escape(words)}</td></tr>'
            for key, words in self.rows()
        )
        head = '<tr><th scope="col">exercise or quiz</th><th scope="col">how it went</th></tr>'
        return f"<table><caption>{escape(self._opening())}</caption>{head}{rows}</table>"

    def _opening(self) -> str:
        solved = sum(tries.solved for tries in self.exercises.values())
        right = sum(tries.right for tries in self.quizzes.values())
        name = f"{self.learner}: " if self.learner else ""
        return f"{name}{solved} exercises solved, {right} quizzes right"


def read(path: Path) -> Progress:
    """Return what a file holds; nothing if it is not there.

    A file that cannot be understood is put aside under another name, and a warning says so.
    """
    try:
        return parsed(path)
    except FileNotFoundError:
        return Progress()
    except ValueError:
        aside = path.with_name(f"{FILE.removesuffix('.json')}.broken.json")
        path.replace(aside)
        warnings.warn(
            f"{path.name} could not be understood: it is now {aside.name}, and progress begins anew.",
            ProgressWarning,
            stacklevel=2,
        )
        return Progress()


def parsed(path: Path) -> Progress:
    """Return what a file holds.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it cannot be understood.
    """
    if path.stat().st_size > _LARGEST:
        raise ValueError("too large for a progress file")
    try:
        return Progress.model_validate_json(path.read_bytes())
    except (ValidationError, RecursionError) as error:
        raise ValueError("no progress file") from error


def write(path: Path, progress: Progress) -> None:
    """Write a learner's progress to its file."""
    write_whole(path, progress.model_dump_json(indent=1) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a file in one step: whoever reads it meets the old content or the new."""
    handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _exercise_words(tries: ExerciseTries) -> str:
    times = "1 attempt" if tries.attempts == 1 else f"{tries.attempts} attempts"
    return f"{'solved' if tries.solved else 'not yet'}, {times}"


def _quiz_words(tries: QuizTries) -> str:
    times = "1 answer" if tries.answers == 1 else f"{tries.answers} answers"
    return f"{'right' if tries.right else 'not yet'}, {times}"
