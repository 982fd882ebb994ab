"""live.js by itself, against a model that a test answers for: what depends on the order of things."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect
from probe import Probe

import memorykinds.widgets

pytestmark = [pytest.mark.needs(program="chromium"), pytest.mark.needs(module="playwright")]

SCRIPT = Path(memorykinds.widgets.__file__).with_name("live.js")

MODEL = """html => {
  const state = { html, status: "", error: "", answered: "", error_at: "" };
  const listeners = {};
  window.sent = [];
  window.model = {
    get: (name) => state[name],
    on: (name, listener) => { listeners[name] = listener; },
    send: (call) => sent.push(call),
    answer(changes) {
      Object.assign(state, changes);
      for (const name of Object.keys(changes)) listeners[`change:${name}`]?.();
    },
  };
  widget.render({ model, el: document.body });
}"""


@pytest.fixture
def probe(page):
    """An inspector whose live HTML a page shows; what the page sends is in `sent`."""
    page.set_content("")
    page.add_script_tag(content=SCRIPT.read_text().replace("export default", "window.widget ="))
    made = Probe()
    page.evaluate(MODEL, made.live_html())
    return made


def sent(page, count):
    page.wait_for_function(f"sent.length >= {count}")
    return page.evaluate("sent")


def answer(page, call, **changes):
    page.evaluate("changes => model.answer(changes)", {**changes, "answered": call["call"]})


def test_of_a_slider_that_moves_on_only_the_newest_value_is_sent(probe, page):
    slider = page.get_by_role("slider")
    slider.fill("4")
    (first,) = sent(page, 1)
    for value in ("5", "6", "7"):
        slider.fill(value)
    page.wait_for_timeout(100)  # longer than the script waits for a slider to rest
    assert page.evaluate("sent.length") == 1
    probe.set_k(first["args"][0])
    answer(page, first, html=probe.live_html())
    expect(slider).to_have_value("7")  # the answer to 4 does not take it back
    assert [call["args"] for call in sent(page, 2)] == [[4], [7]]


@pytest.mark.usefixtures("probe")
def test_every_press_of_a_button_counts(page):
    for _ in range(3):
        page.get_by_role("button", name="Raise c").click()
    for number in range(3):
        answer(page, sent(page, number + 1)[number])
    assert [call["act"] for call in sent(page, 3)] == ["raise_row"] * 3


@pytest.mark.usefixtures("probe")
def test_an_answer_to_another_view_of_the_same_widget_frees_nothing(page):
    page.get_by_role("button", name="Raise b").click()
    page.get_by_role("button", name="Raise c").click()
    answer(page, {"call": "another:1"})
    assert len(sent(page, 1)) == 1


@pytest.mark.usefixtures("probe")
def test_arguments_arrive_as_python_gave_them(page):
    page.get_by_role("button", name="Raise b").click()
    assert sent(page, 1)[0]["args"] == ["b"]
    assert json.loads(page.get_by_role("button", name="Raise b").get_attribute("data-args")) == [
        "b"
    ]


def test_what_fails_late_is_told_at_its_control_and_stays_while_others_are_drawn(probe, page):
    page.get_by_label("words").fill("tea")
    page.get_by_label("words").press("Enter")
    say = sent(page, 1)[0]
    answer(page, say)
    page.get_by_role("button", name="Raise c").click()
    answer(page, sent(page, 2)[1])
    page.evaluate("key => model.answer({error_at: key, error: 'Too late.'})", say["key"])
    expect(page.locator("form + [role=alert]")).to_have_text("Too late.")
    probe.raise_row("c")
    page.evaluate("html => model.answer({html})", probe.live_html())
    expect(page.get_by_role("listitem").first).to_have_text("Raise c")
    expect(page.locator("form + [role=alert]")).to_have_text("Too late.")
