"""What is blank in a learner's notebook.

The convention is nbgrader's (nbgrader itself brings a server, a database and a formgrader, which a
course without grades has no use for):

    ### BEGIN SOLUTION: which facts are true today
    today = [record.text for record in memory.semantic.all()]
    ### END SOLUTION

becomes

    # Your turn: which facts are true today
    today = None

Every name that the region sets is None instead, so that the notebook runs to its end. In the body
of a function the blank is ``raise NotImplementedError``, which `workshop.check` takes for "not
filled in yet". A cell tagged `solution` is one region; a cell tagged `solution-only` is left out.
"""

import ast
import re
import textwrap

from lesson_source import Cell

_BEGIN = re.compile(r"(?P<indent>\s*)### BEGIN SOLUTION(?:: *(?P<task>.*))?")
_END = re.compile(r"\s*### END SOLUTION\s*")
DEFAULT_TASK = "write your answer here"


def for_learners(cells: list[Cell]) -> list[Cell]:
    """Return the cells of the learner's notebook: without solutions."""
    kept = [cell for cell in cells if "solution-only" not in cell.tags]
    return [_blanked(cell) for cell in kept]


def for_solutions(cells: list[Cell]) -> list[Cell]:
    """Return the cells of the solution notebook: without the marks of regions."""
    return [Cell(cell.kind, _without_marks(cell.source), cell.tags) for cell in cells]


def _without_marks(source: str) -> str:
    lines = source.splitlines()
    return "\n".join(_titled(line) for line in lines if not _END.fullmatch(line))


def _titled(line: str) -> str:
    begin = _BEGIN.fullmatch(line)
    if begin is None:
        return line
    return f"{begin['indent']}# Solution" + (f": {begin['task']}" if begin["task"] else "")


def _blanked(cell: Cell) -> Cell:
    if cell.kind != "code":
        return cell
    if "solution" in cell.tags:
        return Cell("code", _blank("", "", cell.source.splitlines()), ["exercise"])
    done: list[str] = []
    region: list[str] | None = None
    for line in cell.source.splitlines():
        begin = _BEGIN.fullmatch(line)
        if begin and region is None:
            region, indent, task = [], begin["indent"], begin["task"] or ""
        elif _END.fullmatch(line) and region is not None:
            done.append(_blank(indent, task, region))
            region = None
        elif begin or _END.fullmatch(line):
            raise ValueError(f"a solution's marks do not match at {line!r}")
        elif region is None:
            done.append(line)
        else:
            region.append(line)
    if region is not None:
        raise ValueError("### BEGIN SOLUTION without ### END SOLUTION")
    tags = ["exercise"] if "\n".join(done) != cell.source else cell.tags
    return Cell("code", "\n".join(done), tags)


def _blank(indent: str, task: str, region: list[str]) -> str:
    todo = [f"# Your turn: {task or DEFAULT_TASK}"]
    if indent:
        todo.append("raise NotImplementedError")
    else:
        todo += [f"{name} = None" for name in _names(textwrap.dedent("\n".join(region)))]
    return textwrap.indent("\n".join(todo), indent)


def _names(source: str) -> list[str]:
    """Return the names that a region sets, in order; those with an underscore are its own."""
    found: list[str] = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [n for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
            found += [name.id for name in names if isinstance(name.ctx, ast.Store)]
    return [name for name in dict.fromkeys(found) if not name.startswith("_")]
