"""RecallExplorer in a real JupyterLab, by mouse and by key."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.needs(program="chromium"), pytest.mark.needs(module="playwright")]

OPEN = """
from hostile import hostile_memory
from showcase import QUESTION, nice_memory
view = {memory}().recall(QUESTION, k=3, budget=200).explore()
view
"""


@pytest.fixture
def live(show):
    """Open the inspector of a memory in Lab; returns what its output shows."""
    return lambda memory: show("What was recalled, and why", OPEN.format(memory=memory))


def test_a_slider_ranks_anew_while_it_is_moved(live, tab):
    view = live("nice_memory")
    hits = view.get_by_role("table", name="Recalled", exact=True)
    expect(hits.get_by_role("row").nth(3)).to_contain_text("episode-1")
    slider = view.get_by_role("slider", name="similarity")
    slider.focus()
    tab.keyboard.press("Home")
    expect(hits.get_by_role("row").nth(3)).to_contain_text("▲ 2 up from 5, new")
    expect(slider).to_be_focused()
    expect(view).to_contain_text("similarity=0")

    view.get_by_role("button", name="Reset").click()
    expect(hits.get_by_role("row").nth(3)).to_contain_text("as before")


def test_one_asks_why_not_and_applies_the_change_by_key(live, tab):
    view = live("nice_memory")
    left = view.get_by_role("table", name="Considered and left out")
    view.get_by_role("searchbox").fill("cat")
    expect(left.get_by_role("row")).to_have_count(2)
    expect(left).to_contain_text("a cat named Miso")
    asked = view.get_by_role("textbox", name="memory id")
    asked.fill("fact-99")
    tab.keyboard.press("Enter")
    expect(view.get_by_role("alert")).to_contain_text("no memory with the id 'fact-99'")
    asked.fill("fact-4")
    tab.keyboard.press("Enter")
    expect(view.get_by_role("heading", name="Why fact-4")).to_be_visible()
    view.get_by_role("button", name=re.compile("^Apply k=")).focus()
    tab.keyboard.press("Enter")
    hits = view.get_by_role("table", name="Recalled", exact=True)
    expect(hits).to_contain_text("fact-4")
    expect(view).to_contain_text("and is recalled.")

    view.get_by_role("combobox").nth(1).focus()
    tab.keyboard.press("End")
    expect(view).to_contain_text("fusion='interleave'")
    view.get_by_label("limit the prompt").focus()
    tab.keyboard.press("Space")
    expect(view.get_by_role("slider", name="budget")).to_have_count(0)


def test_hostile_memories_are_text_and_axe_finds_nothing_serious(live, tab, violations):
    view = live("hostile_memory")
    expect(view).to_contain_text("onerror=")
    expect(view.locator("img, script, h1")).to_have_count(0)
    assert "owned" not in tab.title()
    assert violations(tab, ".jp-OutputArea-output") == []
