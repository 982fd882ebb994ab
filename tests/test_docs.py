"""The examples of a page that promises to run do what the page says."""

import doctest
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_life_of_a_rule_is_as_its_page_tells_it():
    text = (DOCS / "procedural.md").read_text(encoding="utf-8").replace("```", "")
    page = doctest.DocTestParser().get_doctest(text, {}, "procedural.md", "procedural.md", 0)
    assert len(page.examples) > 20
    found = []
    doctest.DocTestRunner().run(page, out=found.append)
    assert "".join(found) == ""
