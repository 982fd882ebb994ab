"""`need_test`: a learner's test is tried on faulty code, which it must find, and on sound code.

>>> def keeps_order(answer: Any, case: Case) -> None:
...     need_test(answer, "sort", faulty=[Tried("the code above", reversed)],
...               sound=[Tried("a sound `sort`", sorted)])
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import Any

from memorykinds.workshop.exercises import a_value, need, need_function
from memorykinds.workshop.learners_code import place_in_learners_code


@dataclass(frozen=True, slots=True)
class Tried:
    """An implementation that a learner's test is tried on.

    Attributes:
        words: What it is, to stand in a sentence and not to give the solution away: "the code
            above", "a sound `recall` that makes no use of dates".
        run: The implementation.
        hint: Where to look if the test is wrong about it.
    """

    words: str
    run: Callable[..., Any]
    hint: str = ""


def need_test(test: object, name: str, *, faulty: Sequence[Tried], sound: Sequence[Tried]) -> None:
    """Say that a test is wrong unless it fails on all faulty code and passes on all sound code.

    To fail is to raise AssertionError. Any other error, and a result in place of an `assert`, are
    told as such.

    Args:
        test: What the learner handed in: a function that takes the implementation.
        name: What the implementation is called, for the hint.
        faulty: At least one; the first is the code that the learner sees, and is tried first.
        sound: At least two of different style, so that a test asks for no more than was promised.
    """
    need_function(test, name)
    _need_one_argument(test, name)
    seen, *others = faulty
    _need_found(test, seen, f"Your test passes with {seen.words}, which has the fault.")
    for tried in sound:
        failed = _failure(test, tried)
        place = place_in_learners_code(failed) if failed else ""
        need(
            failed is None,
            f"Your test fails with {tried.words}{f' ({place})' if place else ''}.",
            hint=tried.hint or "Does it ask for more than is promised?",
        )
    for tried in others:
        told = f"Your test fails with {seen.words}, as it should, but passes with {tried.words}."
        _need_found(test, tried, told)


def _need_one_argument(test: Any, name: str) -> None:
    try:
        signature(test).bind(name)
    except (TypeError, ValueError):  # ValueError: a function of C has no signature
        need(
            holds=False,
            message=f"A test takes one argument, the `{name}` that it is tried on.",
            hint=f"def my_test({name}): ...",
        )


def _need_found(test: Any, tried: Tried, told: str) -> None:
    found = _failure(test, tried) is not None
    need(found, told, hint=tried.hint or "On which input does the fault show?")


def _failure(test: Any, tried: Tried) -> AssertionError | None:
    """Run a test; return with what it failed, or None if it passed."""
    calls = 0

    @wraps(tried.run)
    def counted(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        return tried.run(*args, **named)

    failed = None
    try:
        returned = test(counted)
    except AssertionError as error:
        failed = error
    except NotImplementedError:
        raise  # still a blank
    except Exception as error:  # noqa: BLE001 -- whatever a learner's test does is told
        place = place_in_learners_code(error)
        told = f"{type(error).__name__}: {error}".removesuffix(": ")
        need(
            holds=False,
            message=f"With {tried.words} your test stops with {told}{f' ({place})' if place else ''}.",
            hint="A test passes, or it fails at an `assert`. If you look into what came back, assert "
            "first that it is there.",
        )
    else:
        need(
            returned is None,
            f"Your test returns {a_value(returned)}, and nobody looks at that.",
            hint="A test says no by `assert`, and returns nothing.",
        )
    need(
        calls,
        "Your test never calls the function that it is given.",
        hint="It is tried on several implementations: call the argument, and no other function.",
    )
    return failed
