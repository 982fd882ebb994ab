"""`quiz`: a question with choices, in a notebook and in plain text."""

from dataclasses import dataclass
from typing import Any

from memorykinds.kinds.errors import InputError
from memorykinds.workshop.as_html import as_html
from memorykinds.workshop.keeping import note_quiz
from memorykinds.workshop.questions import Question, find_question


def quiz(quiz_id: str) -> "Quiz":
    """Return a question to be answered: by a click in a notebook, by `answer` anywhere.

    >>> quiz("1.q1").answer("a").right
    False

    Raises:
        InputError: If there is no such question.
    """
    return Quiz(find_question(quiz_id))


@dataclass(frozen=True, slots=True)
class QuizAnswer:
    """What was chosen, and what is to be said about every choice."""

    question: Question
    letter: str

    @property
    def right(self) -> bool:
        """Whether the right choice was chosen."""
        return self.letter == self.question.right

    def __repr__(self) -> str:
        return "\n".join([self._opening(), *(f"  {line}" for line in self._lines())])

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{as_html(line)}</li>" for line in self._lines())
        return (
            f'<div role="status"><p><strong>{as_html(self._opening())}</strong></p>'
            f'<ul style="list-style: none">{items}</ul></div>'
        )

    def _opening(self) -> str:
        told = "is right." if self.right else "is not right; read why, and choose again."
        return f"Quiz {self.question.id}: {self.letter} {told}"

    def _lines(self) -> list[str]:
        return [
            f"{letter}) {choice.text} [{'right' if choice.right else 'wrong'}] {choice.why}"
            for letter, choice in self.question.choices.items()
        ]


class Quiz:
    """A question to be answered; made by `quiz`."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def answer(self, letter: str) -> QuizAnswer:
        """Choose by letter, and be told about every choice.

        Raises:
            InputError: If there is no such choice.
        """
        chosen = letter.strip().lower() if isinstance(letter, str) else letter
        if chosen not in self.question.choices:
            letters = ", ".join(self.question.choices)
            raise InputError(f"{letter!r} is no choice of this quiz: it has {letters}.")
        given = QuizAnswer(self.question, chosen)
        note_quiz(self.question.id, chosen, right=given.right)
        return given

    def __repr__(self) -> str:
        choices = (f"  {letter}) {c.text}" for letter, c in self.question.choices.items())
        return "\n".join([f"Quiz {self.question.id}: {self.question.text}", *choices, self._how()])

    def _repr_html_(self) -> str:
        choices = "".join(
            f"<li>{letter}) {as_html(choice.text)}</li>"
            for letter, choice in self.question.choices.items()
        )
        return (
            f"<p><strong>Quiz {self.question.id}:</strong> {as_html(self.question.text)}</p>"
            f'<ul style="list-style: none">{choices}</ul><p>{as_html(self._how())}</p>'
        )

    def _repr_mimebundle_(self, **_options: Any) -> Any:
        """Return buttons for where a kernel runs, with the text and HTML for where none does."""
        still = {"text/plain": repr(self), "text/html": self._repr_html_()}
        live = self._buttons()._repr_mimebundle_()
        return still if live is None else live | still

    def _how(self) -> str:
        return f'Answer by letter: workshop.quiz("{self.question.id}").answer("a")'

    def _buttons(self) -> Any:
        import ipywidgets

        question = self.question
        # A label of a radio button is plain text.
        labels = {letter: c.text.replace("`", "") for letter, c in question.choices.items()}
        options = [(f"{letter}) {label}", letter) for letter, label in labels.items()]
        choices = ipywidgets.RadioButtons(
            options=options, value=None, layout={"width": "max-content", "max_width": "100%"}
        )
        text = ipywidgets.HTML(f"<strong>Quiz {question.id}:</strong> {as_html(question.text)}")
        button = ipywidgets.Button(description="Answer")
        told = ipywidgets.HTML()

        def answer(_button: object) -> None:
            if choices.value is None:
                told.value = '<p role="status">Choose one first.</p>'
            else:
                told.value = self.answer(choices.value)._repr_html_()

        button.on_click(answer)
        return ipywidgets.VBox([text, choices, button, told])
