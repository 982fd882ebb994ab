"""The course in a learner's folder: copied, renewed, and never written over."""

import json

import nbformat
import pytest

from memorykinds.kinds import InputError, StoreError
from memorykinds.workshop.handing_out import HANDED_OUT, course_files, hand_out

LESSON = "01_a.ipynb"


def notebook(text, outputs=(), count=None):
    """Return a lesson of one cell, as a file holds it."""
    cell = {
        "cell_type": "code",
        "execution_count": count,
        "id": "a",
        "metadata": {},
        "outputs": list(outputs),
        "source": [text],
    }
    whole = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


PRINTED = {"name": "stdout", "output_type": "stream", "text": ["What was to be predicted.\n"]}


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one lesson, and what changes it to a newer version."""
    lessons, data = tmp_path / "notebooks", tmp_path / "shipped"
    for path in (lessons / LESSON, lessons / "solutions" / LESSON, data / "talk.json"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(notebook("version 1", [PRINTED], 1))
    folders = {"notebooks": lessons, "data": data}
    monkeypatch.setattr("memorykinds.workshop.handing_out.shipped", folders.get)
    return lessons / LESSON


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mine" / "course"


def test_lessons_and_data_are_copied_and_no_solutions(course, folder):  # noqa: ARG001
    done = hand_out(folder)
    assert sorted(done.new) == [LESSON, "data/talk.json"]
    assert (folder / LESSON).read_text() == notebook("version 1")
    assert done.sentences() == [f"2 files were copied to {folder}."]


def test_solutions_are_copied_if_wanted_with_what_they_print(course, folder):  # noqa: ARG001
    assert f"solutions/{LESSON}" in hand_out(folder, solutions=True).new
    assert "What was to be predicted." in (folder / "solutions" / LESSON).read_text()


def test_what_is_unchanged_is_renewed(course, folder):
    hand_out(folder)
    course.write_text(notebook("version 2"))
    assert hand_out(folder).renewed == [LESSON]
    assert (folder / LESSON).read_text() == notebook("version 2")


def test_what_the_learner_has_changed_stays_and_the_new_version_is_beside_it(course, folder):
    hand_out(folder)
    (folder / LESSON).write_text("mine")
    course.write_text(notebook("version 2"))
    (sentence,) = hand_out(folder).sentences()
    assert (
        sentence == f"You have changed {LESSON}, so it stays; the newer version is 01_a.new.ipynb."
    )
    assert (folder / LESSON).read_text() == "mine"
    assert (folder / "01_a.new.ipynb").read_text() == notebook("version 2")


def test_a_new_version_that_the_learner_works_in_stays_as_well(course, folder):
    hand_out(folder)
    (folder / LESSON).write_text("mine")
    for version, at in (("version 2", "01_a.new.ipynb"), ("version 3", "01_a.new-2.ipynb")):
        course.write_text(notebook(version))
        assert hand_out(folder).beside == {LESSON: at}
        (folder / at).write_text(f"mine, too: {version}")


def test_the_same_version_again_says_nothing_of_what_was_changed(course, folder):  # noqa: ARG001
    hand_out(folder)
    (folder / LESSON).write_text("mine")
    assert hand_out(folder).sentences() == [f"{folder} is up to date."]


def test_a_file_that_was_there_before_is_not_overwritten(course, folder):  # noqa: ARG001
    folder.mkdir(parents=True)
    (folder / LESSON).write_text("somebody's")
    assert hand_out(folder).beside == {LESSON: "01_a.new.ipynb"}
    assert (folder / LESSON).read_text() == "somebody's"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"01_a.ipynb": 5}'])
def test_a_broken_list_of_what_was_handed_out_loses_nothing(course, folder, content):
    hand_out(folder)
    (folder / HANDED_OUT).write_text(content)
    (folder / LESSON).write_text("mine")
    course.write_text(notebook("version 2"))
    hand_out(folder)
    assert (folder / LESSON).read_text() == "mine"


def test_a_file_in_the_folders_place_is_one_sentence(course, tmp_path):  # noqa: ARG001
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file; name a folder"):
        hand_out(tmp_path / "file")
    with pytest.raises(StoreError, match="cannot be written"):
        hand_out(tmp_path / "file" / "below")


def test_every_real_lesson_is_handed_out_as_nobody_has_run_it(tmp_path):
    hand_out(tmp_path)
    lessons = sorted(path for path in tmp_path.rglob("*.ipynb"))
    assert lessons
    for path in lessons:
        lesson = nbformat.read(path, as_version=4)
        nbformat.validate(lesson)
        cells = [cell for cell in lesson.cells if cell.cell_type == "code"]
        assert [cell for cell in cells if cell.outputs or cell.execution_count] == []


def test_the_real_course_has_lessons_and_data():
    names = set(course_files())
    assert {"01_three_kinds_of_memory.ipynb", "data/conversations/nurse.json"} <= names
    assert not any(name.startswith((".", "source/", "solutions/")) for name in names)
    assert "solutions/01_three_kinds_of_memory.ipynb" in course_files(solutions=True)


def test_the_real_course_has_the_museum_with_its_index():
    names = set(course_files())
    assert {"museum/README.md", "museum/01_oldest_scored_as_most_recent.ipynb"} <= names
    assert not any("solutions" in name for name in names)
