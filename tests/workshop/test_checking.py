"""`check`: whatever an answer does is told in a sentence, and nothing unfilled counts."""

import contextlib
import math
import signal
import threading

import pytest

from memorykinds import workshop
from memorykinds.kinds import InputError, ModelError
from memorykinds.workshop import learners_code
from memorykinds.workshop.exercises import exercise, need, need_function


@pytest.fixture
def asked(monkeypatch):
    """Register exercises for one test only: asked(checker) returns a check of an answer."""
    monkeypatch.setattr("memorykinds.workshop.exercises._exercises", {})

    def register(checker, **options):
        exercise("98.1", title="Do as you are told", **options)(checker)
        return lambda answer: workshop.check("98.1", answer)

    return register


def calls(answer, _case):
    need_function(answer, "number")
    need(answer(2) == 4, "Two are not doubled.", hint="Look at <b>the sum</b>.")


def test_a_right_answer_is_true_and_says_so(asked):
    result = asked(calls)(lambda number: 2 * number)
    assert result
    assert repr(result) == "Exercise 98.1: right. Do as you are told"


def test_a_wrong_answer_is_told_with_a_hint(asked):
    result = asked(calls)(lambda number: number)
    assert not result.ok
    assert repr(result) == (
        "Exercise 98.1: not yet right. Two are not doubled.\nHint: Look at <b>the sum</b>."
    )


def test_markup_in_what_is_told_is_text(asked):
    html = asked(calls)(lambda number: number)._repr_html_()
    assert "&lt;b&gt;the sum&lt;/b&gt;" in html
    assert 'role="status"' in html
    assert "not yet right." in html


@pytest.mark.parametrize(
    "blank", [None, ..., "", " ", {1: None, 2: ""}, [None, None], (None, [...])]
)
def test_a_blank_is_not_filled_in(asked, blank):
    assert asked(calls)(blank).state == "not filled in"


@pytest.mark.parametrize("answer", [[], {}, 0, False])
def test_what_is_empty_on_purpose_is_an_answer(asked, answer):
    assert asked(calls)(answer).state == "not yet"


def test_a_function_that_is_still_blank_is_not_filled_in(asked):
    def blank(_number):
        raise NotImplementedError

    assert asked(calls)(blank).state == "not filled in"


def test_an_error_in_the_learners_code_is_told_with_its_line(asked):
    def halve(number):
        return number / 0

    result = asked(calls)(halve)
    assert result.state == "not yet"
    assert "Your code raised ZeroDivisionError: division by zero (line " in result.message
    assert "return number / 0)" in result.message


def test_a_learners_error_that_a_library_wraps_is_told_as_itself(asked):
    def failing():
        raise KeyError("city")

    def library(answer, _case):
        try:
            answer()
        except KeyError as error:
            raise ModelError("The model failed.") from error

    assert "KeyError: 'city'" in asked(library)(failing).message


def test_an_answer_of_another_form_is_told_as_such(asked):
    # The checker's own code fails; a lesson's checkers are in the package, as compile() feigns.
    names = {}
    source = "def checker(answer, case):\n    len(answer)\n"
    place = learners_code.__file__.replace("learners_code", "lesson_98")
    exec(compile(source, place, "exec"), names)  # noqa: S102 -- our own text
    result = asked(names["checker"])(5)
    assert result.message.startswith("An int could not be read as an answer (TypeError")


def test_a_loop_without_end_is_stopped_even_if_it_catches_everything(asked, monkeypatch):
    monkeypatch.setattr("memorykinds.workshop.checking.SECONDS", 0.05)

    def endless(_number):
        while True:
            with contextlib.suppress(Exception):
                sum(range(1000))

    result = asked(calls)(endless)
    assert "stopped" in result.message


def test_a_wait_without_end_is_stopped(asked, monkeypatch):
    monkeypatch.setattr("memorykinds.workshop.checking.SECONDS", 0.05)
    result = asked(calls)(lambda _number: threading.Event().wait())
    assert "stopped" in result.message


def test_who_gets_little_of_a_busy_machine_is_not_stopped(asked, monkeypatch):
    monkeypatch.setattr("memorykinds.workshop.checking.SECONDS", 0.2)
    monkeypatch.setattr(learners_code, "ON_A_BUSY_MACHINE", math.inf)

    def waiting(number):
        signal.pause()  # until the seconds are over by the clock on the wall
        return 2 * number

    assert asked(calls)(waiting).state == "right"


def test_the_time_limit_is_gone_after_the_check(asked):
    before = signal.getsignal(signal.SIGALRM)
    assert asked(calls)(lambda number: 2 * number)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) == before


def test_a_check_works_in_another_thread(asked):
    check, results = asked(calls), []
    thread = threading.Thread(target=lambda: results.append(check(lambda number: 2 * number)))
    thread.start()
    thread.join()
    assert results[0].ok


def test_the_keyboard_still_interrupts(asked):
    def interrupted(_number):
        raise KeyboardInterrupt

    check = asked(calls)
    with pytest.raises(KeyboardInterrupt):
        check(interrupted)


def test_a_learner_who_spoils_the_given_data_is_checked_with_fresh_ones(asked):
    def same(answer, case):
        answer.clear()
        need(case.given == [1, 2], "The data were spoiled.")

    asked(same, given=lambda _rng: [1, 2])
    assert workshop.check("98.1", workshop.given("98.1")).ok


def test_a_seed_changes_the_data_and_the_same_seed_does_not(asked, monkeypatch):
    monkeypatch.setattr("memorykinds.workshop.keeping._seed", None)
    asked(calls, given=lambda rng: rng.random())
    data = []
    for seed in (None, "ada", "grace", "ada"):
        workshop.seed(seed)
        data.append(workshop.given("98.1"))
    assert data[1] == data[3]
    assert len(set(data)) == 3


@pytest.mark.parametrize(
    ("call", "an_id", "sentence"),
    [
        (workshop.given, "1.99", r"There is no exercise 1.99: lesson 1 has 1.1, "),
        (workshop.given, "77.1", "There is no exercise 77.1: lesson 77 has none."),
        (
            workshop.given,
            "m1.99",
            r"There is no exercise m1.99: exhibit 1 of the museum has m1.1, ",
        ),
        (workshop.quiz, "m77.q1", "There is no quiz m77.q1: exhibit 77 of the museum has none."),
        (workshop.given, "m.1", "'m.1' is no id"),
        (workshop.quiz, "1.q99", r"There is no quiz 1.q99: lesson 1 has 1.q1, "),
        (workshop.given, "one", "'one' is no id"),
        (workshop.given, 1.1, "1.1 is no id"),
    ],
)
def test_an_id_that_is_not_there_is_told_with_those_that_are(call, an_id, sentence):
    with pytest.raises(InputError, match=sentence):
        call(an_id)


def test_two_exercises_may_not_bear_one_id(asked):
    asked(calls)
    with pytest.raises(ValueError, match=r"98\.1 already"):
        exercise("98.1", title="Again")
