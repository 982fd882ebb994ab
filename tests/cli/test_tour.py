"""The tour shows what the library really did: change a sentence and the memories change."""

import io
import json
import subprocess
import sys

import pytest
from rich.console import Console

from memorykinds.cli.conversations import read_conversation, tour_files
from memorykinds.cli.tour import run_tour
from memorykinds.kinds import InputError


def toured(*files):
    """Return what the tour prints, without boxes, as one line."""
    console = Console(file=io.StringIO(), width=200, color_system=None)
    run_tour(files or None, console=console)
    return " ".join(console.file.getvalue().translate({ord(c): " " for c in "│┃"}).split())


def conversation(path, *said, **more):
    messages = [{"role": "user", "content": text} for text in said]
    path.write_text(json.dumps({"messages": messages, **more}), encoding="utf-8")
    return path


def test_the_tour_shows_all_three_kinds_a_change_and_an_answer():
    shown = toured()
    assert "fact add The user lives in Turin. t1" in shown
    assert "episode add" in shown
    assert "rule add Answer in bullet points. t7" in shown
    assert "fact supersede The user lives in Berlin." in shown
    assert "kept as history until 2026-06-01: The user lives in Turin." in shown
    assert "(cosine" in shown
    assert "Answer: From memory: - The user lives in Berlin." in shown
    assert "make lab" in shown


def test_another_sentence_gives_other_memories(tmp_path):
    first, second = tour_files()
    changed = tmp_path / "changed.json"
    changed.write_text(second.read_text("utf-8").replace("Berlin", "Oslo"), encoding="utf-8")
    shown = toured(first, changed)
    assert "The user lives in Oslo." in shown
    assert "Berlin" not in shown


def test_nothing_to_remember_is_said(tmp_path):
    shown = toured(conversation(tmp_path / "a.json", "Hm."))
    assert "Nothing was found to remember." in shown
    assert "I don't know that" in shown


def test_markup_in_a_message_is_shown_as_text(tmp_path):
    shown = toured(conversation(tmp_path / "a.json", "I live in Turin. [bold]x[/bold] [/nonsense]"))
    assert "[bold]x[/bold] [/nonsense]" in shown


def test_what_was_left_out_is_shown_without_the_secret(tmp_path):
    shown = toured(conversation(tmp_path / "a.json", "My password is hunter2."))
    assert "left out message 1: a secret (password)" in shown
    assert "hunter2" not in shown


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "cannot be read"),
        ("", "no JSON"),
        ("\xff", "no conversation|no JSON"),
        ("{}", "holds no conversation"),
        ('"text"', "holds no conversation"),
        ('{"messages": 7}', "holds no conversation"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_file_that_is_no_conversation_is_one_sentence(tmp_path, text, sentence):
    path = tmp_path / "a.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=sentence) as caught:
        read_conversation(path)
    assert "\n" not in str(caught.value)


def test_the_command_reports_an_error_of_ours_without_a_traceback(tmp_path):
    command = [sys.executable, "-m", "memorykinds", "tour", str(tmp_path / "missing.json")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "missing.json cannot be read" in ended.stderr
