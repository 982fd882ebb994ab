"""The code of docs/cost.md does what its comments and assertions say."""

import re
from pathlib import Path

import pytest
from openai_server import OpenAIServer

import memorykinds as mk

PAGE = (Path(__file__).parents[1] / "docs" / "cost.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def ran(tmp_path, monkeypatch, capsys):
    """Run the page from top to bottom, as a reader would; its OpenAI is on 127.0.0.1."""
    monkeypatch.chdir(tmp_path)
    with OpenAIServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", server.key)
        names = {}
        for number, block in enumerate(BLOCKS):
            if "cassette:" in block:
                names["memory"].learn("I live in Turin.")
            exec(compile(block, f"docs/cost.md, block {number}", "exec"), names)  # noqa: S102 -- our own page
    return names, capsys.readouterr().out


def test_the_code_runs_and_its_numbers_hold(ran):
    _, out = ran
    told = re.findall(r"print\(.*# (\d calls, [^…(\n]*)", PAGE)
    assert len(told) == 2
    for line in told:
        assert line.strip() in out


@pytest.mark.usefixtures("ran")
def test_the_lesson_is_replayed_without_a_key(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    clock, ids = mk.LessonClock("2026-05-03T09:00"), mk.counted_ids()
    memory = mk.open(model="cassette:lesson4.yaml", clock=clock, ids=ids)
    assert memory.learn("I live in Turin.").cost.reused == 3


def test_waiting_for_four_turns_sends_what_the_page_says():
    assert sum(range(1, 41)) == 820
    assert sum(range(4, 41, 4)) == 220
    assert "220 of their turns instead of 820" in PAGE
