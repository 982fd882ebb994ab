"""A class list becomes a folder for each learner, with their name and their seed."""

import pytest

from memorykinds.kinds import InputError
from memorykinds.workshop.class_list import prepare_class, read_class
from memorykinds.workshop.progress_file import FILE, ExerciseTries, read, write

LESSON = "01_three_kinds_of_memory.ipynb"


@pytest.fixture(autouse=True)
def _kept(monkeypatch):
    monkeypatch.delenv("MEMORYKINDS_PROGRESS")


@pytest.fixture
def listed(tmp_path):
    def written(text, encoding="utf-8"):
        path = tmp_path / "class.txt"
        path.write_bytes(text.encode(encoding))
        return read_class(path)

    return written


def test_a_line_is_a_name_or_a_name_and_a_seed(listed):
    students = listed("Ada Lovelace\n\n# late\n  Grace   Hopper , grace\r\n")
    assert [(s.name, s.seed, s.folder) for s in students] == [
        ("Ada Lovelace", "Ada Lovelace", "ada-lovelace"),
        ("Grace Hopper", "grace", "grace-hopper"),
    ]


def test_a_list_from_a_spreadsheet_is_read_with_its_quotes_and_its_mark(listed):
    (student,) = listed('"Hopper, Grace",7\r\n', "utf-8-sig")
    assert (student.name, student.seed, student.folder) == ("Hopper, Grace", "7", "hopper-grace")


@pytest.mark.parametrize(
    ("name", "folder"), [("../../etc", "etc"), ("Zoë O’Neil", "zoë-o-neil"), ("李 明", "李-明")]
)
def test_a_folder_is_a_plain_name_in_any_script(listed, name, folder):
    assert listed(name)[0].folder == folder


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ada\nADA\n", "Line 2 .* would share the folder ada with Ada"),
        ("Ada\n, x\n", "Line 2 .* is no learner"),
        ("Ada, a, b\n", "Line 1 .* is no learner"),
        ("...\n", "Line 1 .* is no learner"),
        ("# nobody\n", "There is no learner"),
    ],
)
def test_a_list_that_cannot_be_meant_is_one_sentence(listed, text, sentence):
    with pytest.raises(InputError, match=sentence):
        listed(text)


def test_a_list_that_is_not_there_or_no_text_is_one_sentence(tmp_path, listed):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_class(tmp_path / "none.txt")
    with pytest.raises(InputError, match="no text in UTF-8"):
        listed("Zoë", "latin-1")


def test_each_learner_gets_the_course_a_name_and_a_seed(listed, tmp_path):
    done = dict(prepare_class(listed("Ada\nGrace Hopper, g\n"), tmp_path / "class"))
    assert [student.name for student in done] == ["Ada", "Grace Hopper"]
    for folder, name, seed in (("ada", "Ada", "Ada"), ("grace-hopper", "Grace Hopper", "g")):
        kept = read(tmp_path / "class" / folder / FILE)
        assert (kept.learner, kept.seed) == (name, seed)
        assert (tmp_path / "class" / folder / LESSON).exists()
        assert not (tmp_path / "class" / folder / "solutions").exists()


def test_prepared_again_nothing_of_a_learner_is_lost(listed, tmp_path):
    list(prepare_class(listed("Ada\n"), tmp_path))
    (tmp_path / "ada" / LESSON).write_text("mine")
    kept = read(tmp_path / "ada" / FILE)
    solved = {"1.1": ExerciseTries(attempts=2, solved=True)}
    write(tmp_path / "ada" / FILE, kept.model_copy(update={"exercises": solved}))
    done = list(prepare_class(listed("Ada\nAlan\n"), tmp_path))
    assert [student.name for student, _ in done] == ["Ada", "Alan"]
    assert (tmp_path / "ada" / LESSON).read_text() == "mine"
    assert read(tmp_path / "ada" / FILE).exercises == solved
