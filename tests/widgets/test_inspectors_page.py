"""The code of docs/inspectors.md runs as it stands there."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "inspectors.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## (\w+)[^\n]*\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("name", "section"), SECTIONS, ids=[name for name, _ in SECTIONS])
def test_the_code_of_each_section_runs(name, section, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert blocks, f"{name} has no code to try"
    exec(compile("\n".join(blocks), f"docs/inspectors.md, {name}", "exec"), {})  # noqa: S102 -- our own page
