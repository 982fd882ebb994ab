"""Bars on a terminal alone, and one sentence on Ctrl-C."""

import os
import subprocess
import sys

import pytest
import typer

import memorykinds as mk
from memorykinds.cli import watching

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")


def on_a_terminal(*command, **environment):
    """Run a command whose stderr is a terminal; return what it wrote there, and to stdout."""
    ours, theirs = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name != "CI"}
    with subprocess.Popen(
        [sys.executable, "-m", "memorykinds", *command],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=plain | {"TERM": "xterm"} | environment,
    ) as running:
        os.close(theirs)
        written = b""
        try:
            while piece := os.read(ours, 65536):
                written += piece
        except OSError:  # how Linux tells that the other end was closed
            pass
        out = running.stdout.read()
    os.close(ours)
    assert running.returncode == 0
    return written, out


@pytest.fixture
def ada_db(tmp_path):
    with mk.open(tmp_path / "ada.db", user="ada", embeddings="hash") as memory:
        memory.learn("I live in Turin.", kinds=["semantic"])
    return str(tmp_path / "ada.db")


def test_a_terminal_shows_a_bar_and_stdout_only_the_result(ada_db, tmp_path):
    file = str(tmp_path / "ada.jsonl")
    written, out = on_a_terminal("export", file, "--store", ada_db, "--user", "ada")
    assert b"Exporting ada" in written
    assert b"2/2" in written
    assert b"\x1b" not in out
    written, _ = on_a_terminal("reindex", ada_db, "--embeddings", "hash")
    assert b"Embedding ada.db" in written


@pytest.mark.parametrize("environment", [{"CI": "true"}, {"CI": "true", "FORCE_COLOR": "1"}])
def test_a_terminal_of_a_ci_shows_none(ada_db, environment):
    written, _ = on_a_terminal("reindex", ada_db, "--embeddings", "hash", **environment)
    assert written == b""


def test_into_a_pipe_no_control_character_goes_even_where_colour_is_forced(ada_db):
    done = subprocess.run(
        [sys.executable, "-m", "memorykinds", "reindex", ada_db, "--embeddings", "hash"],
        capture_output=True,
        check=True,
        env=os.environ | {"FORCE_COLOR": "1"},
    )
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout


def test_ctrl_c_is_one_sentence_and_the_code_of_sigint(capsys):
    with pytest.raises(typer.Exit) as ended, watching.stopping(lambda: "Half is kept; go on."):
        raise KeyboardInterrupt
    assert ended.value.exit_code == 130
    assert capsys.readouterr() == ("", "Half is kept; go on.\n")


def test_what_is_kept_is_not_asked_when_nothing_is_interrupted(capsys):
    with watching.stopping(lambda: pytest.fail("was asked")):
        pass
    assert capsys.readouterr() == ("", "")
