"""An agent that remembers, in one call."""

import pytest
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from remembering import calling, memory_of, thread

import memorykinds as mk
from memorykinds.agent import MemoryMiddleware, memory_tools
from memorykinds.kinds import InputError
from memorykinds.models import ScriptedChatModel


@tool
def look_up(word: str) -> str:
    """Look a word up."""
    return f"{word}: found"


def ask(agent, text, **more):
    return agent.invoke({"messages": text}, thread(**more))["messages"][-1].text


def test_it_needs_no_key_and_answers_from_what_it_was_told():
    agent = mk.create_agent(memory_of(), checkpointer=InMemorySaver())
    ask(agent, "I live in Turin.")
    ask(agent, "From now on, always answer in bullet points.")
    assert ask(agent, "Where do I live?") == "From memory:\n- The user lives in Turin."
    assert ask(agent, "Where do I live?", name="another").endswith("lives in Turin.")


def test_it_takes_a_model_tools_and_what_else_langchain_takes():
    model = ScriptedChatModel([calling(("look_up", {"word": "a"})), "Done."])
    agent = mk.create_agent(memory_of(), model=model, tools=[look_up], system_prompt="Help.")
    state = agent.invoke({"messages": "Look a up."})
    assert [m.text for m in state["messages"]] == ["Look a up.", "", "a: found", "Done."]
    assert model.history[0][0].text == "Help."


def test_it_takes_a_middleware_with_settings_of_ones_own():
    own = MemoryMiddleware(memory_of(told=["I live in Turin."]), kinds=["procedural"])
    agent = mk.create_agent(own)
    assert "don't know" in agent.invoke({"messages": "Where do I live?"})["messages"][-1].text
    assert own.last().kinds == ("procedural",)


def test_it_takes_a_function_that_opens_any_users_memory():
    store = memory_of().store
    agent = mk.create_agent(lambda user: mk.open(store=store, user=user))
    agent.invoke({"messages": "I live in Turin."}, context={"user_id": "ada"})
    agent.invoke({"messages": "I live in Lyon."}, context={"user_id": "bob"})
    state = agent.invoke({"messages": "Where do I live?"}, context={"user_id": "bob"})
    assert state["messages"][-1].text == "From memory: The user lives in Lyon."


def test_an_unknown_model_is_refused():
    with pytest.raises(InputError):
        mk.create_agent(memory_of(), model="nonsense")


def test_what_a_tool_forgot_is_not_learned_again_from_the_same_thread():
    memory = mk.open(user="ada", embeddings="hash")
    agent = mk.create_agent(memory, tools=memory_tools(memory), checkpointer=InMemorySaver())
    for text in ("I have a dog named Rex.", "Forget about my dog.", "I like tea."):
        agent.invoke({"messages": text}, {"configurable": {"thread_id": "one"}})
    assert [record.text for record in memory.semantic.all()] == ["The user likes tea."]


@pytest.mark.parametrize("name", ["reflect", "kinds", "k", "budget"])
def test_what_belongs_to_the_middleware_is_said_to(name):
    with pytest.raises(InputError, match=rf"MemoryMiddleware\(memory, {name}="):
        mk.create_agent(memory_of(), **{name: None})
