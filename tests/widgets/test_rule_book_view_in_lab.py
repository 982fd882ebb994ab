"""RuleBookView in a real JupyterLab, by mouse and by key."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.needs(program="chromium"), pytest.mark.needs(module="playwright")]

OPEN = """
import showcase
from hostile import hostile_memory
view = showcase.rule_book_view({memory}())
view
"""


@pytest.fixture
def live(show):
    """Open the inspector of a memory in Lab; returns what its output shows."""
    return lambda memory: show("Rule book", OPEN.format(memory=memory))


def test_one_compares_and_brings_a_version_back_by_key_alone(live, tab):
    view = live("showcase.nice_memory")
    expect(view.get_by_role("table", name="The gate's two scores")).to_contain_text("1.00")
    view.get_by_role("button", name="Previous version").focus()
    tab.keyboard.press("Enter")
    expect(view.get_by_role("heading", name="From version 2 to version 3")).to_be_visible()
    start = view.get_by_label("From")
    start.focus()
    tab.keyboard.press("Home")  # the empty book
    expect(view.get_by_role("heading", name="From version 0 to version 3")).to_be_visible()
    expect(start).to_be_focused()

    view.get_by_role("button", name="Bring back version 1").focus()
    tab.keyboard.press("Enter")
    expect(view.get_by_role("heading", name="From version 4 to version 1")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(view.get_by_role("button", name="Yes, bring it back")).to_have_count(0)
    tab.keyboard.press("Enter")
    view.get_by_role("button", name="Yes, bring it back").focus()
    tab.keyboard.press("Enter")
    expect(view.get_by_role("status")).to_have_text("Version 1 is back, as version 5.")
    view.get_by_role("button", name="Undo").focus()
    tab.keyboard.press("Enter")
    expect(view.get_by_role("status")).to_have_text("Undone. The rules are at version 6.")


def test_hostile_rules_are_text_and_axe_finds_nothing_serious(live, tab, violations):
    view = live("hostile_memory")
    view.get_by_role("table").get_by_role("button", name="onerror").first.click()
    expect(view.get_by_role("heading", name="The feedback that caused it")).to_be_visible()
    expect(view).to_contain_text("onerror=")
    expect(view.locator("img, script, h1")).to_have_count(0)
    assert "owned" not in tab.title()
    assert violations(tab, ".jp-OutputArea-output") == []
