"""PipelineStepper in a real JupyterLab, by mouse and by key."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.needs(program="chromium"), pytest.mark.needs(module="playwright")]

OPEN = """
import showcase
from hostile import hostile_memory
from showcase import nice_memory
memory = {memory}()
update = memory.learn("I moved to Rome.", feedback="Use tables. Shorter!")
stepper = update.step()
stepper
"""


@pytest.fixture
def live(show):
    """Open the stepper of a memory's last update in Lab; returns what its output shows."""
    return lambda memory: show("The write path", OPEN.format(memory=memory))


def test_one_goes_through_and_runs_again_by_mouse(live):
    view = live("nice_memory")
    view.get_by_role("button", name="Next step").click()
    expect(view.get_by_role("heading", name="2 of 7: related")).to_be_visible()
    view.get_by_role("button", name="6 decisions").click()
    view.get_by_role("button", name="Show the turns of decision 1").click()
    expect(view.locator("mark[aria-current]")).to_contain_text("I moved to Rome.")

    view.get_by_role("button", name="4 answer").click()
    view.get_by_text("Change the answer").click()
    view.get_by_role("textbox", name="answer").fill('{"candidates": [')
    view.get_by_role("button", name="Run from here").click()
    expect(view.get_by_role("alert")).to_contain_text("not valid JSON: Expecting value at line 1")
    expect(view.get_by_role("textbox", name="answer")).to_have_value(
        '{"candidates": ['
    )  # nothing typed is lost
    view.get_by_role("textbox", name="answer").fill('{"candidates": []}')
    view.get_by_role("button", name="Run from here").click()
    expect(view.get_by_role("heading", name="Was and now")).to_be_visible()
    expect(view.get_by_role("status")).to_have_text("Run again: 1 of 1 decisions differ.")
    expect(view.get_by_text("It is gone.")).to_be_visible()

    view.get_by_role("button", name="Reset").click()
    expect(view.get_by_role("heading", name="Was and now")).to_have_count(0)
    expect(view.get_by_role("textbox", name="answer")).not_to_have_value('{"candidates": []}')


def test_a_turn_is_changed_and_run_by_key_alone(live, tab):
    view = live("nice_memory")
    turn = view.get_by_role("button", name="Change t1")
    turn.focus()
    tab.keyboard.press("Enter")
    expect(turn).to_have_attribute("aria-pressed", "true")
    expect(turn).to_be_focused()
    tab.keyboard.press("Tab")
    expect(view.get_by_role("textbox", name="text")).to_be_focused()
    tab.keyboard.press("Control+a")
    tab.keyboard.type("I moved to Oslo.")
    tab.keyboard.press("Control+Enter")
    expect(view.get_by_role("heading", name="Was and now")).to_be_visible()
    expect(view).to_contain_text("The user lives in removed: Rome.added: Oslo.")

    policy = view.get_by_role("button", name="6 decisions")
    policy.focus()
    tab.keyboard.press("Space")
    expect(view.get_by_role("heading", name="6 of 7: decisions")).to_be_visible()
    expect(policy).to_be_focused()
    decided = view.get_by_label("Decided by")
    decided.focus()
    tab.keyboard.type("add_only")
    expect(view.get_by_role("table").first).to_contain_text("add: ")
    expect(decided).to_be_focused()


def test_hostile_turns_are_text_and_axe_finds_nothing_serious(live, tab, violations):
    view = live("hostile_memory")
    for name in ("2 related", "3 prompt", "4 answer", "5 candidates", "6 decisions", "7 changes"):
        view.get_by_role("button", name=name).click()
        expect(view.get_by_role("heading", name=f"{name[0]} of 7")).to_be_visible()
        expect(view.locator("img, script, h1")).to_have_count(0)
        assert violations(tab, ".jp-OutputArea-output") == []
    assert "owned" not in tab.title()
