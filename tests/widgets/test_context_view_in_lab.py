"""ContextView in a real JupyterLab, by mouse and by key: the example for other inspectors."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.needs(program="chromium"), pytest.mark.needs(module="playwright")]

OPEN = """
import showcase
from hostile import hostile_memory
from showcase import nice_memory
view = showcase.context_view({memory}())
view
"""


@pytest.fixture
def live(show):
    """Open the inspector of a memory in Lab; returns what its output shows."""
    return lambda memory: show("What the model saw", OPEN.format(memory=memory))


def test_one_walks_through_the_memories_by_mouse(live):
    view = live("nice_memory")
    expect(view.locator("mark[aria-current]")).to_contain_text("[procedural rule-1]")
    view.get_by_role("button", name="Next memory").click()
    expect(view.locator("mark[aria-current]")).to_contain_text("[procedural rule-2]")
    expect(view.get_by_role("status")).to_contain_text("rule-2 is chosen")
    view.get_by_role("button", name="Choose fact-5").click()
    expect(view.locator("mark[aria-current]")).to_contain_text("The user lives in Berlin.")
    expect(view.get_by_role("button", name="Choose fact-5")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_one_walks_through_the_memories_by_key(live, tab):
    view = live("nice_memory")
    view.get_by_role("button", name="Next memory").focus()
    tab.keyboard.press("Enter")
    expect(view.locator("mark[aria-current]")).to_contain_text("rule-2")
    tab.keyboard.press("Shift+Tab")
    expect(view.get_by_role("button", name="Previous memory")).to_be_focused()
    tab.keyboard.press("Space")
    expect(view.locator("mark[aria-current]")).to_contain_text("rule-1")

    chosen = view.get_by_role("button", name="Choose fact-3")
    chosen.focus()
    tab.keyboard.press("Enter")
    expect(view.locator("mark[aria-current]")).to_contain_text("green tea")
    expect(chosen).to_be_focused()  # the same row can be pressed again

    shown = view.get_by_label("Show")
    shown.focus()
    tab.keyboard.press("ArrowDown")
    expect(view.get_by_text("Which tea should I pack")).to_have_count(0)
    expect(shown).to_be_focused()


def test_hostile_memories_are_text_and_axe_finds_nothing_serious(live, tab, violations):
    view = live("hostile_memory")
    expect(view).to_contain_text("onerror=")
    expect(view.locator("img, script, h1")).to_have_count(0)
    assert "owned" not in tab.title()
    assert violations(tab, ".jp-OutputArea-output") == []
