"""Every exercise of every lesson: its checker passes the solution and says what is wrong with others.

What the lessons ask and what is registered are the same, and no blank is an attempt.
"""

import re
from importlib import import_module
from pathlib import Path

import pytest

from memorykinds import workshop
from memorykinds.workshop.exercises import all_exercises
from memorykinds.workshop.ids import part_of
from memorykinds.workshop.questions import all_questions

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "notebooks" / "source"
CASES = {
    exercise_id: cases
    for path in sorted(HERE.glob("*_[0-9][0-9]_cases.py"))
    for exercise_id, cases in import_module(path.stem).CASES.items()
}
WRONG = [(key, part) for key, cases in CASES.items() for part in cases.wrong]


@pytest.fixture(autouse=True)
def _nobodys_seed(monkeypatch):
    monkeypatch.setattr("memorykinds.workshop.keeping._seed", None)


@pytest.mark.parametrize("seed", [None, "ada", "grace"])
@pytest.mark.parametrize("exercise_id", CASES)
def test_the_solution_is_right_for_every_student(exercise_id, seed):
    workshop.seed(seed)
    answer = CASES[exercise_id].solution(workshop.given(exercise_id))
    assert workshop.check(exercise_id, answer).state == "right"


@pytest.mark.parametrize("seed", [None, "ada"])
@pytest.mark.parametrize(("exercise_id", "part"), WRONG)
def test_a_wrong_answer_is_told_what_is_wrong_with_it(exercise_id, part, seed):
    workshop.seed(seed)
    answer = CASES[exercise_id].wrong[part](workshop.given(exercise_id))
    result = workshop.check(exercise_id, answer)
    assert result.state == "not yet"
    assert part in result.message


def test_every_exercise_has_a_solution_and_three_wrong_answers():
    assert sorted(CASES) == sorted(all_exercises())
    assert {key: len(cases.wrong) for key, cases in CASES.items() if len(cases.wrong) < 3} == {}


@pytest.mark.parametrize("exercise_id", CASES)
def test_nothing_filled_in_is_no_answer(exercise_id):
    result = workshop.check(exercise_id, None)
    assert result.state == "not filled in"
    assert result.message == all_exercises()[exercise_id].title


def _asked(call):
    """Return the ids that are handed to `workshop.<call>`, with the parts they stand in."""
    pattern = rf'workshop\.{call}\(\s*"([^"]+)"'
    return [
        (f"{'museum' if path.parent.name == 'museum' else 'lesson'}_{path.name[:2]}", an_id)
        for path in sorted(SOURCES.rglob("[0-9]*.py"))
        for an_id in re.findall(pattern, path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(
    ("call", "registered"), [("check", all_exercises), ("quiz", all_questions)]
)
def test_a_lesson_asks_what_is_registered_for_it_and_nothing_else(call, registered):
    asked = _asked(call)
    assert sorted({an_id for _, an_id in asked}) == sorted(registered())
    assert [(part, an_id) for part, an_id in asked if part_of(an_id) != part] == []


def test_every_choice_of_a_quiz_is_explained():
    silent = [q.id for q in all_questions().values() for c in q.choices.values() if not c.why]
    assert silent == []
