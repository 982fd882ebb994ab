"""The code of docs/reflection.md does what its comments and assertions say."""

import re
from pathlib import Path

import memorykinds as mk

PAGE = (Path(__file__).parents[1] / "docs" / "reflection.md").read_text(encoding="utf-8")


def test_the_code_runs_as_the_page_tells_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)):
        exec(compile(block, f"docs/reflection.md, block {number}", "exec"), names)  # noqa: S102 -- our own page
    names["memory"].close()
    with mk.open("ada.db", user="ada") as memory:
        assert len(memory.semantic.all()) == 2


def test_the_defaults_are_those_that_the_page_names():
    reflection = mk.agent.Reflection(mk.open(embeddings="hash"))
    worker = reflection._worker
    rests = [30 * 2**n for n in range(worker.tries - 1)]
    assert "rests {} s, then {}, {} and {}".format(*rests) in PAGE
    assert worker.base == rests[0]
    assert f"`tries` ({worker.tries})" in PAGE
    assert f"`limit` ({worker.limit:.0f} s)" in PAGE
    assert f"`longest` seconds ({reflection._longest:.0f})" in PAGE
    assert f"`workers` ({reflection._pool._workers})" in PAGE
