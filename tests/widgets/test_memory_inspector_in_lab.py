"""MemoryInspector in a real JupyterLab, by mouse and by key."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.needs(program="chromium"), pytest.mark.needs(module="playwright")]

OPEN = """
import showcase
from hostile import hostile_memory
view = {memory}().inspect()
view
"""


@pytest.fixture
def live(show):
    """Open the inspector of a memory in Lab; returns what its output shows."""
    return lambda memory: show("Memory", OPEN.format(memory=memory))


def row(view, text):
    return view.get_by_role("table").get_by_role("button", name=text)


def test_one_finds_edits_and_undoes_by_key_alone(live, tab):
    view = live("showcase.nice_memory")
    field = view.get_by_label("Contains")
    field.focus()
    tab.keyboard.type("BERLIN")
    home = row(view, "The user lives in Berlin.")
    expect(view.get_by_text("Memories 1 to 1 of 1")).to_be_visible()
    expect(field).to_be_focused()
    home.focus()
    tab.keyboard.press("Enter")
    expect(home).to_have_attribute("aria-pressed", "true")
    expect(home).to_be_focused()

    edit = view.get_by_role("button", name="Edit fact-5")
    edit.focus()
    tab.keyboard.press("Enter")
    confidence = view.get_by_label("confidence")
    confidence.fill("many")
    tab.keyboard.press("Enter")
    expect(confidence).to_have_attribute("aria-invalid", "true")
    expect(view.get_by_label("confidence")).to_have_value("many")
    expect(view.get_by_role("alert")).to_contain_text("Input should be a valid number")
    confidence.fill("0.5")
    tab.keyboard.press("Enter")
    expect(view.get_by_role("table", name="What it says")).to_contain_text("0.5")
    expect(confidence).to_have_count(0)
    # The form is gone, and the next Tab goes on from where it stood, not from Lab's menu.
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('.memorykinds-live') !== null")

    view.get_by_role("button", name="Undo").focus()
    tab.keyboard.press("Enter")
    expect(view.get_by_role("status")).to_have_text("Undone: fact-5.")
    expect(view.get_by_role("table", name="What it says")).to_contain_text("1.0")


def test_one_pins_forgets_and_takes_back_by_mouse(live, tab):
    view = live("showcase.nice_memory")
    row(view, "The user likes green tea.").click()
    view.get_by_role("button", name="Pin fact-3").click()
    expect(view.get_by_role("status")).to_have_text("It is pinned.")
    view.get_by_role("button", name="Forget fact-3").click()
    expect(view.get_by_text("undo brings it back").first).to_be_visible()
    tab.keyboard.press("Escape")
    expect(view.get_by_role("button", name="Yes, forget it")).to_have_count(0)
    view.get_by_role("button", name="Forget fact-3").click()
    view.get_by_role("button", name="Yes, forget it").click()
    expect(view.get_by_text("It is no longer there.")).to_be_visible()
    expect(row(view, "The user likes green tea.")).to_have_count(0)
    view.get_by_role("button", name="Undo").click()
    expect(row(view, "The user likes green tea.")).to_be_visible()
    view.get_by_label("State active").select_option("all")
    view.get_by_label("Sort by").select_option("text")
    expect(view.get_by_role("table").nth(1).get_by_role("rowheader").first).to_contain_text(
        "Answer"
    )


def test_hostile_memories_are_text_and_axe_finds_nothing_serious(live, tab, violations):
    view = live("hostile_memory")
    view.get_by_role("table").get_by_role("button", name="onmouseover").first.click()
    view.get_by_role("button", name="Edit", exact=False).first.click()
    expect(view.get_by_role("button", name="Save")).to_be_visible()
    expect(view).to_contain_text("onerror=")
    expect(view.locator("img, script, h1")).to_have_count(0)
    assert "owned" not in tab.title()
    assert violations(tab, ".jp-OutputArea-output") == []
