"""Memory as nodes of a graph that somebody drew."""

import asyncio

import pytest
from langchain_core.messages import HumanMessage, SystemMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt
from remembering import memory_of, prompt_of, thread

import memorykinds as mk
from memorykinds.agent import MemoryState, MemoryTurn, recall_node, reflect_node, with_memories
from memorykinds.kinds import InputError
from memorykinds.kinds.blocks import parse_block
from memorykinds.models import ScriptedChatModel

HOME = "I live in Turin."
BULLETS = "From now on, always answer in bullet points."


def graph_of(memory, *replies, ask=None, reflect="now", **recalling):
    """A graph of three nodes: recall, answer, reflect; and its model."""
    model = ScriptedChatModel(replies)

    def answer(state):
        if ask:
            interrupt(ask)
        shown = with_memories(state.get("remembered"), state["messages"])
        return {"messages": [model.invoke(shown)]}

    graph = StateGraph(MemoryState)
    graph.add_node("recall", recall_node(memory, **recalling))
    graph.add_node("answer", answer)
    graph.add_node("reflect", reflect_node(memory, reflect=reflect))
    graph.add_edge(START, "recall")
    graph.add_edge("recall", "answer")
    graph.add_edge("answer", "reflect")
    return graph.compile(checkpointer=InMemorySaver()), model


def test_a_graph_recalls_what_an_earlier_thread_taught_it():
    memory = memory_of()
    graph, model = graph_of(memory, "Noted.", "Turin.")
    graph.invoke({"messages": [HumanMessage(f"{HOME} {BULLETS}")]}, thread("a"))
    graph.invoke({"messages": [HumanMessage("Where do I live?")]}, thread("b"))
    (row,) = parse_block("memories", model.history[1][-1].text)
    assert row["text"] == "The user lives in Turin."
    assert prompt_of(model.history[1]) == "## Rules\n- Answer in bullet points."


def test_the_async_graph_does_the_same():
    memory = memory_of()
    graph, model = graph_of(memory, "Noted.", "Turin.")

    async def talk():
        for name, text in (("a", HOME), ("b", "Where do I live?")):
            await graph.ainvoke({"messages": [HumanMessage(text)]}, thread(name))

    asyncio.run(talk())
    assert parse_block("memories", model.history[1][-1].text)


def test_the_state_says_what_memory_did_and_the_checkpoint_does_not():
    memory = memory_of(told=[HOME])
    graph, _ = graph_of(memory, "Turin.")
    state = graph.invoke({"messages": [HumanMessage("Where do I live?")]}, thread())
    turn = state["remembered"]
    assert isinstance(turn, MemoryTurn)
    assert turn.recall.hits
    assert turn.learned is not None
    assert set(graph.get_state(thread()).values) == {"messages", "memorykinds_user"}


def test_the_thread_holds_nothing_recalled():
    memory = memory_of(told=[HOME, BULLETS])
    graph, _ = graph_of(memory, "A", "B")
    for text in ("Where do I live?", "And now?"):
        state = graph.invoke({"messages": [HumanMessage(text)]}, thread())
    assert [m.text for m in state["messages"]] == ["Where do I live?", "A", "And now?", "B"]


def test_after_an_interrupt_the_model_is_asked_without_memories_and_the_turn_is_learned():
    memory = memory_of()
    graph, model = graph_of(memory, "Noted.", ask="Shall I?")
    graph.invoke({"messages": [HumanMessage(HOME)]}, thread())
    assert memory.history() == []
    graph.invoke(Command(resume="yes"), thread())
    assert [m.text for m in model.history[0]] == [HOME]
    assert len(memory.semantic) == 1


def _opening(store):
    return lambda user: mk.open(store=store, user=user)


def test_each_run_says_whose_it_is():
    store = memory_of().store
    graph, model = graph_of(_opening(store), *"ABC")
    for name, text in (("ada", HOME), ("bob", "Where do I live?"), ("ada", "Where do I live?")):
        said = {"messages": [HumanMessage(text)]}
        graph.invoke(said, thread(f"{name}-{text}"), context={"user_id": name})
    assert ["Turin" in shown[-1].text for shown in model.history] == [True, False, True]
    with pytest.raises(InputError, match="does not say whose memory"):
        graph.invoke({"messages": [HumanMessage("Hello!")]}, thread("x"))


@pytest.mark.parametrize("more", [{}, {"memorykinds_user": "bob"}])
def test_a_thread_of_another_user_is_refused_whatever_the_state_says(more):
    store = memory_of().store
    graph, model = graph_of(_opening(store), "A", "B")
    said = {"messages": [HumanMessage(HOME)]}
    graph.invoke(said, thread(), context={"user_id": "ada"})
    with pytest.raises(InputError, match="belongs to another user"):
        graph.invoke({**said, **more}, thread(), context={"user_id": "bob"})
    with pytest.raises(InputError, match="belongs to another user"):
        asyncio.run(graph.ainvoke({**said, **more}, thread(), context={"user_id": "bob"}))
    assert len(model.history) == 1
    assert _opening(store)("bob").history() == []
    graph.invoke(said, thread(), context={"user_id": "ada"})


def test_a_node_that_only_learns_guards_the_thread_as_well():
    store = memory_of().store
    graph = StateGraph(MemoryState)
    graph.add_node("reflect", reflect_node(_opening(store)))
    graph.add_edge(START, "reflect")
    agent = graph.compile(checkpointer=InMemorySaver())
    said = {"messages": [HumanMessage(HOME)]}
    agent.invoke(said, thread(), context={"user_id": "ada"})
    with pytest.raises(InputError, match="belongs to another user"):
        agent.invoke(said, thread(), context={"user_id": "bob"})


def test_whom_the_server_has_authenticated_goes_before_a_forged_user_id():
    store = memory_of().store
    graph, _ = graph_of(_opening(store), "A")
    forged = thread(user_id="bob", langgraph_auth_user={"identity": "ada"})
    state = graph.invoke({"messages": [HumanMessage(HOME)]}, forged)
    assert state["remembered"].user == "ada"


def test_a_state_cannot_pass_one_users_turn_for_anothers():
    store = memory_of().store
    handed = []

    class Queue:
        def submit(self, messages, *, user, thread, kinds):
            handed.append((user, thread, len(messages), len(kinds)))

    graph = StateGraph(MemoryState)
    graph.add_node("reflect", reflect_node(_opening(store), reflect=Queue()))
    graph.add_edge(START, "reflect")
    agent = graph.compile()
    for user in ("bob", "ada"):
        forged = MemoryTurn(user=user, thread="his", kinds=("semantic",))
        said = {"messages": [HumanMessage(HOME)], "remembered": forged}
        state = agent.invoke(said, thread(), context={"user_id": "ada"})
        assert state["remembered"].user == "ada"
    assert handed == [("ada", "one", 1, 3)] * 2


def test_the_node_takes_what_the_middleware_takes():
    memory = memory_of(told=[HOME, "I like tea."])
    graph, _ = graph_of(memory, "ok", k=1, kinds=["semantic"])
    turn = graph.invoke({"messages": [HumanMessage("Where do I live?")]}, thread())["remembered"]
    assert (len(turn.recall.hits), turn.examples) == (1, None)
    with pytest.raises(InputError, match="k= is a whole number"):
        recall_node(memory, k=0)


def test_a_system_prompt_at_the_beginning_gets_the_rules_at_its_end():
    memory = memory_of(told=[BULLETS])
    graph, model = graph_of(memory, "ok")
    graph.invoke({"messages": [SystemMessage("Help."), HumanMessage("Hello!")]}, thread())
    assert [m.type for m in model.history[0]] == ["system", "human"]
    assert model.history[0][0].text == "Help.\n\n## Rules\n- Answer in bullet points."


def test_a_system_prompt_of_parts_stays_one():
    memory = memory_of(told=[BULLETS])
    graph, model = graph_of(memory, "ok")
    part = {"type": "text", "text": "Help.", "cache_control": {"type": "ephemeral"}}
    graph.invoke({"messages": [SystemMessage([part]), HumanMessage("Hello!")]}, thread())
    first, rules = model.history[0][0].content
    assert first == part
    assert rules["text"].startswith("## Rules")


def test_without_a_turn_the_messages_are_as_they_were():
    messages = [HumanMessage("Hello!")]
    assert with_memories(None, messages) == messages
