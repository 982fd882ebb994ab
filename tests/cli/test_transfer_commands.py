"""`memorykinds export` and `import`, as they are typed."""

from contextlib import contextmanager

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


def test_a_file_is_exported_whoever_made_its_vectors_and_imported_with_any_embedder(typed):
    with mk.open("hashed.db", user="ada", embeddings="hash") as memory:
        memory.learn("I live in Turin.", kinds=["semantic"])
    assert typed("export", "ada.jsonl", "--store", "hashed.db", "--user", "ada").exit_code == 0
    command = ("import", "ada.jsonl", "--store", "new.db", "--user", "ada")
    assert typed(*command, "--embeddings", "hash").exit_code == 0
    with mk.open("new.db", user="ada", embeddings="hash") as memory:
        assert memory.recall("Turin").hits


@contextmanager
def interrupting(_):
    """Stand where a bar does, and be stopped at the first word of progress."""

    def stop(_done, _total):
        raise KeyboardInterrupt

    yield stop


def test_ctrl_c_leaves_no_half_of_an_export(typed, tmp_path, monkeypatch):
    monkeypatch.setattr("memorykinds.cli.transfer.bar", interrupting)
    done = typed("export", "ada.jsonl", "--store", "ada.db", "--user", "ada")
    assert (done.exit_code, done.stdout) == (130, "")
    assert done.stderr.startswith("Stopped: ada.jsonl is written only when it is complete")
    assert len(done.stderr.splitlines()) == 1
    assert sorted(file.suffix for file in tmp_path.iterdir() if "export" in file.name) == []


def test_ctrl_c_leaves_nothing_of_an_import_and_says_so(typed, monkeypatch):
    typed("export", "ada.jsonl", "--store", "ada.db", "--user", "ada")
    monkeypatch.setattr("memorykinds.cli.transfer.bar", interrupting)
    done = typed("import", "ada.jsonl", "--store", "new.db", "--user", "ada")
    assert (done.exit_code, done.stdout) == (130, "")
    assert done.stderr == "Stopped: nothing was imported; the same command begins anew.\n"
    with mk.open("new.db", user="ada") as memory:
        assert memory.history() == []


def test_ctrl_c_after_the_last_write_does_not_say_that_nothing_was_imported(typed, monkeypatch):
    typed("export", "ada.jsonl", "--store", "ada.db", "--user", "ada")
    import_ = mk.Memory.import_

    def interrupted(*parts, **more):
        import_(*parts, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(mk.Memory, "import_", interrupted)
    done = typed("import", "ada.jsonl", "--store", "new.db", "--user", "ada")
    assert done.exit_code == 130
    assert "holds memories of 'ada'" in done.stderr
