"""`need_test`: a learner's test must find faulty code, and let sound code pass."""

import pytest

from memorykinds.workshop.exercises import WrongError
from memorykinds.workshop.museum.trying import Tried, need_test

FAULTY = (
    Tried("the code above", list),
    Tried("a `sort` with the same fault", lambda numbers: sorted(numbers)[::-1], "Turn it."),
)
SOUND = (
    Tried("a sound `sort`", sorted, "Is a list promised?"),
    Tried("a sound `sort`, which returns a tuple", lambda numbers: tuple(sorted(numbers))),
)


def said_of(test):
    """Return what a learner is told of a test, with the hint; None if it is right."""
    try:
        need_test(test, "sort", faulty=FAULTY, sound=SOUND)
    except WrongError as wrong:
        return f"{wrong} {wrong.hint}"
    return None


def test_a_test_that_fails_on_what_is_faulty_alone_is_right():
    def good(sort):
        assert list(sort([2, 1, 3])) == [1, 2, 3]

    assert said_of(good) is None


def test_one_that_does_not_notice_the_fault_is_told_of_which_code():
    def happy(sort):
        assert sort([1, 2])

    said = "Your test passes with the code above, which has the fault. On which input"
    assert said_of(happy).startswith(said)


def test_one_that_notices_it_in_one_form_alone_is_told_of_the_other():
    def short(sort):
        assert next(iter(sort([2, 1, 3]))) != 2

    said = said_of(short)
    assert said.startswith(
        "Your test fails with the code above, as it should, but passes with a `sort`"
    )
    assert said.endswith("with the same fault. Turn it.")


def test_one_that_asks_for_more_than_is_promised_is_told_where():
    def strict(sort):
        assert sort([2, 1]) == [1, 2]

    said = said_of(strict)
    assert said.startswith("Your test fails with a sound `sort`, which returns a tuple (line ")
    assert "assert sort([2, 1]) == [1, 2])" in said


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (lambda sort: sort([2, 1]) == [1, 2], "Your test returns a bool, and nobody looks at that"),
        (lambda _sort: None, "Your test never calls the function"),
        (lambda sort: sort(2), "With the code above your test stops with TypeError: 'int'"),
        (lambda: None, "A test takes one argument, the `sort` that it is tried on."),
        ("sort", "A function is expected here, and this is a str."),
    ],
)
def test_what_is_no_test_is_told_as_such(test, said):
    assert said_of(test).startswith(said)


def test_a_blank_stays_one():
    def blank(_sort):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        said_of(blank)


def test_a_failure_before_any_call_finds_nothing():
    def beside(_sort):
        assert [2, 1] == [1, 2]

    assert said_of(beside).startswith("Your test never calls")
