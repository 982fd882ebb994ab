"""Each notebook as it is committed: made from its source, executed in order, tidy, and readable.

That its outputs are what its cells print today is checked by nbval, which runs beside this;
that no file holds a machine's path or a key is checked in test_project.py, and that links lead
somewhere in test_prose.py. nbval would not notice what is checked here: it compares nothing for
a cell that was never run, and takes execution counts in any order.
"""

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from make_lessons import is_made_from, notebooks_of, sources

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(p for p in FOLDER.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
MADE = [pair for source in sources() for pair in notebooks_of(source).items()]
TIDY = ROOT / "scripts" / "tidy_notebooks.py"
LARGEST = 512 * 1024
UNCHECKED = re.compile(r"nbval[-_](skip|ignore[-_]output)|NBVAL_(SKIP|IGNORE_OUTPUT)")
OPENING = ["What you will learn", "Before you start"]
ENDING = ["Check yourself", "What you have seen", "Further reading"]
TIME = re.compile(r"Time: about \d+ minutes of reading, \d+ minutes of exercises\.")
SWITCH = 'MODEL = "offline"\n'
EXHIBIT = [
    "What the user saw",
    "The code",
    "Write the test",
    "Write the mend",
    "Why it got through",
    "Check yourself",
]
EXERCISE = re.compile(r'workshop\.check\(\s*"([^"]+)"')


def _name(path):
    return str(path.relative_to(FOLDER).with_suffix(""))


each_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=_name, indirect=True)
# Numbered ones in the folder itself are lessons, those in a folder of their own are not.
each_lesson = pytest.mark.parametrize(
    "notebook", sorted(FOLDER.glob("[0-9]*.ipynb")), ids=_name, indirect=True
)
EXHIBITS = sorted(FOLDER.glob("museum/[0-9]*.ipynb"))
each_exhibit = pytest.mark.parametrize("notebook", EXHIBITS, ids=_name, indirect=True)


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


@pytest.mark.parametrize(("path", "made"), MADE, ids=[_name(path) for path, _ in MADE])
def test_a_notebook_is_what_its_source_says(path, made):
    assert is_made_from(path, made), f"run: make notebooks (for {path.name})"


def test_every_notebook_has_a_source():
    assert sorted(path for path, _ in MADE) == NOTEBOOKS
    assert FOLDER / "01_three_kinds_of_memory.ipynb" in NOTEBOOKS


@pytest.mark.parametrize(("solved", "words"), [(False, "not filled in yet"), (True, "right")])
def test_every_solution_is_right_and_no_blank_is_taken_for_an_answer(solved, words):
    shown = [
        "".join(output.get("data", {}).get("text/plain", ""))
        for path in NOTEBOOKS
        if ("solutions" in path.parts) is solved
        for output in outputs(json.loads(path.read_text(encoding="utf-8")))
    ]
    told = [text for text in shown if text.startswith("Exercise ")]
    assert told
    assert [text for text in told if not re.match(rf"Exercise m?[\d.]+: {words}\.", text)] == []


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


@pytest.fixture
def tidied(tmp_path):
    """A notebook as Lab saves it after its cells have shown a widget, tidied by the script."""
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "Slider()"}
    outputs = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {**view, "text/html": "<p>k is 8</p>"},
        },
        {"output_type": "display_data", "metadata": {}, "data": view},
    ]
    cell = {"cell_type": "code", "execution_count": 1, "source": "k", "outputs": outputs}
    own = {"kernelspec": {"name": "python3"}, "language_info": {"name": "python", "version": "3"}}
    saved = {"cells": [cell | {"metadata": {"execution": {"iopub": "now"}, "tags": ["x"]}}]}
    saved |= {"metadata": {**own, "widgets": {"state": {}}}, "nbformat": 4, "nbformat_minor": 5}
    path = tmp_path / "saved.ipynb"
    path.write_text(json.dumps(saved), encoding="utf-8")
    for _ in range(2):  # a tidy notebook stays as it is
        subprocess.run([sys.executable, TIDY, path], check=True)
    return json.loads(path.read_text(encoding="utf-8"))


def test_tidying_leaves_a_widgets_html_in_its_place(tidied):
    with_html, bare = outputs(tidied)
    assert with_html["data"] == {"text/plain": "Slider()", "text/html": "<p>k is 8</p>"}
    assert set(bare["data"]) == {"application/vnd.jupyter.widget-view+json", "text/plain"}


def test_tidying_drops_the_state_of_widgets_and_what_differs_between_machines(tidied):
    own = {"kernelspec": {"name": "python3"}, "language_info": {"name": "python"}}
    assert tidied["metadata"] == own
    assert [cell["metadata"] for cell in tidied["cells"]] == [{"tags": ["x"]}]


def html(output):
    return "".join(output.get("data", {}).get("text/html", ""))


def all_levels(notebook):
    """Return the levels of all headings in order, of inspectors in outputs, too."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            yield from (level for level, _ in headings({"cells": [cell]}))
        for output in cell.get("outputs", []):
            yield from (int(level) for level in re.findall(r"<h([1-6])\b", html(output)))


@each_notebook
def test_the_headings_are_an_outline(notebook):
    levels = list(all_levels(notebook))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@each_lesson
def test_a_lesson_opens_with_what_it_teaches_and_needs_and_ends_with_what_was_seen(notebook):
    titles = [title for level, title in headings(notebook) if level == 2]
    assert titles[:2] == OPENING
    assert titles[-3:] == ENDING


@each_lesson
def test_a_lesson_says_how_long_it_takes(notebook):
    said = TIME.search(prose(notebook))
    assert 20 <= sum(map(int, re.findall(r"\d+", said[0]))) <= 40


@each_lesson
def test_one_switch_at_the_top_of_a_lesson_chooses_the_model(notebook):
    first, *others = [source(cell) for cell in cells(notebook, "code")]
    assert first.startswith(SWITCH)
    assert [
        text for text in others if re.search(r"^MODEL *=|model=[\"']", text, re.MULTILINE)
    ] == []


@each_lesson
def test_a_lesson_lets_its_reader_predict(notebook):
    assert "**Predict**" in prose(notebook)


@each_lesson
def test_a_lesson_has_two_to_four_exercises_each_with_a_heading(notebook):
    text = "\n".join(source(cell) for cell in cells(notebook, "code"))
    checked = list(dict.fromkeys(EXERCISE.findall(text)))
    titles = [re.match(r"Exercise ([\d.]+): ", title) for _, title in headings(notebook)]
    assert [match[1] for match in titles if match] == checked
    assert 2 <= len(checked) <= 4
    assert "workshop.quiz(" in text


@each_exhibit
def test_an_exhibit_leads_from_the_complaint_to_the_test_and_the_mend(notebook):
    titles = [title for level, title in headings(notebook) if level == 2]
    assert titles == EXHIBIT
    assert re.search(r"^> ", prose(notebook), re.MULTILINE), "the complaint, as it was filed"


@each_exhibit
def test_an_exhibit_has_its_number_two_exercises_and_one_question(notebook):
    number = re.match(r"Exhibit (\d+): [a-z]", headings(notebook)[0][1])[1]
    text = "\n".join(source(cell) for cell in cells(notebook, "code"))
    titles = [title for level, title in headings(notebook) if level == 3]
    checked = [f"m{number}.1", f"m{number}.2"]
    assert EXERCISE.findall(text) == checked
    assert [title.partition(": ")[0] for title in titles] == [f"Exercise {one}" for one in checked]
    assert re.findall(r'workshop\.quiz\("(.*?)"\)', text) == [f"m{number}.q1"]


@each_exhibit
def test_an_exhibit_takes_ten_minutes_at_most(notebook):
    assert TIME.search(prose(notebook))
    assert sum(map(int, re.findall(r"(\d+) minutes of", prose(notebook)))) <= 10


def test_the_courses_index_has_a_line_for_each_lesson():
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\d+\. .+?)\]\((\S+)\) \| \S", index, re.MULTILINE)
    lessons = sorted(FOLDER.glob("[0-9]*.ipynb"))
    titles = [headings(json.loads(path.read_text(encoding="utf-8")))[0][1] for path in lessons]
    assert listed == [
        (title.removeprefix("Lesson ").replace(": ", ". ", 1), path.name)
        for title, path in zip(titles, lessons, strict=True)
    ]


def test_the_museums_index_has_a_line_for_each_exhibit():
    index = (FOLDER / "museum" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\d+)\. .+?\]\((\S+)\) \|", index, re.MULTILINE)
    assert listed == [(str(int(path.name[:2])), path.name) for path in EXHIBITS]


@each_notebook
def test_every_image_has_a_text_in_its_place(notebook):
    text = prose(notebook)
    assert re.findall(r"!\[\s*\]\(.*?\)", text) == []
    images = re.findall(r"<img\b[^>]*>", "\n".join([text, *map(html, outputs(notebook))]))
    assert [image for image in images if not re.search(r"""\balt=(["'])\s*\S""", image)] == []
    for output in outputs(notebook):
        for kind in output.get("data", {}):
            if kind.startswith("image/"):
                assert output["metadata"].get(kind, {}).get("alt"), f"{kind} without alt text"


@each_notebook
def test_every_table_names_its_rows_or_columns(notebook):
    tables = re.findall(r"<table\b.*?</table>", "".join(map(html, outputs(notebook))), re.DOTALL)
    assert [table[:200] for table in tables if not re.search(r"<th\b[^>]*>\s*\S", table)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_name)
def test_a_notebook_stays_small(path):
    assert path.stat().st_size <= LARGEST
