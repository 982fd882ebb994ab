"""The code of docs/agents.md does what its comments and assertions say."""

import re
from pathlib import Path

import memorykinds.agent

PAGE = (Path(__file__).parents[1] / "docs" / "agents.md").read_text(encoding="utf-8")
OURS = PAGE.partition("\n## Tools\n")[0]  # what follows needs a model and a store of the reader's
BLOCKS = re.findall(r"```python\n(.*?)```", OURS, re.DOTALL)


def test_every_block_runs_one_after_the_other(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    for number, block in enumerate(BLOCKS, start=1):
        exec(compile(block, f"docs/agents.md, block {number}", "exec"), names)  # noqa: S102 -- our own page
    assert len(BLOCKS) == 7
    assert len(names["store"].search(("bob", "semantic"))) == 1, "learned for the run's user"


def test_every_name_that_is_imported_is_public():
    for line in re.findall(r"from memorykinds\.agent import (.+)", OURS):
        assert set(line.split(", ")) <= set(memorykinds.agent.__all__)
