"""Each notebook as it is committed: executed in order, tidy, and readable by everyone.

That its outputs are what its cells print today is checked by nbval, which runs beside this;
that no file holds a machine's path or a key is checked in test_project.py. nbval would not
notice what is checked here: it compares nothing for a cell that was never run, and takes
execution counts in any order.
"""

import itertools
import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
LARGEST = 512 * 1024
UNCHECKED = re.compile(r"nbval[-_](skip|ignore[-_]output)|NBVAL_(SKIP|IGNORE_OUTPUT)")
OPENING = ["What you will learn", "Before you start"]

each_notebook = pytest.mark.parametrize(
    "notebook", NOTEBOOKS, ids=lambda path: path.stem, indirect=True
)


@pytest.fixture
def notebook(request):
    return json.loads(request.param.read_text(encoding="utf-8"))


def cells(notebook, kind):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def source(cell):
    return "".join(cell["source"])


def outputs(notebook):
    return [output for cell in cells(notebook, "code") for output in cell["outputs"]]


def prose(notebook):
    """Return the text of all Markdown cells without their code."""
    text = "\n\n".join(source(cell) for cell in cells(notebook, "markdown"))
    return re.sub(r"^(```|~~~).*?^\1|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)


def headings(notebook):
    return [
        (len(marks), title.strip())
        for marks, title in re.findall(r"^(#{1,6}) +(.+)$", prose(notebook), re.MULTILINE)
    ]


def test_there_is_a_first_lesson():
    assert "01_three_kinds_of_memory" in [path.stem for path in NOTEBOOKS]


@each_notebook
def test_every_cell_was_run_once_and_in_order(notebook):
    counts = [cell["execution_count"] for cell in cells(notebook, "code")]
    assert counts
    assert counts == list(range(1, len(counts) + 1))


@each_notebook
def test_no_cell_ended_in_an_error(notebook):
    assert [output for output in outputs(notebook) if output["output_type"] == "error"] == []
    assert "nbval-raises-exception" not in json.dumps(notebook).lower().replace("_", "-")


@each_notebook
def test_at_most_one_cell_is_left_unchecked(notebook):
    unchecked = [
        cell
        for cell in cells(notebook, "code")
        if UNCHECKED.search(source(cell) + " ".join(cell["metadata"].get("tags", [])))
    ]
    assert len(unchecked) <= 1


@each_notebook
def test_no_widget_is_kept_that_only_a_kernel_could_show(notebook):
    # Where the state of a widget is stored, viewers load its code from elsewhere, and
    # where it is not, they say "model not found" in place of the HTML beside it.
    assert "widgets" not in notebook["metadata"]
    views = [
        output["data"]
        for output in outputs(notebook)
        if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
    ]
    assert views == []


@each_notebook
def test_the_headings_are_an_outline(notebook):
    levels = [level for level, _ in headings(notebook)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@each_notebook
def test_a_lesson_opens_with_what_it_teaches_and_needs(notebook):
    assert [title for level, title in headings(notebook) if level == 2][:2] == OPENING


@each_notebook
def test_every_image_has_a_text_in_its_place(notebook):
    text = prose(notebook)
    assert re.findall(r"!\[\s*\]\(.*?\)", text) == []
    html = [text, *("".join(o.get("data", {}).get("text/html", "")) for o in outputs(notebook))]
    images = re.findall(r"<img\b[^>]*>", "\n".join(html))
    assert [image for image in images if not re.search(r"""\balt=(["'])\s*\S""", image)] == []
    for output in outputs(notebook):
        for kind in output.get("data", {}):
            if kind.startswith("image/"):
                assert output["metadata"].get(kind, {}).get("alt"), f"{kind} without alt text"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_stays_small(path):
    assert path.stat().st_size <= LARGEST
