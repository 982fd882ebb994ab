"""Make slides of the lessons: one HTML file each that needs no network and no server.

Usage: python scripts/make_slides.py [FOLDER]     build/slides by default

They are the learner's notebooks through nbconvert, so no solution is on them. Each cell says what
the slide tools of Jupyter understand, too (`slideshow.slide_type`); the template in scripts/slides
takes the place of nbconvert's own, which wants reveal.js and more from other machines.
"""

import argparse
import re
import sys
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from make_lessons import WAY_ON
from nbconvert import SlidesExporter

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"

ROOM = 22
"""Lines of a slide; a cell that finds no room on one begins the next."""

LINE = 80
"""Characters of a line of text."""

_HEADING = re.compile(r"^(#{1,3}) +(.+)", re.MULTILINE)
_ROWS = re.compile(r"<(?:tr|p|li|br|h\d|summary|label|caption)\b")


def main() -> None:
    """Make the slides of all lessons, and a page that leads to them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "slides")
    folder = parser.parse_args().folder
    titles = {}
    for path in lessons():
        deck = folder / path.relative_to(NOTEBOOKS).with_suffix(".html")
        deck.parent.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.read(path, as_version=4)
        deck.write_text(slides_of(notebook), encoding="utf-8")
        titles[deck.relative_to(folder).as_posix()] = notebook.metadata.title
    (folder / "index.html").write_text(_index(titles), encoding="utf-8")
    sys.stdout.write(f"{len(titles)} decks: open {folder / 'index.html'}\n")


def lessons() -> list[Path]:
    """Return the learners' notebooks, the museum's last."""
    own = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    return own + sorted((NOTEBOOKS / "museum").glob("[0-9]*.ipynb"))


def slides_of(notebook: Any) -> str:
    """Return a notebook as a page of slides; its cells are marked as slides on the way."""
    notebook.cells = [
        cell for cell in notebook.cells if WAY_ON not in cell.metadata.get("tags", ())
    ]
    mark_slides(notebook)
    exporter = SlidesExporter(
        template_name="slides",
        extra_template_basedirs=[str(ROOT / "scripts")],
        embed_images=True,
    )
    page, _ = exporter.from_notebook_node(notebook)
    return str(page)


def mark_slides(notebook: Any) -> None:
    """Say of each cell whether it begins a slide, as Jupyter's slide tools expect it.

    A heading begins one, and so do a quiz and what finds no room on the present one. Text after a
    cell that was run is a step of its own: first it is seen what was printed, and then explained.
    """
    section, used = "", 0
    for cell in notebook.cells:
        heading = _HEADING.search(cell.source) if cell.cell_type == "markdown" else None
        lines = _lines(cell)
        if heading:
            section, used = heading[2], lines
            kind = "subslide" if heading[1] == "###" else "slide"
        elif used + lines > ROOM or "workshop.quiz(" in cell.source:
            kind, used = "subslide", lines
        else:
            kind, used = "fragment" if cell.cell_type == "markdown" else "-", used + lines
        cell.metadata.slideshow = {"slide_type": kind}
        cell.metadata.section, cell.metadata.headed = section, heading is not None
        if "exercise" in cell.metadata.get("tags", ()):
            cell.outputs = []  # "not filled in yet" is nothing to show to a class
        if heading and heading[1] == "#":
            notebook.metadata.title = section


def _lines(cell: Any) -> int:
    """Estimate how many lines a cell takes on a slide, with what it printed."""
    if cell.cell_type == "markdown":
        return sum(1 + len(line) // LINE for line in cell.source.splitlines())
    return len(cell.source.splitlines()) + sum(_printed(output) for output in cell.outputs)


def _printed(output: Any) -> int:
    shown = output.get("data", {})
    if "text/html" in shown:
        return len(_ROWS.findall(shown["text/html"]))
    return len((output.get("text") or shown.get("text/plain", "")).splitlines())


def _index(titles: dict[str, str]) -> str:
    items = "".join(
        f'<li><a href="{escape(name)}">{escape(title)}</a></li>\n' for name, title in titles.items()
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Slides</title>'
        "<style>body {font: 1.2em/1.6 sans-serif; margin: 3em}</style></head>\n<body>"
        f"<h1>Slides of the course</h1>\n<ul>\n{items}</ul>\n<p>→ or Space goes on, step by step; ← "
        "goes back; Home and End; f fills the screen. Printing gives one page a slide.</p>\n"
        "</body></html>\n"
    )


if __name__ == "__main__":
    main()
