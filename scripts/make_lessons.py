"""Make both notebooks of each lesson, the learner's and the solutions', from its one source.

Usage: python scripts/make_lessons.py [SOURCE...]     all sources of notebooks/source/ by default

A notebook is run from top to bottom in a kernel of its own, in its own folder, and kept tidy.
"""

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from lesson_blanks import for_learners, for_solutions
from lesson_source import Cell, read_cells
from tidy_notebooks import tidy, write

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
CELL_SECONDS = 60
WAY_ON = "way-on"
"""The tag of the cell that leads on; slides have none."""

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


def notebooks_of(source: Path) -> dict[Path, dict[str, Any]]:
    """Return the two notebooks of a lesson, not yet run, by the files they belong in.

    Raises:
        ValueError: If the source is not of the form; the text names the file.
    """
    try:
        cells = read_cells(source.read_text(encoding="utf-8"))
        learners, solutions = for_learners(cells), for_solutions(cells)
    except (ValueError, SyntaxError) as error:
        raise ValueError(f"{source.name}: {error}") from error
    learners.append(way_on(source))
    # A folder of lessons below the sources', such as museum/, has its like below notebooks/.
    inside = source.relative_to(NOTEBOOKS / "source").with_suffix(".ipynb")
    return {
        NOTEBOOKS / inside: _notebook(learners),
        NOTEBOOKS / "solutions" / inside: _notebook(solutions),
    }


def way_on(source: Path) -> Cell:
    """Return the last cell of a learner's notebook: links to what comes next, and to the list."""
    museum = source.parent.name == "museum"
    after = [path for path in sorted(source.parent.glob("[0-9]*.py")) if path.name > source.name]
    index = "[the museum](README.md)" if museum else "[all lessons](README.md)"
    if after:
        following = f"**Next:** [{_title(after[0])}]({after[0].stem}.ipynb), or {index}."
    elif museum:
        following = (
            f"That was the last exhibit. Back to {index}, or to [the lessons](../README.md)."
        )
    else:
        following = f"That was the last lesson. [The museum of bugs](museum/README.md), or {index}."
    return Cell("markdown", following, [WAY_ON])


def _title(source: Path) -> str:
    first = read_cells(source.read_text(encoding="utf-8"))[0]
    return first.source.partition("\n")[0].removeprefix("# ")


def sources() -> list[Path]:
    """Return the sources of all lessons, in order."""
    return sorted((NOTEBOOKS / "source").rglob("[0-9]*.py"))


def is_made_from(path: Path, notebook: dict[str, Any]) -> bool:
    """Tell whether the cells of a notebook's file are those of `notebook`, and were all run."""
    if not path.exists():
        return False
    there = nbformat.read(path, as_version=4)
    run = all(cell.get("execution_count", 1) for cell in there.cells)
    return run and _cells(there) == _cells(nbformat.from_dict(notebook))


def _cells(notebook: Any) -> list[tuple[Any, ...]]:
    return [
        (c.id, c.cell_type, c.source, tuple(c.metadata.get("tags", ()))) for c in notebook.cells
    ]


def _notebook(cells: list[Cell]) -> dict[str, Any]:
    seen: dict[str, int] = {}
    made = []
    for cell in cells:
        new = nbformat.v4.new_code_cell if cell.kind == "code" else nbformat.v4.new_markdown_cell
        metadata = {"tags": cell.tags} if cell.tags else {}
        made.append(new(cell.source, metadata=metadata, id=_cell_id(cell, seen)))
    metadata = {"kernelspec": _KERNEL, "language_info": dict(_LANGUAGE)}
    return nbformat.v4.new_notebook(cells=made, metadata=metadata)


def _cell_id(cell: Cell, seen: dict[str, int]) -> str:
    """Return an id that stays when other cells change, so that a difference stays small."""
    digest = hashlib.sha256(f"{cell.kind}\n{cell.source}".encode()).hexdigest()[:8]
    seen[digest] = seen.get(digest, 0) + 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def _execute(path: Path, notebook: Any) -> None:
    from nbclient import NotebookClient

    path.parent.mkdir(parents=True, exist_ok=True)
    NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        resources={"metadata": {"path": str(path.parent)}},
        coalesce_streams=True,  # how often a kernel flushes is chance
    ).execute()
    write(path, tidy(json.loads(nbformat.writes(notebook))))


def main() -> None:
    """Make the notebooks that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sources", nargs="*", type=Path, help="all of them by default")
    os.environ["MEMORYKINDS_PROGRESS"] = "off"  # what a lesson solves is nobody's progress
    chosen = [path.resolve() for path in parser.parse_args().sources]
    for source in chosen or sources():
        for path, notebook in notebooks_of(source).items():
            sys.stdout.write(f"{path.relative_to(NOTEBOOKS.parent)}\n")
            _execute(path, notebook)


if __name__ == "__main__":
    main()
