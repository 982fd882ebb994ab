"""A class's table from the learners' folders, which may hold anything."""

import csv
import io

import pytest

from memorykinds.kinds import InputError
from memorykinds.workshop.progress_file import FILE, ExerciseTries, Progress, QuizTries, write
from memorykinds.workshop.report import class_report


def learner(folder, name, **more):
    folder.mkdir(parents=True)
    write(folder / FILE, Progress(learner=name, **more))


@pytest.fixture
def school(tmp_path):
    tries = {"2.1": ExerciseTries(attempts=3, solved=True), "1.1": ExerciseTries(attempts=1)}
    learner(tmp_path / "b", "Grace", exercises=tries, seed="g")
    learner(tmp_path / "room 1" / "a", "Ada", quizzes={"1.q1": QuizTries(first="a", answers=1)})
    return tmp_path


def table(report):
    return [dict(zip(report.head, row, strict=True)) for row in report.rows]


def test_a_class_has_a_row_for_each_learner_and_a_column_for_all_that_was_tried(school):
    report = class_report([school])
    assert report.head == ("learner", "folder", "seed", "solved", "1.1", "1.q1", "2.1")
    ada, grace = table(report)
    assert ada["learner"] == "Ada"
    assert ada["1.q1"] == "not yet, 1 answer"
    assert ada["2.1"] == "not tried"
    assert (grace["seed"], grace["solved"]) == ("g", "1")
    assert grace["2.1"] == "solved, 3 attempts"


def test_a_folder_named_twice_counts_once(school):
    assert len(class_report([school, school / "b"]).rows) == 2


def test_a_file_that_is_broken_is_told_and_the_others_stand(school):
    (school / "c").mkdir()
    (school / "c" / FILE).write_text("{")
    report = class_report([school])
    assert len(report.rows) == 2
    assert report.unread == (school / "c" / FILE,)
    assert str(school / "c" / FILE) in report.html()


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_cell_is_a_formula(tmp_path, name):
    learner(tmp_path / "=folder", name)
    _, row = csv.reader(io.StringIO(class_report([tmp_path]).csv()))
    assert row[:2] == [f"'{name}", "'=folder"]


def test_no_name_is_markup(tmp_path):
    learner(tmp_path / "a", "<script>alert(1)</script>")
    page = class_report([tmp_path]).html()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page


def test_the_museum_comes_after_the_lessons(tmp_path):
    tried = ("m10.1", "m2.2", "12.1", "m2.1")
    learner(tmp_path / "a", "Ada", exercises=dict.fromkeys(tried, ExerciseTries(solved=True)))
    assert class_report([tmp_path]).head[-4:] == ("12.1", "m2.1", "m2.2", "m10.1")


def test_an_id_that_is_none_is_left_out(tmp_path):
    learner(tmp_path / "a", "Ada", exercises={"<b>": ExerciseTries(), "1.1": ExerciseTries()})
    assert class_report([tmp_path]).head[-1] == "1.1"


def test_folders_without_progress_are_one_sentence(tmp_path):
    with pytest.raises(InputError, match="name the folders of the learners"):
        class_report([tmp_path])
    with pytest.raises(InputError, match="There is no folder"):
        class_report([tmp_path / "none"])
