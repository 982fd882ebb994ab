"""What holds for all prose, of the pages and of the notebooks: links lead somewhere, no word twice.

Misspellings are found by codespell, which `make lint` runs. Links to other machines are not
followed, for tests reach nothing but this one.
"""

import itertools
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
FOLDERS = (".", "docs", "data", "examples", "notebooks")
PAGES = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).glob("*.md" if folder == "." else "**/*.md")
) + sorted(p for p in NOTEBOOKS.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
HTTPS = re.compile(r"https://[\w-]+(\.[\w-]+)*\.[a-z]{2,}(:\d+)?(/[\w./~%+@=&?,;:#-]*)?(?<![.,;:])")
TWICE = re.compile(r"\b(?!had\b|that\b)([^\W\d_]+)\s+\1\b", re.IGNORECASE)
MARKDOWN = MarkdownIt().enable("table")


def _name(path):
    return str(path.relative_to(ROOT))


each_page = pytest.mark.parametrize("page", PAGES, ids=_name)


def markdown(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
    return "\n\n".join("".join(cell["source"]) for cell in cells)


def blocks(path):
    """Return the Markdown of a page as a parser reads it, so that nothing in code is taken for prose."""
    return MARKDOWN.parse(markdown(path))


def targets(path):
    """Return where the links and images of a page lead, those in HTML among them."""
    found = []
    for token in itertools.chain.from_iterable((b, *(b.children or ())) for b in blocks(path)):
        found += [value for name, value in token.attrs.items() if name in ("href", "src")]
        if token.type.startswith("html"):
            found += re.findall(r"""\b(?:href|src)=["']([^"']*)""", token.content)
    return found


def running_text(path):
    """Return each block's text, with an ellipsis for each piece of code in it."""
    shown = {"text": "{}", "code_inline": "…", "softbreak": " ", "hardbreak": " "}
    return [
        "".join(shown.get(part.type, "").format(part.content) for part in block.children)
        for block in blocks(path)
        if block.type == "inline"
    ]


def anchors(path):
    """Return the anchors of a page's headings: GitHub's of a page, and Jupyter's of a notebook."""
    titles = [
        "".join(part.content for part in inline.children)
        for opening, inline in itertools.pairwise(blocks(path))
        if opening.type == "heading_open"
    ]
    if path.suffix == ".ipynb":
        return {title.replace(" ", "-") for title in titles}
    made, before = set(), Counter()
    for title in titles:
        slug = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        made.add(f"{slug}-{before[slug]}" if before[slug] else slug)
        before[slug] += 1
    return made


def complaint(page, target):
    """Say what is wrong with a link of a page, or return None."""
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return None if HTTPS.fullmatch(target) else "is no well-formed https address"
    name, _, anchor = unquote(target).partition("#")
    there = (page.parent / name).resolve() if name else page
    if not there.exists():
        return "is not there"
    if not there.is_relative_to(ROOT) or _is_kept_from_learners(page, there):
        return "is not there for who reads it"
    if anchor and anchor not in anchors(there):
        return f"is no heading of {there.name}"
    return None


def _is_kept_from_learners(page, there):
    # They get a copy of the notebooks, without the solutions perhaps.
    if not page.is_relative_to(NOTEBOOKS):
        return False
    solutions = NOTEBOOKS / "solutions"
    alike = page.is_relative_to(solutions) or not there.is_relative_to(solutions)
    return not (there.is_relative_to(NOTEBOOKS) and alike)


@each_page
def test_every_link_leads_somewhere(page):
    told = {target: complaint(page, target) for target in targets(page)}
    assert {target: why for target, why in told.items() if why} == {}


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("docs/store.md", None),
        ("CONTRIBUTING.md#what-a-change-needs", None),
        ("docs/recall.md#recallexplorer-what-was-recalled", "is no heading of recall.md"),
        ("docs/none.md", "is not there"),
        ("../elsewhere.md", "is not there"),
        ("https://arxiv.org/abs/2504.19413", None),
        ("http://arxiv.org/abs/2504.19413", "is no well-formed https address"),
        ("https://arxiv", "is no well-formed https address"),
        ("https://arxiv.org/abs/2504.19413.", "is no well-formed https address"),
        ("javascript:alert(1)", "is no well-formed https address"),
    ],
)
def test_a_link_that_leads_nowhere_is_told(target, why):
    assert complaint(ROOT / "README.md", target) == why


@pytest.mark.parametrize("target", ["../README.md", "solutions/08_recall.ipynb"])
def test_what_a_learner_has_no_copy_of_is_told(target):
    page = NOTEBOOKS / "01_three_kinds_of_memory.ipynb"
    assert complaint(page, target) == "is not there for who reads it"


def test_every_page_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        linked = {(page.parent / target.partition("#")[0]) for target in targets(page)}
        linked = {path.resolve() for path in linked if path.suffix == ".md"}
        waiting += [path for path in linked - reached if path.exists()]
    assert [_name(path) for path in (ROOT / "docs").rglob("*.md") if path not in reached] == []


def test_a_heading_has_the_anchor_that_github_gives_it(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# What's `k=8`?\n## Café & co: 1.2\n## Twice\n```\n# No\n```\n## Twice\n")
    assert anchors(page) == {"whats-k8", "café--co-12", "twice", "twice-1"}


@each_page
def test_no_word_stands_twice_in_a_row(page):
    assert [match[0] for text in running_text(page) for match in TWICE.finditer(text)] == []


def test_a_word_that_stands_twice_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("What the\nthe *the* `k` k `k` had had.\n\nHad\n")
    (text, _) = running_text(page)
    assert [match[0] for match in TWICE.finditer(text)] == ["the the"]
