"""`exercise`: how an author writes a checker, and where all of them are found.

>>> @exercise("9.1", title="Count to three")
... def count(answer: Any, case: Case) -> None:
...     need(answer == 3, f"That is {answer}.", hint="One more than two.")

A checker returns if the answer is right, and says what is wrong by `need`: the message tells what
is wrong with the answer, the hint where to look, and neither gives the solution.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from memorykinds.kinds.errors import InputError
from memorykinds.workshop.ids import in_order, part_in_words, part_of

Given = Callable[[random.Random], Any]
"""Makes the data of an exercise by chance; the same generator makes the same data."""


class Checker(Protocol):
    """Returns if the answer is right and raises `WrongError` if not."""

    def __call__(self, answer: Any, case: "Case", /) -> None:
        """Look at an answer; `need` raises what is wrong with it."""


class WrongError(Exception):
    """An answer is not right; made by `need`.

    Attributes:
        hint: Where to look; empty for no hint.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Case:
    """What a checker works with besides the answer.

    Attributes:
        given: The data that this learner was given, made anew; None if there are none.
        rng: Chance for data that the learner has not seen: the same for the same learner.
    """

    given: Any
    rng: random.Random


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise; see `exercise`."""

    id: str
    title: str
    checker: Checker
    make_given: Given | None

    def given(self, seed: str | None) -> Any:
        """Return the data of the learner with this seed; None if the exercise has none."""
        return None if self.make_given is None else self.make_given(self._chance("given", seed))

    def case(self, seed: str | None) -> Case:
        """Return what the checker works with for the learner with this seed."""
        return Case(given=self.given(seed), rng=self._chance("unseen", seed))

    def _chance(self, purpose: str, seed: str | None) -> random.Random:
        student = "everybody" if seed is None else f"student {seed}"
        return random.Random(f"{self.id} {purpose} {student}")  # noqa: S311 -- no secret


_exercises: dict[str, Exercise] = {}


def exercise(
    exercise_id: str, *, title: str, given: Given | None = None
) -> Callable[[Checker], Checker]:
    """Register a function as the checker of an exercise.

    Args:
        exercise_id: The lesson and a number in it, "4.2"; in the museum "m3.2".
        title: What is to be done, in a few words; shown as long as nothing is filled in.
        given: Makes the data that the learner works on, which `workshop.given` returns.

    Raises:
        ValueError: If there is an exercise of this id already, or it is no id.
    """
    part_of(exercise_id)
    if exercise_id in _exercises:
        raise ValueError(f"There is an exercise {exercise_id} already.")

    def register(checker: Checker) -> Checker:
        _exercises[exercise_id] = Exercise(exercise_id, title, checker, given)
        return checker

    return register


def need(holds: object, message: str, *, hint: str = "") -> None:
    """Say that an answer is wrong, unless `holds` is true.

    Args:
        holds: What must be true of a right answer.
        message: What is wrong, in a sentence.
        hint: Where to look; never the solution.
    """
    if not holds:
        raise WrongError(message, hint)


def need_function(answer: object, arguments: str) -> None:
    """Say that an answer is wrong unless it can be called.

    Args:
        answer: What the learner handed in.
        arguments: How it is called, for the hint: "memory, question".
    """
    need(
        callable(answer),
        f"A function is expected here, and this is {a_value(answer)}.",
        hint=f"Hand in the function itself, without calling it; it takes ({arguments}).",
    )


def need_all(values: Iterable[object], kind: Any, told: str) -> None:
    """Say that an answer is wrong unless each of its parts is of the kind that is expected.

    Args:
        values: The parts.
        kind: A type, or a union of types, as for `isinstance`.
        told: What is expected, as the first half of a sentence: "The list holds ids".
    """
    odd = [value for value in values if not isinstance(value, kind)]
    need(not odd, f"{told}, and here is {a_value(odd[0] if odd else None)}.")


def a_value(value: object) -> str:
    """Return words for the type of a value: "a list", "an int", "nothing"."""
    if value is None:
        return "nothing (None)"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def find_exercise(exercise_id: str) -> Exercise:
    """Return the exercise of an id such as "4.2".

    Raises:
        InputError: If there is none.
    """
    load_part(part_of(exercise_id))
    if exercise_id not in _exercises:
        raise none_such("exercise", exercise_id, all_exercises())
    return _exercises[exercise_id]


def all_exercises() -> dict[str, Exercise]:
    """Return every exercise of every lesson, in order."""
    load_all_parts()
    return dict(sorted(_exercises.items(), key=lambda item: in_order(item[0])))


def load_part(part: str) -> None:
    """Import the module of a lesson or an exhibit, if there is one: that registers what it holds."""
    module = _modules().get(part)
    if module is not None:
        import_module(module)


def load_all_parts() -> None:
    """Import the modules of all lessons and of all exhibits of the museum."""
    for part in _modules():
        load_part(part)


def _modules() -> dict[str, str]:
    """Return the modules of all parts: `lesson_04.py`, and `museum/m03_kind_of_fault.py`."""
    folder, package = Path(__file__).parent, __package__
    lessons = {path.stem: f"{package}.{path.stem}" for path in folder.glob("lesson_[0-9][0-9].py")}
    exhibits = {
        f"museum_{path.stem[1:3]}": f"{package}.museum.{path.stem}"
        for path in folder.glob("museum/m[0-9][0-9]_*.py")
    }
    return dict(sorted((lessons | exhibits).items()))


def none_such(what: str, an_id: str, known: Iterable[str]) -> InputError:
    """Return the error of who asks for an id that is not there."""
    part = part_of(an_id)
    here = [known_id for known_id in known if part_of(known_id) == part]
    return InputError(
        f"There is no {what} {an_id}: {part_in_words(part)} has {', '.join(here) or 'none'}."
    )
