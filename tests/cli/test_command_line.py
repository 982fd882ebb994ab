"""`memorykinds` as it is typed: quick help, the version, and errors in one sentence."""

import subprocess
import sys

import pytest

from memorykinds import __version__, cli
from memorykinds.kinds import StoreError


def test_help_names_the_commands_and_loads_nothing_heavy():
    code = (
        "import sys; from memorykinds.cli import main\n"
        "try: main()\n"
        "finally: print({'numpy', 'pydantic', 'langchain_core'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "tour" in done.stdout
    assert "doctor" in done.stdout
    assert done.stdout.endswith("set()\n")


def test_version(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["memorykinds", "--version"])
    with pytest.raises(SystemExit, match="0"):
        cli.main()
    assert capsys.readouterr().out == f"memorykinds {__version__}\n"


def test_an_error_of_ours_is_one_sentence_and_code_2(monkeypatch, capsys):
    def run_tour(files, *, console):  # noqa: ARG001 -- called by name
        raise StoreError("ada.db is read-only; change its permissions.")

    monkeypatch.setattr("memorykinds.cli.tour.run_tour", run_tour)
    monkeypatch.setattr(sys, "argv", ["memorykinds", "tour"])
    with pytest.raises(SystemExit, match="2"):
        cli.main()
    assert capsys.readouterr() == ("", "ada.db is read-only; change its permissions.\n")


def test_an_error_that_is_not_ours_keeps_its_trace(monkeypatch):
    def run_tour(files, *, console):  # noqa: ARG001
        raise ZeroDivisionError

    monkeypatch.setattr("memorykinds.cli.tour.run_tour", run_tour)
    monkeypatch.setattr(sys, "argv", ["memorykinds", "tour"])
    with pytest.raises(ZeroDivisionError):
        cli.main()
