"""Any common form of a conversation becomes turns; what is left out is said."""

from datetime import UTC, datetime

import pytest
from langchain_core.messages import AIMessage, ChatMessage, HumanMessage, SystemMessage, ToolMessage

from memorykinds.kinds import InputError
from memorykinds.kinds.blocks import render_block
from memorykinds.managers import read_transcript
from memorykinds.managers.transcript import MAX_TURN_CHARACTERS

NOW = datetime(2026, 5, 3, 9, tzinfo=UTC)


def read(messages, **more):
    return read_transcript(messages, now=NOW, **more)


def said(messages):
    return [(turn.role, turn.text) for turn in read(messages).turns]


@pytest.mark.parametrize(
    "messages",
    [
        "Hello",
        ["Hello"],
        [("user", "Hello")],
        [["human", "Hello"]],
        {"role": "user", "content": "Hello"},
        [{"role": "user", "content": "Hello"}],
        [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}],
        [{"type": "human", "content": "Hello"}],
        {"messages": [HumanMessage("Hello")]},
        HumanMessage("Hello"),
        [HumanMessage([{"type": "text", "text": "Hello"}])],
        [ChatMessage("Hello", role="user")],
        (m for m in ["Hello"]),
    ],
)
def test_every_common_form_is_read(messages):
    assert said(messages) == [("user", "Hello")]


def test_roles_of_all_providers_are_known():
    messages = [
        HumanMessage("a"),
        AIMessage("b"),
        ToolMessage("c", tool_call_id="1"),
        ("developer", "left out"),
        {"role": "function", "content": "d"},
    ]
    assert said(messages) == [("user", "a"), ("assistant", "b"), ("tool", "c"), ("tool", "d")]


def test_turns_keep_the_id_the_time_and_the_name_of_their_message():
    message = {"role": "user", "content": "x", "id": "m7", "name": "Ada", "at": "2026-01-02"}
    (turn,) = read([message]).turns
    assert (turn.id, turn.name, turn.dated) == ("m7", "Ada", True)
    assert turn.at == datetime(2026, 1, 2, tzinfo=UTC)


def test_a_turn_without_a_time_is_as_old_as_now():
    (turn,) = read("x").turns
    assert turn.at == NOW
    assert not turn.dated


def test_what_is_left_out_is_said():
    found = read(
        [
            SystemMessage("You are an assistant."),
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]},
            AIMessage("", tool_calls=[{"name": "f", "args": {}, "id": "1"}]),
            {"role": "user", "content": "My password is hunter2."},
        ]
    )
    assert [turn.text for turn in found.turns] == ["My password is [withheld: password]."]
    assert found.withheld == (
        "message 1: system prompts are not learned from",
        "message 2: a part of type 'image_url' without text",
        "message 2: no text",
        "message 3: no text",
        "message 4: a secret (password)",
    )


def test_recalled_memories_that_are_quoted_are_left_out():
    block = render_block("memories", [{"id": "fact-1", "text": "The user lives in Turin."}])
    found = read([("user", f"{block}\nWhat is new?")])
    assert said([("user", f"{block}\nWhat is new?")]) == [("user", "What is new?")]
    assert found.withheld == ("message 1: 1 block(s) of recalled memories",)


def test_a_huge_message_is_cut_and_that_is_said():
    found = read("word " * 200_000)
    assert len(found.turns[0].text) <= MAX_TURN_CHARACTERS
    assert "of 1,000,000 characters" in found.withheld[0]


def test_feedback_is_a_turn_of_its_own():
    found = read("x", feedback="Too long.")
    assert (found.turns[1].id, found.turns[1].role) == ("feedback", "feedback")


def test_a_conversation_that_goes_on_keeps_its_id_and_its_digests():
    first = read(["a", "b"])
    longer = read(["a", "b", "c"])
    assert longer.conversation == first.conversation
    assert [t.digest for t in longer.turns[:2]] == [t.digest for t in first.turns]


def test_the_same_words_after_other_words_have_another_digest():
    assert read(["a", "x"]).turns[1].digest != read(["b", "x"]).turns[1].digest


def test_a_message_with_an_id_is_itself_wherever_it_stands():
    message = {"role": "user", "content": "x", "id": "m1"}
    alone, later = read([message]), read(["before", message])
    assert alone.turns[0].digest == later.turns[1].digest


@pytest.mark.parametrize(
    ("messages", "sentence"),
    [
        ([], "nothing to learn from"),
        ("", "nothing to learn from"),
        ([{"role": "user", "content": None}], "nothing to learn from"),
        ([SystemMessage("x")], "system prompts are not learned from"),
        (None, "messages must be"),
        (b"bytes", "messages must be"),
        ([7], "Message 1 is a int"),
        ([{"content": "x"}], "has no role"),
        ([("robot", "x")], "unknown role 'robot'"),
        ([{"role": "user", "content": 7}], "content of type int"),
        ([{"role": "user", "content": "x", "at": "soon"}], "'soon'"),
        ([{"role": "user", "content": "x", "id": "a"}] * 2, "Two messages have the id 'a'"),
    ],
)
def test_what_is_no_conversation_is_refused_in_one_sentence(messages, sentence):
    with pytest.raises(InputError, match=sentence) as caught:
        read(messages)
    assert "\n" not in str(caught.value)


def test_text_of_any_script_with_broken_characters_is_read():
    assert said("Привет \ud800 \x07 مرحبا") == [("user", "Привет \ufffd  مرحبا")]


def test_the_summary_that_langchain_puts_into_a_thread_is_not_the_users_word():
    summary = HumanMessage("They spoke of tea.", additional_kwargs={"lc_source": "summarization"})
    transcript = read([summary, HumanMessage("Hello")])
    assert [turn.text for turn in transcript.turns] == ["Hello"]
    assert transcript.withheld == ("message 1: a summary of earlier messages",)
