"""MemoryMap in a real JupyterLab, by mouse and by key."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.needs(program="chromium"), pytest.mark.needs(module="playwright")]

OPEN = """
import showcase
from hostile import hostile_memory
from showcase import nice_memory
view = showcase.memory_map({memory}())
view
"""


@pytest.fixture
def live(show):
    """Open the inspector of a memory in Lab; returns what its output shows."""
    return lambda memory: show("Map of the memories", OPEN.format(memory=memory))


def test_a_click_on_a_point_shows_its_memory(live):
    view = live("nice_memory")
    point = view.locator("g[data-args='[\"fact-5\"]']")
    point.click()
    expect(view.get_by_role("heading", name="fact-5, semantic")).to_be_visible()
    expect(view.locator(".mk-ring")).to_have_count(1)
    expect(view.get_by_role("status")).to_contain_text("fact-5 is chosen")
    view.get_by_role("checkbox", name="procedural").uncheck()
    expect(view.locator("g[data-act]")).to_have_count(6)


def test_all_of_it_works_by_key(live, tab):
    view = live("nice_memory")
    view.get_by_role("button", name="Next memory").focus()
    tab.keyboard.press("Enter")
    expect(view.get_by_role("heading", name="fact-3, semantic")).to_be_visible()

    listed = view.get_by_role("combobox")
    listed.focus()
    tab.keyboard.press("ArrowDown")
    expect(view.get_by_role("heading", name="fact-4, semantic")).to_be_visible()
    expect(listed).to_be_focused()

    asked = view.get_by_role("textbox", name="query")
    asked.fill("Does she have a pet?")
    tab.keyboard.press("Enter")
    nearest = view.get_by_role("table", name="Nearest to “Does she have a pet?”")
    expect(nearest.get_by_role("row").nth(1)).to_contain_text("a cat named Miso")
    picked = nearest.get_by_role("button", name="Choose fact-4")
    expect(picked).to_have_attribute("aria-pressed", "true")
    picked.focus()
    tab.keyboard.press("Enter")
    expect(picked).to_be_focused()

    view.get_by_role("checkbox", name="semantic").focus()
    tab.keyboard.press("Space")
    expect(view.get_by_role("heading", name="fact-4, semantic")).to_have_count(0)


def test_hostile_memories_are_text_and_axe_finds_nothing_serious(live, tab, violations):
    view = live("hostile_memory")
    expect(view).to_contain_text("onerror=")
    expect(view.locator("img, script, h1")).to_have_count(0)
    assert "owned" not in tab.title()
    assert violations(tab, ".jp-OutputArea-output") == []
