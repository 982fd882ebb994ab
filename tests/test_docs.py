"""The examples of a page that promises to run do what the page says."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


PAGES = [("procedural.md", 20), ("profiles.md", 12), ("consolidation.md", 10), ("recall.md", 20)]


@pytest.mark.parametrize(("name", "examples"), PAGES)
def test_what_a_page_shows_is_what_happens(name, examples, monkeypatch):
    monkeypatch.setattr("sys.argv", ["pytest", "-v"])  # doctest reads it, and would print all
    text = (DOCS / name).read_text(encoding="utf-8").replace("```", "")
    page = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    assert len(page.examples) > examples
    found = []
    doctest.DocTestRunner(verbose=False).run(page, out=found.append)
    assert "".join(found) == ""
