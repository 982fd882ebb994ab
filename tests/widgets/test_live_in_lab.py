"""What the one live widget promises to every inspector, in a real JupyterLab."""

import pytest
from nbformat.v4 import new_code_cell, new_output
from playwright.sync_api import expect
from probe import Probe

pytestmark = [pytest.mark.needs(program="chromium"), pytest.mark.needs(module="playwright")]

OPEN = "from probe import Probe\nprobe = Probe()\nprobe"


@pytest.fixture
def probe(show):
    return show("Probe", OPEN)


def test_controls_by_key_keep_the_focus_and_what_is_typed(probe, tab):
    slider = probe.get_by_role("slider", name="k", exact=True)
    slider.focus()
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    expect(probe).to_contain_text("k=5 ")
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", "5")

    field = probe.get_by_label("Filter")
    field.focus()
    tab.keyboard.type("tea")
    expect(probe).to_contain_text("text=tea ")
    tab.keyboard.type(" pot")  # the caret is where it was
    expect(probe).to_contain_text("text=tea pot ")
    expect(field).to_be_focused()
    tab.keyboard.press("Escape")
    expect(probe).to_contain_text("text= ")

    raised = probe.get_by_role("button", name="Raise c")
    raised.focus()
    tab.keyboard.press("Enter")
    expect(probe.get_by_role("listitem").first).to_have_text("Raise c")
    expect(raised).to_be_focused()  # though its row went up

    probe.get_by_label("Only mine").focus()
    tab.keyboard.press("Space")
    expect(probe).to_contain_text("only=True")
    probe.get_by_label("Order").focus()
    tab.keyboard.press("ArrowDown")
    expect(probe).to_contain_text("order=new")


def test_a_form_tells_its_error_in_place_and_empties_when_sent(probe, tab):
    words = probe.get_by_label("words")
    words.click()
    tab.keyboard.press("Enter")
    expect(probe.locator("form + [role=alert]")).to_have_text("Say at least a word.")
    tab.keyboard.press("Enter")
    expect(probe.get_by_role("alert")).to_have_count(1)
    words.fill("hello")
    tab.keyboard.press("Enter")
    expect(probe.get_by_role("status")).to_have_text("You said hello.")
    expect(probe.get_by_role("alert")).to_have_count(0)
    expect(words).to_have_value("")
    probe.get_by_role("button", name="Break").click()  # it has no place in the content
    expect(probe.locator(".memorykinds-live > [role=alert]")).to_contain_text("(RuntimeError)")


def test_what_is_unfolded_and_what_is_typed_outlast_a_change(probe):
    probe.get_by_text("More").click()
    probe.get_by_label("words").fill("unsent")
    probe.get_by_role("button", name="Reset").click()
    probe.get_by_role("button", name="Raise b").click()
    expect(probe.get_by_role("listitem").first).to_have_text("Raise b")
    expect(probe.get_by_text("hidden 3")).to_be_visible()
    expect(probe.get_by_label("words")).to_have_value("unsent")


def test_long_work_is_stopped_by_a_button(probe):
    probe.get_by_role("button", name="Work").click()
    expect(probe.get_by_role("status")).to_have_text("Working.")
    expect(probe.locator(".progress")).to_be_visible()
    probe.get_by_role("button", name="Stop").click()
    expect(probe.get_by_role("status")).to_have_text("Stopped.")
    expect(probe.locator(".progress")).to_be_hidden()


def test_markup_that_slipped_through_does_not_run(lab, tab):
    lab.run(
        tab,
        "from memorykinds.widgets.live import LiveHtml",
        """LiveHtml(html='''<p>Shown</p><img src="x" onerror="document.title='owned'" alt="x">
        <script>document.title='owned'</script><a href=" java\\tscript:document.title='owned'">go</a>
        <iframe srcdoc="<script>parent.document.title='owned'</script>"></iframe>''')""",
    )
    output = tab.locator(".jp-OutputArea-output")
    expect(output).to_contain_text("Shown")
    output.get_by_text("go", exact=True).click()
    expect(output.locator("script, iframe, [onerror], [href]")).to_have_count(0)
    assert tab.title() != "owned"


def test_a_notebook_that_was_never_run_shows_the_html(lab, tab):
    output = new_output("execute_result", Probe()._repr_mimebundle_(), execution_count=1)
    lab.open(tab, "never_run", [new_code_cell("probe", outputs=[output], execution_count=1)])
    expect(tab.locator(".jp-OutputArea-output").get_by_text("k: 3")).to_be_visible()


def test_axe_finds_nothing_serious_in_any_control(probe, tab, violations):
    probe.get_by_role("button", name="Break").click()
    expect(probe.get_by_role("alert")).to_be_visible()
    assert violations(tab, ".jp-OutputArea-output") == []


def test_another_host_cannot_be_reached(page):
    page.goto("about:blank")
    answer = page.evaluate("fetch('http://example.com').then(() => 'reached', () => 'refused')")
    assert answer == "refused"
