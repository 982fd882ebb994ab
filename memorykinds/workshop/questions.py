"""`question`: how an author writes a question of a quiz, with every choice explained.

>>> question(
...     "9.q1",
...     "How many kinds of memory are there here?",
...     Choice("Two", "Rules are a kind of their own."),
...     Choice("Three", "Semantic, episodic and procedural.", right=True),
... )
"""

from dataclasses import dataclass

from memorykinds.workshop.exercises import load_all_parts, load_part, none_such
from memorykinds.workshop.ids import in_order, part_of


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a question.

    Attributes:
        text: What can be chosen.
        why: Why it is right or wrong; shown once the question was answered.
        right: Whether it is the right one.
    """

    text: str
    why: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its choices, by their letters."""

    id: str
    text: str
    choices: dict[str, Choice]

    @property
    def right(self) -> str:
        """The letter of the right choice."""
        return next(letter for letter, choice in self.choices.items() if choice.right)


_questions: dict[str, Question] = {}


def question(question_id: str, text: str, *choices: Choice) -> None:
    """Register a question; its choices get the letters a, b, c, … in the order given.

    Raises:
        ValueError: If the id is taken, there are not 2 to 8 choices, or not one of them is right.
    """
    part_of(question_id)
    if question_id in _questions:
        raise ValueError(f"There is a question {question_id} already.")
    if not 2 <= len(choices) <= len("abcdefgh"):  # noqa: PLR2004 -- one is no choice
        raise ValueError(f"Question {question_id} needs 2 to 8 choices.")
    if sum(choice.right for choice in choices) != 1:
        raise ValueError(f"Question {question_id} needs exactly one right choice.")
    _questions[question_id] = Question(
        question_id, text, dict(zip("abcdefgh", choices, strict=False))
    )


def find_question(question_id: str) -> Question:
    """Return the question of an id such as "4.q1".

    Raises:
        InputError: If there is none.
    """
    load_part(part_of(question_id))
    if question_id not in _questions:
        raise none_such("quiz", question_id, all_questions())
    return _questions[question_id]


def all_questions() -> dict[str, Question]:
    """Return every question of every lesson, in order."""
    load_all_parts()
    return dict(sorted(_questions.items(), key=lambda item: in_order(item[0])))
