"""A learner's progress: kept in the learner's folder, whatever happens there."""

import json
import multiprocessing
import os

import pytest

from memorykinds import workshop
from memorykinds.kinds import InputError
from memorykinds.workshop.handing_out import HANDED_OUT
from memorykinds.workshop.keeping import note_exercise, seed_folder
from memorykinds.workshop.progress_file import FILE, ProgressWarning


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("MEMORYKINDS_PROGRESS")
    monkeypatch.setattr("memorykinds.workshop.keeping._seed", None)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_attempts_are_counted_until_one_is_right(folder):  # noqa: ARG001
    for solved in (False, True, False):
        note_exercise("1.1", solved=solved)
    kept = workshop.progress().exercises["1.1"]
    assert (kept.attempts, kept.solved) == (2, True)


def test_a_blank_is_no_attempt(folder):
    workshop.check("1.1", None)
    assert workshop.progress().exercises == {}
    assert not (folder / FILE).exists()


def test_a_check_and_a_quiz_are_kept(folder):
    workshop.learner("  Ada   Lovelace ")
    workshop.check("1.1", ["semantic"])
    workshop.quiz("1.q1").answer("a")
    workshop.quiz("1.q1").answer("b")
    kept = json.loads((folder / FILE).read_text("utf-8"))
    assert kept["learner"] == "Ada Lovelace"
    assert kept["exercises"] == {"1.1": {"attempts": 1, "solved": False}}
    assert kept["quizzes"] == {"1.q1": {"first": "a", "answers": 2, "right": True}}
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_progress_is_shown_in_the_courses_order(folder):  # noqa: ARG001
    for exercise_id in ("10.1", "2.10", "2.9"):
        note_exercise(exercise_id, solved=True)
    workshop.quiz("1.q1").answer("a")
    shown = repr(workshop.progress()).splitlines()
    assert [line.split()[0] for line in shown[1:]] == ["1.q1", "2.9", "2.10", "10.1"]
    assert shown[0] == "3 exercises solved, 0 quizzes right"


def test_a_name_with_markup_is_text(folder):  # noqa: ARG001
    assert "<script>" not in workshop.learner("<script>x")._repr_html_()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"exercises": 5}', "\x00", '{"format": 9}'])
def test_a_file_that_is_broken_is_put_aside_with_a_sentence(folder, content):
    (folder / FILE).write_text(content)
    with pytest.warns(ProgressWarning, match=r"could not be understood: it is now .*broken"):
        note_exercise("1.1", solved=True)
    assert workshop.progress().exercises["1.1"].solved
    assert (folder / ".memorykinds-progress.broken.json").read_text() == content


def test_where_nothing_can_be_kept_a_check_still_answers(folder):
    (folder / FILE).mkdir()
    with pytest.warns(ProgressWarning, match="Progress cannot be kept here"):
        result = workshop.check("1.1", ["semantic"])
    assert result.state == "not yet"


def _solve(folder, numbers):
    os.chdir(folder)
    for number in numbers:
        note_exercise(f"1.{number}", solved=True)


def test_several_kernels_lose_nothing_of_each_other(folder):
    start = multiprocessing.get_context("spawn")
    kernels = [
        start.Process(target=_solve, args=(folder, range(1 + 5 * n, 6 + 5 * n))) for n in range(3)
    ]
    for kernel in kernels:
        kernel.start()
    for kernel in kernels:
        kernel.join()
    assert len(workshop.progress().exercises) == 15


def test_a_seed_holds_for_the_folder(folder):
    standard = workshop.given("1.1")
    seed_folder(folder, "ada")
    assert workshop.given("1.1") != standard
    workshop.seed(None)
    assert workshop.given("1.1") == standard


def test_a_lesson_in_a_folder_of_the_course_keeps_its_progress_with_the_others(folder, monkeypatch):
    (folder / HANDED_OUT).write_text("{}")
    (folder / "museum").mkdir()
    monkeypatch.chdir(folder / "museum")
    note_exercise("1.1", solved=True)
    assert (folder / FILE).exists()
    assert not (folder / "museum" / FILE).exists()


def test_nothing_is_kept_if_that_is_wanted(folder, monkeypatch):
    monkeypatch.setenv("MEMORYKINDS_PROGRESS", "off")
    note_exercise("1.1", solved=True)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["", "  ", None, "x" * 101])
def test_a_name_that_is_none_is_refused(folder, name):  # noqa: ARG001
    with pytest.raises(InputError, match="A name is a text of 1 to 100"):
        workshop.learner(name)
