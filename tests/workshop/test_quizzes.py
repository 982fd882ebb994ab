"""A quiz: shown as text, as HTML and with buttons, and every choice explained once answered."""

import pytest

from memorykinds import workshop
from memorykinds.kinds import InputError
from memorykinds.workshop.questions import Choice, question


@pytest.fixture
def quiz(monkeypatch):
    monkeypatch.setattr("memorykinds.workshop.questions._questions", {})
    question(
        "98.q1",
        "Is 2 < 3?",
        Choice("<i>Yes</i>", "It is less.", right=True),
        Choice("No", "It would be `3 < 2`, greater."),
    )
    return workshop.quiz("98.q1")


def test_a_question_shows_its_choices_and_no_explanation(quiz):
    assert repr(quiz).splitlines()[:3] == ["Quiz 98.q1: Is 2 < 3?", "  a) <i>Yes</i>", "  b) No"]
    assert "less" not in repr(quiz) + quiz._repr_html_()


@pytest.mark.parametrize(("letter", "right"), [("a", True), (" B ", False)])
def test_an_answer_explains_every_choice(quiz, letter, right):
    answer = quiz.answer(letter)
    assert answer.right is right
    for shown in (repr(answer), answer._repr_html_()):
        assert "It is less." in shown
        assert "It would be" in shown
        assert ("is right." in shown) is right


def test_markup_in_a_question_is_text(quiz):
    for html in (quiz._repr_html_(), quiz.answer("a")._repr_html_()):
        assert "&lt;i&gt;Yes" in html
    assert "2 &lt; 3" in quiz._repr_html_()


def test_code_in_a_question_is_shown_as_code(quiz):
    assert "It would be <code>3 &lt; 2</code>, greater." in quiz.answer("a")._repr_html_()
    assert "It would be `3 < 2`, greater." in repr(quiz.answer("a"))


@pytest.mark.parametrize("letter", ["z", "", None, 1])
def test_a_letter_that_is_no_choice_is_one_sentence(quiz, letter):
    with pytest.raises(InputError, match="is no choice of this quiz: it has a, b"):
        quiz.answer(letter)


def test_the_button_answers_what_was_chosen(quiz):
    _text, choices, button, told = quiz._buttons().children
    button.click()
    assert "Choose one first" in told.value
    choices.value = "b"
    button.click()
    assert "It would be" in told.value


def test_the_bundle_has_text_and_html_beside_the_buttons(quiz):
    bundle = quiz._repr_mimebundle_()
    assert bundle["text/plain"] == repr(quiz)
    assert bundle["text/html"] == quiz._repr_html_()
    assert "application/vnd.jupyter.widget-view+json" in bundle


@pytest.mark.parametrize(
    "choices",
    [
        [Choice("a", "", right=True)],
        [Choice("a", ""), Choice("b", "")],
        [Choice("a", "", right=True), Choice("b", "", right=True)],
    ],
)
def test_an_author_hears_of_a_question_without_one_right_choice(quiz, choices):  # noqa: ARG001
    with pytest.raises(ValueError, match=r"98\.q2 needs"):
        question("98.q2", "?", *choices)
