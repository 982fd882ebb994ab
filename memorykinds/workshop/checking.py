"""`check`: what is wrong with an answer, and where to look."""

from typing import Any

from memorykinds.workshop.exercises import Exercise, WrongError, a_value, find_exercise
from memorykinds.workshop.keeping import current_seed, note_exercise
from memorykinds.workshop.learners_code import (
    SECONDS,
    TooSlowError,
    at_most,
    innermost_error,
    place_in_learners_code,
)
from memorykinds.workshop.result import CheckResult


def check(exercise_id: str, answer: Any) -> CheckResult:
    """Say whether the answer to an exercise is right, and if not, what is wrong and a hint.

    >>> check("1.1", None)
    Exercise 1.1: not filled in yet. Tell the three kinds apart

    A notebook shows what is returned; a plain script prints it. Nothing that the answer does can
    stop either: what it raises is told in a sentence with
    the line. A function that has not ended after `SECONDS` is stopped; that works in the main
    thread on Linux and macOS, and elsewhere "Interrupt the kernel" does it.

    Args:
        exercise_id: The lesson and a number in it, "4.2"; in the museum "m3.2".
        answer: A value, a function, a class, a policy or a memory, as the exercise asks.
            None, ``...``, an empty text, or a collection of nothing else, is not filled in yet
            and does not count as an attempt; nor does a function that raises
            NotImplementedError, as the blanks of the lessons do.

    Raises:
        InputError: If there is no such exercise.
    """
    exercise = find_exercise(exercise_id)
    result = _checked(exercise, answer)
    if result.state != "not filled in":
        note_exercise(exercise_id, solved=result.ok)
    return result


def given(exercise_id: str) -> Any:
    """Return the data of an exercise: each student has others, as `workshop.seed` says.

    Raises:
        InputError: If there is no such exercise, or it has no data.
    """
    return find_exercise(exercise_id).given(current_seed())


def _checked(exercise: Exercise, answer: Any) -> CheckResult:
    if _is_blank(answer):
        return CheckResult(exercise.id, "not filled in", exercise.title)
    try:
        with at_most(SECONDS):
            exercise.checker(answer, exercise.case(current_seed()))
    except WrongError as wrong:
        return CheckResult(exercise.id, "not yet", str(wrong), wrong.hint)
    except TooSlowError:
        message = f"It had not ended after {SECONDS:.0f} seconds and was stopped."
        return CheckResult(exercise.id, "not yet", message, "Is there a loop that never ends?")
    except Exception as error:  # noqa: BLE001 -- whatever a learner's code does is told, not raised
        return _failed(exercise, answer, innermost_error(error))
    return CheckResult(exercise.id, "right", exercise.title)


def _failed(exercise: Exercise, answer: Any, error: BaseException) -> CheckResult:
    if isinstance(error, NotImplementedError):
        return CheckResult(exercise.id, "not filled in", exercise.title)
    place = place_in_learners_code(error)
    told = f"{type(error).__name__}: {error}".removesuffix(": ")
    if place:
        return CheckResult(exercise.id, "not yet", f"Your code raised {told} ({place}).")
    message = f"{a_value(answer).capitalize()} could not be read as an answer ({told})."
    return CheckResult(
        exercise.id, "not yet", message, "Does it have the form that the exercise asks for?"
    )


def _is_blank(answer: object) -> bool:
    """Tell whether nothing was filled in. An empty list may be meant, so it is an answer."""
    if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip()):
        return True
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list | tuple):
        return bool(answer) and all(map(_is_blank, answer))
    return False
