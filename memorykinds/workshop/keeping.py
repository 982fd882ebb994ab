"""A learner's progress, kept in a small file in the learner's own folder.

The file is `.memorykinds-progress.json` in the folder of the course, or where there is none (a
script of one's own) in the folder that the program runs in. It holds how often each exercise was
tried and whether it was solved, what was answered in each quiz, and the name and seed that the
learner has chosen; no times, and nothing of the answers themselves. It goes nowhere: an instructor
is handed it, or the folder. With MEMORYKINDS_PROGRESS=off in the environment nothing is kept.
"""

import os
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path

from memorykinds.kinds.errors import InputError, StoreError
from memorykinds.store.exclusive import UserLocks
from memorykinds.workshop.handing_out import HANDED_OUT
from memorykinds.workshop.progress_file import (
    FILE,
    ExerciseTries,
    Progress,
    ProgressWarning,
    QuizTries,
    read,
    write,
)

_LONGEST = 100
"""Characters of a name or a seed."""

_DEEPEST = 2
"""How many folders below the course's a lesson may lie."""

_seed: str | None = None
"""The seed where nothing is kept."""


def learner(name: str) -> Progress:
    """Choose the name under which an instructor sees your progress.

    >>> learner("Ada")  # doctest: +SKIP
    """
    return name_folder(None, name)


def seed(seed: str | None) -> None:
    """Get exercise data of your own, by your name or any other word; None for everybody's.

    The same seed gives the same data on every machine, and the same checker works for all. It
    holds for all notebooks of this folder.

    >>> seed("ada")  # doctest: +SKIP
    """
    global _seed  # noqa: PLW0603 -- one learner, one process
    chosen = None if seed is None else _short(seed, "seed")
    _seed = chosen
    _change(lambda kept: kept.model_copy(update={"seed": chosen}))


def seed_folder(folder: Path, seed: str) -> None:
    """Set the seed of another folder than the one that this process runs in."""
    chosen = _short(seed, "seed")
    _change(lambda kept: kept.model_copy(update={"seed": chosen}), folder)


def name_folder(folder: Path | None, name: str) -> Progress:
    """Set the learner's name in another folder than the one that this process runs in."""
    chosen = _short(name, "name")
    return _change(lambda kept: kept.model_copy(update={"learner": chosen}), folder)


def progress() -> Progress:
    """Return what has been solved in this folder so far."""
    return _told(lambda: read(_course_folder() / FILE)) if _is_kept() else Progress()


def current_seed() -> str | None:
    """Return the seed that holds in this folder, or None."""
    return progress().seed if _is_kept() else _seed


def note_exercise(exercise_id: str, *, solved: bool) -> None:
    """Keep that an exercise was tried. Solved once is solved, whatever is tried later."""

    def change(kept: Progress) -> Progress:
        was = kept.exercises.get(exercise_id, ExerciseTries())
        now = ExerciseTries(
            # Attempts end with the first right answer: to run a cell again is none.
            attempts=was.attempts if was.solved else was.attempts + 1,
            solved=was.solved or solved,
        )
        return kept.model_copy(update={"exercises": kept.exercises | {exercise_id: now}})

    _change(change)


def note_quiz(quiz_id: str, letter: str, *, right: bool) -> None:
    """Keep what was answered; the first answer is kept beside whether one was right."""

    def change(kept: Progress) -> Progress:
        was = kept.quizzes.get(quiz_id, QuizTries(first=letter))
        now = QuizTries(
            first=was.first,
            answers=was.answers if was.right else was.answers + 1,
            right=was.right or right,
        )
        return kept.model_copy(update={"quizzes": kept.quizzes | {quiz_id: now}})

    _change(change)


def _change(change: Callable[[Progress], Progress], folder: Path | None = None) -> Progress:
    """Read, change and write, alone among the kernels of this folder."""
    if not _is_kept():
        return change(Progress())
    path = (folder or _course_folder()).resolve() / FILE

    def changed() -> Progress:
        with _locks(path).hold("progress"):
            after = change(read(path))
            write(path, after)
            return after

    return _told(changed)


def _told(action: Callable[[], Progress]) -> Progress:
    """Run what reads or writes; if it cannot, warn in a sentence and go on with nothing kept."""
    try:
        return action()
    except (OSError, StoreError) as error:
        why = getattr(error, "strerror", None) or error
        warnings.warn(f"Progress cannot be kept here: {why}.", ProgressWarning, stacklevel=4)
        return Progress()


@cache
def _locks(path: Path) -> UserLocks:
    return UserLocks("The progress file", path)


def _course_folder() -> Path:
    """Return the folder of the course for a lesson in one of its folders, such as museum/."""
    here = Path.cwd()
    above = (here, *here.parents[:_DEEPEST])
    return next((folder for folder in above if (folder / HANDED_OUT).exists()), here)


def _is_kept() -> bool:
    return os.environ.get("MEMORYKINDS_PROGRESS", "").lower() != "off"


def _short(text: str, what: str) -> str:
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST:
        raise InputError(f"A {what} is a text of 1 to {_LONGEST} characters.")
    return " ".join(text.split())
