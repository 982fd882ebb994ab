"""Timeline in a real JupyterLab, by mouse and by key."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.needs(program="chromium"), pytest.mark.needs(module="playwright")]

OPEN = """
import showcase
from hostile import hostile_memory
from showcase import nice_memory
timeline = showcase.timeline({memory}())
timeline
"""


@pytest.fixture
def live(show):
    """Open the timeline of a memory in Lab; returns what its output shows."""
    return lambda memory: show("The memory through time", OPEN.format(memory=memory))


def test_one_jumps_compares_and_pages_by_mouse(live):
    view = live("nice_memory")
    expect(view.get_by_text("closed")).to_be_visible()
    view.get_by_role("button", name="Compare with the state before").click()
    view.get_by_role("button", name="Go to moment 1").click()
    expect(view.get_by_role("status")).to_contain_text("moment 1 of 4")
    view.get_by_role("button", name="Keep this state to compare with").click()
    view.get_by_role("button", name="Next change").click()
    view.get_by_role("button", name="Next change").click()
    expect(view.get_by_role("status")).to_contain_text("moment 3 of 4")
    expect(view.get_by_role("heading", name="The difference")).to_be_visible()
    expect(view).to_contain_text("From moment 1, believed on 2026-05-03 00:00, to moment 3")
    view.get_by_label("Kind").select_option("procedural")
    expect(view.get_by_text("Nothing is held at this point.")).to_be_visible()


def test_both_sliders_and_the_dates_work_by_key(live, tab):
    view = live("nice_memory")
    believed = view.get_by_label("Believed on", exact=False).first
    believed.focus()
    tab.keyboard.press("Home")
    expect(view.get_by_role("status")).to_contain_text("moment 0 of 4, before all: 0 memories")
    tab.keyboard.press("ArrowRight")
    expect(view.get_by_role("status")).to_contain_text("moment 1 of 4")
    expect(believed).to_be_focused()
    true = view.get_by_role("slider", name="True on")
    true.focus()
    tab.keyboard.press("End")
    expect(view.get_by_role("status")).to_contain_text("true on 2026-05-03 00:00")

    date = view.get_by_role("textbox", name="believed on")
    date.focus()
    tab.keyboard.press("Control+a")
    tab.keyboard.type("2026-05-0x")
    tab.keyboard.press("Enter")
    expect(view.get_by_role("alert")).to_contain_text("no date or time in ISO 8601")
    tab.keyboard.press("Control+a")
    tab.keyboard.type("2026-05-05")
    tab.keyboard.press("Enter")
    expect(view.get_by_role("alert")).to_have_count(0)
    expect(view.get_by_role("status")).to_contain_text("moment 3 of 4, believed on 2026-05-05")


def test_hostile_memories_are_text_and_axe_finds_nothing_serious(live, tab, violations):
    view = live("hostile_memory")
    expect(view).to_contain_text("onerror=")
    expect(view.locator("img, script, h1")).to_have_count(0)
    assert "owned" not in tab.title()
    assert violations(tab, ".jp-OutputArea-output") == []
