"""`memorykinds doctor FILE --repair` saves what is good, and says what was lost."""

import io
import sqlite3
import subprocess
import sys

import pytest
from rich.console import Console

import memorykinds as mk
from memorykinds.cli.repairing import repair_file
from memorykinds.kinds import InputError, StoreError


@pytest.fixture
def path(tmp_path):
    with mk.open(tmp_path / "ada.db", user="ada", embeddings="hash") as memory:
        memory.learn("I live in Turin and I like tea.")
    return tmp_path / "ada.db"


def repaired(path):
    console = Console(file=io.StringIO(), width=200, color_system=None)
    repair_file(str(path), console=console)
    return console.file.getvalue()


def break_one_value(path):
    connection = sqlite3.connect(path)
    connection.execute(
        "UPDATE items SET value = '{' WHERE key LIKE 'fact-%' AND value LIKE '%likes tea%'"
    )
    connection.commit()
    connection.close()


def test_a_sound_file_is_left_alone(path):
    assert "nothing to repair" in repaired(path)
    assert [p.name for p in path.parent.glob("*.db")] == ["ada.db"]


def test_what_is_good_is_saved_and_the_loss_is_said(path):
    break_one_value(path)
    before = path.read_bytes()
    said = repaired(path)
    assert "✗ 1 values are no JSON" in said
    assert "✓ 3 items and 1 vectors were saved." in said
    assert "Not saved: 1 items have no readable value." in said
    assert path.read_bytes() == before
    with mk.open(path.with_name("ada.repaired.db"), user="ada", embeddings="hash") as memory:
        assert [r.text for r in memory.semantic.all()] == ["The user lives in Turin."]
        assert len(memory.history()) == 2
        assert memory.recall("Turin").hits[0].terms[0].name == "similarity"


def test_a_repaired_file_is_never_overwritten(path):
    break_one_value(path)
    repaired(path)
    with pytest.raises(StoreError, match="there already"):
        repaired(path)


@pytest.mark.parametrize(
    ("location", "sentence"),
    [(None, "Name the file"), ("postgresql://ada:s3cret@db/memories", "A database cannot be")],
)
def test_a_file_must_be_named(location, sentence):
    with pytest.raises(InputError, match=sentence) as caught:
        repair_file(location, console=Console())
    assert "s3cret" not in str(caught.value)


def test_the_command_repairs_and_the_doctor_names_it(path):
    break_one_value(path)
    command = [sys.executable, "-m", "memorykinds", "doctor", str(path)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert "--repair" in found.stdout
    ended = subprocess.run([*command, "--repair"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0
    assert "3 items" in ended.stdout
