"""The README's code does what it says."""

import re
from pathlib import Path

import pytest

import memorykinds as mk

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
ELSEWHERE = ("openai:", "postgresql:")
HERE = [block for block in BLOCKS if not any(address in block for address in ELSEWHERE)]


def test_there_is_code_to_run():
    assert len(HERE) == 5


@pytest.mark.parametrize("block", HERE)
def test_the_code_runs_as_it_stands(block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 -- our own README


def test_what_the_comments_promise_holds(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(BLOCKS[0], "README.md", "exec"), names)  # noqa: S102 -- our own README
    assert names["recall"].hits[0].record.text == "The user lives in Berlin."
    assert names["fact"].text == "The user lives in Turin."
    assert names["fact"].state == "superseded"
    assert "superseded" in capsys.readouterr().out
    names["memory"].close()
    assert b"Turin" not in Path("ada.db").read_bytes(), "erased means gone from the file"


def test_every_public_name_of_the_readme_exists():
    for name in set(re.findall(r"\bmk\.(\w+)", README)):
        assert hasattr(mk, name), name
