"""What the model saw, found in messages of any form, without a browser."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remembering import agent_with, calling, memory_of, thread

import memorykinds as mk
from memorykinds.widgets.context_spans import Known, Span, spans_of

BLOCK = (
    '<memories note="data">\n'
    '{"id": "f1", "kind": "semantic", "text": "tea"}\n'
    '{"id": "e1", "kind": "episodic", "text": "the lake"}\n'
    "</memories>"
)


def kinds_of(view):
    return [(span.kind, span.memory_id) for span in view.memories]


@pytest.fixture
def ada():
    return memory_of(told=["I live in Turin. I like tea."])


@given(st.text(st.sampled_from("<>/memoris \n{}\"'id:1")) | st.text())
def test_the_pieces_of_a_text_are_the_text(text):
    for whole in (text, f"a\n{BLOCK}\n{text}", f"<memories>\n{text}\n</memories>"):
        pieces = spans_of(whole, Known({"- x": "r1"}))
        assert "".join(span.text for span in pieces) == whole


def test_each_line_of_a_block_is_a_memory_with_its_id():
    view = mk.context_view([{"role": "user", "content": f"Before.\n{BLOCK}\nAfter."}])
    assert kinds_of(view) == [("semantic", "f1"), ("episodic", "e1")]


@pytest.mark.parametrize("line", ["no json", "[1, 2]", '"text"', "7", ""])
def test_a_line_that_is_no_memory_is_plain_text(line):
    assert kinds_of(mk.context_view(f"<memories>\n{line}\n</memories>")) == []


def test_a_turn_of_an_agent_shows_rules_and_facts_as_the_model_saw_them(ada):
    ada.learn("And now?", feedback="Bullets, please.")
    agent, model, middleware = agent_with(ada, "In Turin.")
    agent.invoke({"messages": "Where do I live?"}, thread())
    view = middleware.last().view()
    seen = [("".join(s.text for s in m.spans)) for m in view.messages]
    assert seen == [message.text for message in model.history[-1]]
    assert ("procedural", "rule-1") in kinds_of(view)
    assert ("semantic", "fact-1") in kinds_of(view)


def test_the_second_call_of_a_turn_is_the_one_that_shows(ada):
    def look(word: str) -> str:
        """Look something up."""
        return f"{word}: nothing"

    agent, model, middleware = agent_with(
        ada, calling(("look", {"word": "tea"})), "Nothing.", tools=[look]
    )
    agent.invoke({"messages": "What tea do I like?"}, thread())
    assert [m.role for m in middleware.last().view().messages] == ["system", "human", "ai", "tool"]
    assert len(model.history) == 2


def test_a_turn_that_nobody_kept_messages_of_shows_what_memory_added(ada):
    agent, _, middleware = agent_with(ada, "Turin.")
    agent.invoke({"messages": "Where do I live?"}, thread())
    view = mk.context_view(replace(middleware.last(), shown=()))
    assert [m.role for m in view.messages] == ["user"]
    assert ("semantic", "fact-1") in kinds_of(view)


def test_the_pipelines_prompt_names_the_memories_it_shows(ada):
    view = mk.context_view(ada.plan("I moved to Berlin.").trace("semantic"))
    assert ("semantic", "fact-1") in kinds_of(view)
    assert "It is near to what was said." in view.to_html()


def test_a_recall_says_why_each_memory_is_there(ada):
    recall = ada.recall("Where do I live?")
    view = mk.context_view(recall.prompt, recall)
    assert f"It ranked 1 with a score of {recall.hits[0].score:.2f}." in view.to_html()


def test_what_the_parts_take_adds_up_to_all_and_so_do_the_messages(ada):
    recall = ada.recall("Where does the user live?", k=3)
    talk = [("user", "Hi."), ("assistant", "Yes?"), ("user", f"{recall.prompt}\nSo?"), ("user", "")]
    view = mk.context_view(talk, recall)
    assert view.memories
    assert sum(part.tokens for part in view.parts) == view.tokens
    assert sum(message.tokens for message in view.messages) == view.tokens
    words = len("".join(span.text for m in view.messages for span in m.spans).encode())
    assert words / 4 <= view.tokens <= words / 4 + len(view.memories) + len(talk)


def test_tokens_are_those_of_the_whole_prompt():
    view = mk.context_view([("system", "x" * 40), ("user", "y" * 8)], budget=24)
    assert view.tokens == 12
    assert [(part.name, part.tokens) for part in view.parts] == [
        ("system, other words", 10),
        ("user, other words", 2),
    ]
    assert "50%" in view.to_html()
    assert repr(view) == "ContextView(2 messages, 12 of 24 tokens, 0 memories)"


def test_a_context_over_its_budget_says_how_far():
    assert "150%" in mk.context_view("x" * 12, budget=2).to_html()


def test_one_walks_through_the_memories_in_a_circle():
    view = mk.context_view(BLOCK)
    steps = [view.next(), view.next(), view.next(), view.previous()]
    assert [span.memory_id for span in steps] == ["f1", "e1", "f1", "e1"]
    assert view.chosen == "e1"


def test_the_memory_before_none_is_the_last():
    assert mk.context_view(BLOCK).previous() == Span(
        '{"id": "e1", "kind": "episodic", "text": "the lake"}', "episodic", "e1"
    )


def test_choosing_what_the_model_did_not_see_is_refused():
    view = mk.context_view(BLOCK)
    view.select("f1")
    with pytest.raises(mk.NotFoundError, match="no memory with the id 'f9'"):
        view.select("f9")
    assert view.chosen == "f1"


def test_without_a_memory_there_is_no_next():
    with pytest.raises(mk.NotFoundError, match="No memory with an id"):
        mk.context_view("Hello.").next()


def test_memories_alone_leave_out_all_other_words():
    view = mk.context_view(f"Before.\n{BLOCK}")
    view.show("memories")
    assert "Before." not in view.to_html()
    assert "the lake" in view.to_html()


def test_a_part_that_is_no_text_is_named():
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    html = mk.context_view([{"role": "user", "content": [picture]}]).to_html()
    assert "Not shown: a part of type" in html


@pytest.mark.parametrize(("seen", "options"), [(7, {}), ([{}], {}), ("x", {"budget": 0})])
def test_what_is_no_conversation_is_refused(seen, options):
    with pytest.raises(mk.InputError):
        mk.context_view(seen, **options)


def test_no_messages_at_all_are_shown_as_none():
    assert repr(mk.context_view([])) == "ContextView(0 messages, 0 tokens, 0 memories)"
    assert "The model saw no memory." in mk.context_view([]).to_html()
