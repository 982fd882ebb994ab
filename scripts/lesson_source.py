"""A lesson's source, a plain Python file in the percent format, as the cells of a notebook.

    # %% [markdown]
    # # Lesson 4: …
    # %%
    print(memory.learn(turns).ledger())
    # %% tags=["solution-only"]
    …

Editors that know the format (VS Code, PyCharm, Spyder; JupyterLab with jupytext) run such a file
cell by cell. A whole library for it, jupytext, would come with an extension of the notebook server.
"""

import json
import re
from dataclasses import dataclass, field

_FORMATTER = re.compile(r" *# fmt: (?:skip|off|on)$")
"""What an author tells a formatter; a reader need not know of it."""

_START = re.compile(r"# %%(?: \[(?P<kind>markdown)\])?(?: tags=(?P<tags>\[.*\]))?\s*")


@dataclass
class Cell:
    """One cell: its kind ("markdown" or "code"), its source and its tags."""

    kind: str
    source: str
    tags: list[str] = field(default_factory=list)


def read_cells(text: str) -> list[Cell]:
    """Return the cells of a lesson's source.

    Raises:
        ValueError: If a line is not of the format; the text says which.
    """
    cells: list[Cell] = []
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("# %%"):
            if not cells and line.strip():
                raise ValueError(f"line {number}: a lesson begins with '# %% [markdown]'")
            lines.append(line)
            continue
        start = _START.fullmatch(line)
        if start is None:
            raise ValueError(f"line {number}: {line!r} begins no cell")
        _finish(cells, lines)
        lines = []
        cells.append(Cell(start["kind"] or "code", "", json.loads(start["tags"] or "[]")))
    _finish(cells, lines)
    return cells


def _finish(cells: list[Cell], lines: list[str]) -> None:
    """Give the last cell its source."""
    if not cells:
        return
    cell = cells[-1]
    if cell.kind == "markdown":
        bare = [line for line in lines if line.strip() and not re.match(r"#( |$)", line)]
        if bare:
            raise ValueError(f"a line of Markdown begins with '# ': {bare[0]!r}")
        lines = [line[2:] for line in lines]
    else:
        lines = [_FORMATTER.sub("", line) for line in lines]
    cell.source = "\n".join(lines).strip("\n")
