"""What all inspectors share: actions, reprs, bundles, and the live view's Python side."""

import asyncio
import logging
import subprocess
import sys

import pytest
from probe import Probe

from memorykinds.kinds import InputError
from memorykinds.showing import inspector
from memorykinds.widgets import ContextView
from memorykinds.widgets.inspector import VIEW, WIDEST_REPR, actions_of


@pytest.fixture
def probe():
    return Probe()


@pytest.fixture
def shell(probe):
    return probe.widget()


def send(shell, act, *args, call="v:1", **fields):
    """Do what the browser does: send a message."""
    shell.live._handle_custom_msg(
        {"call": call, "act": act, "args": list(args), "fields": fields}, []
    )


def press(shell, label):
    buttons = {button.description: button for button in shell.children[0].children}
    buttons[label].click()


def test_an_inspector_is_opened_by_name_from_a_lower_floor():
    assert inspector("ContextView") is ContextView


def test_a_name_that_is_no_inspector_is_an_attribute_error():
    with pytest.raises(AttributeError, match="NoSuchView"):
        inspector("NoSuchView")


def test_text_from_a_browser_becomes_what_the_action_asks_for(probe):
    probe.set_k("7")
    assert probe.k == 7


def test_a_value_out_of_range_is_refused_in_one_sentence(probe):
    with pytest.raises(InputError, match=r"Input should be less than or equal to 50\."):
        probe.set_k(51)
    assert probe.k == 3


def test_a_watcher_hears_what_an_action_says_or_else_the_summary(probe):
    heard = []
    probe.watch(lambda status, progress: heard.append((status, progress)))
    probe.say("hello")
    probe.set_k(5)
    assert heard == [("You said hello.", None), ("k is 5, said 1", None)]


def test_actions_are_listed_with_their_buttons_and_nothing_else_is():
    actions = actions_of(Probe)
    assert actions["reset"] == "Reset"
    assert actions["set_k"] == ""
    assert {"secret", "changed", "widget", "to_html"}.isdisjoint(actions)


def test_a_long_summary_is_cut_before_ipywidgets_would(probe):
    probe.summary = lambda: "x" * 500
    assert len(repr(probe)) == WIDEST_REPR


def test_a_line_of_python_changes_the_live_view(probe, shell):
    probe.set_k(8)
    assert "k=8" in shell.live.html
    assert shell.live.status == "k is 8, said 0"


def test_a_call_from_the_browser_is_done_and_answered(probe, shell):
    send(shell, "set_k", 9, call="v:4")
    assert probe.k == 9
    assert shell.live.answered == "v:4"


def test_fields_of_a_form_are_the_actions_arguments(probe, shell):
    send(shell, "say", words="tea")
    assert probe.said == ["tea"]


@pytest.mark.parametrize("act", ["secret", "__init__", "to_html", "", None, 7, ["set_k"]])
def test_a_browser_cannot_call_what_is_no_action(probe, shell, act, caplog):
    send(shell, act)
    assert probe.k == 3
    assert shell.live.answered == "v:1"
    assert "no action" in caplog.text


@pytest.mark.parametrize(
    "message",
    [None, [], "set_k", {}, {"act": "set_k", "args": "9"}, {"act": "set_k", "fields": [1]}],
)
def test_a_malformed_message_does_nothing(probe, shell, message):
    shell.live._handle_custom_msg(message, [])
    assert probe.k == 3


def test_wrong_arguments_are_an_error_in_one_sentence(shell):
    send(shell, "set_k", "many")
    assert shell.live.error.startswith("Input should be a valid integer")
    send(shell, "set_k", 1, 2, 3)
    assert shell.live.error == "Unexpected positional argument."


def test_an_error_goes_when_the_next_call_succeeds(shell):
    send(shell, "say", words=" ")
    assert shell.live.error == "Say at least a word."
    send(shell, "say", words="tea")
    assert shell.live.error == ""


def test_what_nobody_foresaw_is_told_without_its_details(shell, caplog):
    with caplog.at_level(logging.ERROR):
        press(shell, "Break")
    assert shell.live.error == "This did not work (RuntimeError); the log says more."
    assert "secret detail" in caplog.text


def test_the_toolbar_has_a_button_for_each_action_that_names_one(probe, shell):
    probe.set_k(20)
    press(shell, "Reset")
    assert probe.k == 3
    labels = [button.description for button in shell.children[0].children]
    assert labels == ["Reset", "Break", "Work", "Stop"]


def test_long_work_shows_progress_and_can_be_stopped(shell):
    async def scene():
        send(shell, "work", call="v:1")
        await asyncio.sleep(0)  # lets the work begin
        assert shell.live.answered == "v:1"
        assert (shell.progress.value, shell.progress.layout.display) == (0.5, "")
        send(shell, "stop", call="v:2")
        await asyncio.gather(*shell._tasks)
        assert shell.live.status == "Stopped."
        assert shell.progress.layout.display == "none"

    asyncio.run(scene())


def test_an_error_names_the_control_that_asked_for_it(shell):
    call = {"call": "v:1", "act": "say", "args": [], "fields": {"words": ""}, "key": "say []"}
    shell.live._handle_custom_msg(call, [])
    assert (shell.live.error, shell.live.error_at) == ("Say at least a word.", "say []")
    press(shell, "Break")
    assert shell.live.error_at == ""


def test_an_inspector_has_one_live_view_with_a_stable_repr(probe):
    assert probe.widget() is probe.widget()
    assert repr(probe.widget()) == "Live view of Probe(k is 3, said 0)"


def test_the_bundle_has_the_live_view_only_in_a_kernel(probe, monkeypatch):
    assert VIEW not in probe._repr_mimebundle_()
    monkeypatch.setattr("memorykinds.widgets.inspector._in_a_kernel", lambda: True)
    bundle = probe._repr_mimebundle_()
    assert bundle[VIEW]["model_id"] == probe.widget().model_id
    assert bundle["text/html"] == probe.to_html()
    assert bundle["text/plain"] == repr(probe)


def test_static_html_needs_no_ipywidgets():
    code = (
        "import sys, memorykinds as mk; mk.context_view('Hello.').to_html(); "
        "print({'ipywidgets', 'anywidget', 'IPython'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("set()", "")
