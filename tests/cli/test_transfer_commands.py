"""`memorykinds export` and `import`, as they are typed."""

import pytest
from typer.testing import CliRunner

import memorykinds as mk
from memorykinds.cli import app
from memorykinds.kinds import InputError


@pytest.fixture
def typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with mk.open("ada.db", user="ada") as memory:
        memory.learn("I live in Turin.", kinds=["semantic"])

    def run(*words):
        return CliRunner().invoke(app, words)

    return run


def test_a_memory_moves_to_another_file(typed):
    done = typed("export", "ada.jsonl", "--store", "ada.db", "--user", "ada")
    assert done.stdout == "ada.jsonl holds 1 memory and 1 journal entry of 'ada'.\n"
    done = typed("import", "ada.jsonl", "--store", "new.db", "--user", "bob")
    assert (
        "new.db now holds 1 memory and 1 journal entry of 'ada', as those of 'bob'." in done.stdout
    )
    with mk.open("new.db", user="bob") as memory:
        assert [record.text for record in memory.semantic.all()] == ["The user lives in Turin."]


@pytest.mark.parametrize(
    ("store", "user", "sentence"),
    [("adda.db", "ada", "no file adda.db"), ("ada.db", "adda", "'adda' has no memories there")],
)
def test_a_slip_of_the_pen_makes_no_empty_export(typed, tmp_path, store, user, sentence):
    done = typed("export", "ada.jsonl", "--store", store, "--user", user)
    assert isinstance(done.exception, InputError)
    assert sentence in str(done.exception)
    assert [file.name for file in tmp_path.glob("*.jsonl")] == []
    assert not (tmp_path / "adda.db").exists()


def test_no_address_is_repeated_since_it_may_hold_a_password(typed):
    typed("export", "ada.jsonl", "--store", "ada.db", "--user", "ada")
    address = "postgresql://ada:s3cret@127.0.0.1:9/x"
    done = typed("import", "ada.jsonl", "--store", address, "--user", "ada")
    assert "s3cret" not in done.output + str(done.exception)
