"""ChatLab in a real JupyterLab: an answer that comes in, is stopped, fails; kinds by key."""

from functools import partial

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.needs(program="chromium"), pytest.mark.needs(module="playwright")]

HALTING = """
import memorykinds as mk
from chatting import Halting
from showcase import nice_memory
lab = mk.chat(nice_memory(), Halting(["You live in|Berlin.", TimeoutError("slow"), "In Berlin."]))
lab
"""
OFFLINE = """
import showcase
from hostile import hostile_memory
from showcase import nice_memory
lab = showcase.chat_lab({memory}())
lab
"""

BENEATH = """() => {
  const [talk, side] = [".mk-talk", ".mk-side"].map(
    (name) => document.querySelector(name).getBoundingClientRect());
  return side.top >= talk.bottom && side.left === talk.left;
}"""


@pytest.fixture
def live(show):
    """Run a cell in Lab that shows a ChatLab; returns its output."""
    return partial(show, "Chat with a memory")


@pytest.fixture(scope="module")
def dark(_tab):
    """A function that makes Lab dark and narrow; for other files Lab is bright again."""
    change = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"

    def made(theme, light):
        _tab.evaluate(change, theme)
        expect(_tab.locator(f"body[data-jp-theme-light={light}]")).to_have_count(1)

    def darken():
        made("JupyterLab Dark", "false")
        _tab.set_viewport_size({"width": 620, "height": 1500})

    yield darken
    made("JupyterLab Light", "true")


def test_an_answer_comes_in_and_is_stopped_and_a_failed_one_can_be_sent_again(live, tab):
    view = live(HALTING)
    field = view.get_by_label("message")
    conversation = view.get_by_role("group", name="Conversation")
    field.click()
    tab.keyboard.type("Where do I live?")
    tab.keyboard.press("Enter")
    expect(conversation.locator(".mk-agent")).to_contain_text("You live in")
    expect(view.get_by_role("status")).to_have_text("Answering.")
    expect(view.locator(".progress")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("")

    tab.keyboard.type("Too early")
    tab.keyboard.press("Enter")
    refused = view.locator("form + [role=alert]")
    expect(refused).to_contain_text("An answer is under way")
    expect(field).to_have_value("Too early")

    tab.keyboard.press("Escape")
    expect(conversation).to_contain_text("Stopped here.")
    expect(conversation.locator(".mk-agent")).to_contain_text("You live in")
    expect(view.locator(".progress")).to_be_hidden()
    expect(field).to_be_focused()

    field.fill("And now?")
    tab.keyboard.press("Enter")
    expect(refused).to_contain_text("did not answer in time")
    expect(field).to_have_value("And now?")
    expect(conversation).not_to_contain_text("And now?")
    tab.keyboard.press("Enter")
    expect(conversation).to_contain_text("In Berlin.")
    expect(refused).to_have_count(0)
    expect(field).to_have_value("")
    expect(view.get_by_role("heading", name="Memory in answer 2")).to_be_visible()


def test_a_kind_is_switched_off_and_a_question_asked_again_by_key(live, tab, violations):
    view = live(OFFLINE.format(memory="nice_memory"))
    semantic = view.get_by_label("semantic", exact=True)
    semantic.focus()
    tab.keyboard.press("Space")
    expect(semantic).not_to_be_checked()
    expect(semantic).to_be_focused()
    field = view.get_by_label("message")
    field.fill("Where do I live?")
    field.press("Enter")
    expect(view.get_by_role("heading", name="Memory in answer 3")).to_be_visible()
    expect(view.locator(".mk-turn").last).to_contain_text("I don't know that")
    expect(view.locator(".mk-turn").last).to_contain_text("Switched off: semantic.")
    # The answer is there before it is learned from, and until then nothing else can be asked.
    expect(view.locator(".progress")).to_be_hidden()

    view.get_by_role("button", name="Show the memory of answer 2").press("Enter")
    expect(view.get_by_role("heading", name="Memory in answer 2")).to_be_visible()
    view.get_by_role("button", name="Show fact-5 in full").first.click()
    expect(view.get_by_role("heading", name="Memory fact-5")).to_be_visible()
    view.get_by_role("button", name="Ask question 2 again without any memory").press("Enter")
    compared = view.get_by_role("columnheader", name="without memory")
    expect(compared).to_be_visible()
    assert violations(tab, ".jp-OutputArea-output") == []


def test_it_reads_well_in_the_dark_and_where_there_is_little_room(live, tab, dark, violations):
    view = live(OFFLINE.format(memory="hostile_memory"))
    expect(view).to_contain_text("onerror=")
    expect(view.locator("img, script, h1")).to_have_count(0)
    dark()
    tab.wait_for_function(BENEATH)
    assert violations(tab, ".jp-OutputArea-output") == []
