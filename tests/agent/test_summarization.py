"""Long threads of LangChain's own agent: kept in bounds, and what they drop is remembered."""

import asyncio
import logging

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from proposals import episode, says, scripted_memory

import memorykinds as mk
from memorykinds.agent import EpisodicSummarization
from memorykinds.kinds import InputError, ModelError
from memorykinds.models import ScriptedChatModel

SUMMARY = "Here is a summary of the conversation to date:"


@tool
def look_up(word: str) -> str:
    """Look a word up."""
    return f"{word}: found"


def calls(*words):
    """A model's message that looks several words up at once."""
    made = [{"name": "look_up", "args": {"word": w}, "id": f"call-{w}"} for w in words]
    return AIMessage("", tool_calls=made)


def agent_of(memory, replies, *, trigger=("messages", 5), keep=("messages", 2), **more):
    """An agent whose thread is summarized soon; also its model and the middleware."""
    model = ScriptedChatModel(replies)
    writer = ScriptedChatModel(["Summary."] * 9)
    middleware = EpisodicSummarization(
        memory, model=writer, trigger=trigger, keep=keep, **more.pop("options", {})
    )
    agent = create_agent(model, [look_up], middleware=[middleware], **more)
    return agent, model


def thread(name="one"):
    return {"configurable": {"thread_id": name}}


def told(title, *turns):
    return says(episode(title, "What was said.", evidence=turns))


def say(agent, *texts, config=None, **more):
    """Say these turns one after the other; `id_of` makes their ids of their texts."""
    id_of = more.pop("id_of", str)
    for text in texts:
        state = agent.invoke({"messages": [HumanMessage(text, id=id_of(text))]}, config, **more)
    return state["messages"]


def shown(messages):
    """What a model was shown, as (type, text), without the summaries' own words."""
    return [(m.type, "summary" if m.text.startswith(SUMMARY) else m.text) for m in messages]


def require_whole_calls(messages):
    """Every result follows a call of its own, and every call but the last has its results."""
    asked = set()
    for message in messages:
        if isinstance(message, AIMessage):
            asked |= {call["id"] for call in message.tool_calls}
        if isinstance(message, ToolMessage):
            assert message.tool_call_id in asked
            asked.discard(message.tool_call_id)
    assert asked == set()


def test_what_leaves_the_window_is_an_episode_of_the_thread():
    memory, learner = scripted_memory(told("Early talk", "one"))
    agent, model = agent_of(memory, list("ABC"), checkpointer=InMemorySaver())
    say(agent, "one", "two", "three", config=thread())
    assert shown(model.history[-1]) == [("human", "summary"), ("ai", "B"), ("human", "three")]
    (record,) = memory.episodic.all()
    assert record.provenance.conversation == "thread-one"
    assert record.provenance.excerpt == "one / A / two"
    assert len(learner.history) == 1


def test_it_is_learned_before_it_is_dropped():
    memory, _ = scripted_memory()
    agent, _ = agent_of(memory, list("ABC"), checkpointer=InMemorySaver())
    say(agent, "one", "two", config=thread())

    class Looking(ScriptedChatModel):
        def _generate(self, *args, **kwargs):
            values = agent.get_state(thread()).values
            in_thread.extend(message.text for message in values["messages"])
            return super()._generate(*args, **kwargs)

    in_thread = []
    looking = Looking([told("Early talk", "one")])
    memory._bridge.model = lambda: looking
    say(agent, "three", config=thread())
    assert in_thread == ["one", "A", "two", "B", "three"]


def test_the_summary_itself_is_never_learned():
    memory, learner = scripted_memory(told("First", "one"), told("Second", "three"))
    agent, _ = agent_of(memory, list("ABCDEF"), checkpointer=InMemorySaver())
    say(agent, "one", "two", "three", "four", config=thread())
    assert len(learner.history) == 2
    assert "Summary." not in str(learner.history)
    assert [r.content.title for r in memory.episodic.all()] == ["First", "Second"]


def test_each_thread_is_a_conversation_of_its_own():
    memory, _ = scripted_memory(told("A", "one of a"), told("B", "one of b"))
    agent, _ = agent_of(memory, list("ABCDEF"), checkpointer=InMemorySaver())
    for name in ("a", "b"):
        say(agent, "one", "two", "three", config=thread(name), id_of=f"{{}} of {name}".format)
    conversations = [r.provenance.conversation for r in memory.episodic.all()]
    assert conversations == ["thread-a", "thread-b"]


def test_a_client_that_sends_the_whole_talk_each_time_extends_one_episode():
    memory, _ = scripted_memory(told("Talk", "t1"), told("Talk", "t1"))
    agent, _ = agent_of(memory, ["C", "D"])
    history = [("human", "one"), ("ai", "A"), ("human", "two"), ("ai", "B"), ("human", "three")]
    agent.invoke({"messages": history})
    agent.invoke({"messages": [*history, ("ai", "C"), ("human", "four")]})
    (record,) = memory.episodic.all()
    assert record.provenance.excerpt == "one / A / two / B / three"


def test_the_async_agent_does_the_same():
    memory, _ = scripted_memory(told("Early talk", "one"))
    agent, model = agent_of(memory, list("ABC"), checkpointer=InMemorySaver())

    async def run():
        for text in ("one", "two", "three"):
            await agent.ainvoke({"messages": [HumanMessage(text, id=text)]}, thread())

    asyncio.run(run())
    assert shown(model.history[-1]) == [("human", "summary"), ("ai", "B"), ("human", "three")]
    assert [r.provenance.excerpt for r in memory.episodic.all()] == ["one / A / two"]


def test_parallel_calls_keep_their_results_and_the_last_human_turn_survives():
    memory, _ = scripted_memory(*[told("Work", "go")] * 9)
    replies = [calls("a", "b", "c"), calls("d", "e"), calls("f"), "Done."]
    agent, model = agent_of(memory, replies, keep=("messages", 1))
    messages = say(agent, "go")
    for history in model.history:
        require_whole_calls(history)
        assert ("human", "go") in shown(history)
    assert shown(messages)[-1] == ("ai", "Done.")
    assert len(model.history[-1]) < 1 + 4 + 3 + 2, "the thread was cut"


def test_results_of_several_calls_that_mix_keep_all_their_calls():
    mixed = [
        HumanMessage("old"),
        calls("a"),
        calls("b"),
        ToolMessage("a", tool_call_id="call-a"),
        ToolMessage("b", tool_call_id="call-b"),
        HumanMessage("new"),
    ]
    memory, _ = scripted_memory(told("Work", "t1"))
    agent, model = agent_of(memory, ["Done."], keep=("messages", 2))
    agent.invoke({"messages": mixed})
    (history,) = model.history
    require_whole_calls(history)
    assert shown(history)[0] == ("human", "summary")


def test_a_thread_of_one_huge_human_turn_is_left_whole_and_asks_for_no_summary():
    memory, learner = scripted_memory()
    huge = "word " * 5000
    agent, model = agent_of(memory, ["A"], trigger=("tokens", 100), keep=("tokens", 50))
    say(agent, huge)
    assert shown(model.history[0]) == [("human", huge)]
    assert learner.history == []


def test_work_on_one_huge_human_turn_is_summarized_around_it():
    memory, _ = scripted_memory(*[told("Work", "go")] * 9)
    huge = "word " * 500
    agent, model = agent_of(
        memory, [calls("a"), calls("b"), "Done."], trigger=("tokens", 100), keep=("tokens", 50)
    )
    agent.invoke({"messages": [HumanMessage(huge, id="go")]})
    for history in model.history:
        require_whole_calls(history)
        assert ("human", huge) in shown(history)


def test_if_learning_fails_the_thread_goes_on_and_the_messages_wait_their_turn(caplog):
    away = ModelError("The provider is away.")
    memory, _ = scripted_memory(away, told("Both", "one", "three"))
    agent, model = agent_of(memory, list("ABCDE"), checkpointer=InMemorySaver())
    with caplog.at_level(logging.WARNING):
        say(agent, "one", "two", "three", config=thread())
    assert "3 messages that left the window were not learned and wait" in caplog.text
    assert "The provider is away." in caplog.text
    assert shown(model.history[-1]) == [("human", "summary"), ("ai", "B"), ("human", "three")]
    assert len(memory.episodic) == 0
    say(agent, "four", config=thread())
    (record,) = memory.episodic.all()
    assert record.provenance.excerpt.startswith("one / A / two / B / three")
    assert agent.get_state(thread()).values["memorykinds_backlog"] == []


def test_what_can_never_be_learned_does_not_wait(caplog):
    memory, _ = scripted_memory()
    agent, _ = agent_of(memory, ["A"], checkpointer=InMemorySaver())
    empty = [HumanMessage(""), AIMessage(""), HumanMessage(""), AIMessage("")]
    with caplog.at_level(logging.WARNING):
        agent.invoke({"messages": [*empty, HumanMessage("x")]}, thread())
    assert "nothing to learn from" in caplog.text
    assert agent.get_state(thread()).values["memorykinds_backlog"] == []


def test_what_waits_is_no_part_of_the_agents_answer():
    memory, _ = scripted_memory(ModelError("The provider is away."))
    agent, _ = agent_of(memory, list("ABC"), checkpointer=InMemorySaver())
    say(agent, "one", "two", config=thread())
    assert set(agent.invoke({"messages": ["three"]}, thread())) == {"messages"}


def test_one_agent_serves_many_users_and_mixes_no_memories():
    ada, _ = scripted_memory(told("Ada's", "one of ada"), user="ada")
    bob, _ = scripted_memory(told("Bob's", "one of bob"), user="bob", store=ada.store)
    agent, _ = agent_of(
        lambda user: {"ada": ada, "bob": bob}[user], list("ABCDEF"), checkpointer=InMemorySaver()
    )
    for user in ("ada", "bob"):
        own = {"context": {"user_id": user}, "id_of": f"{{}} of {user}".format}
        say(agent, "one", "two", "three", config=thread(user), **own)
    assert [r.content.title for r in ada.episodic.all()] == ["Ada's"]
    assert [r.content.title for r in bob.episodic.all()] == ["Bob's"]


@pytest.mark.parametrize("forged", [{}, {"langgraph_auth_user": {"identity": "bob"}}])
def test_a_run_of_another_user_is_refused_before_anything_is_summarized(forged):
    memory, learner = scripted_memory(told("Ada's", "one"), user="ada")
    agent, model = agent_of(memory, list("ABC"), checkpointer=InMemorySaver())
    config = {
        "configurable": {
            **thread()["configurable"],
            "user_id": "ada" if forged else "bob",
            **forged,
        }
    }
    with pytest.raises(InputError, match="one user only"):
        say(agent, "one", "two", "three", config=config)
    assert model.history == learner.history == []


def test_a_thread_of_another_user_is_refused():
    memory, _ = scripted_memory(user="ada")
    agent, model = agent_of(
        lambda user: mk.open(store=memory.store, user=user), "AB", checkpointer=InMemorySaver()
    )
    say(agent, "one", config=thread(), context={"user_id": "ada"})
    with pytest.raises(InputError, match="belongs to another user"):
        say(agent, "two", config=thread(), context={"user_id": "bob"})
    assert len(model.history) == 1


def test_what_leaves_the_window_of_a_run_without_its_kind_waits_for_one_with_it():
    memory, learner = scripted_memory(told("A talk", "one"))
    agent, _ = agent_of(memory, list("ABCDEFG"), checkpointer=InMemorySaver())
    say(agent, "one", "two", "three", config=thread(), context={"memory_kinds": ["semantic"]})
    assert learner.history == []
    say(agent, "four", "five", config=thread())
    assert [r.content.title for r in memory.episodic.all()] == ["A talk"]
    assert "one" in str(learner.history[0])


def test_the_other_kinds_learn_too_if_they_are_asked_to():
    memory, learner = scripted_memory(says(), says())
    agent, _ = agent_of(memory, list("ABC"), options={"kinds": ("semantic", "episodic")})
    history = [("human", "one"), ("ai", "A"), ("human", "two"), ("ai", "B"), ("human", "three")]
    agent.invoke({"messages": history})
    assert len(learner.history) == 2


@pytest.mark.parametrize("size", [("messages", 0), ("tokens", -1)])
def test_a_wrong_size_is_refused_when_the_agent_is_made(size):
    memory, _ = scripted_memory()
    with pytest.raises(ValueError, match="greater than 0"):
        EpisodicSummarization(memory, model=ScriptedChatModel(), trigger=size)


def test_what_leaves_the_window_does_not_wait_for_more_turns():
    memory, model = scripted_memory(*[told("A word", "one")] * 9, min_turns=99)
    agent, _ = agent_of(memory, ["ok"] * 9, checkpointer=InMemorySaver())
    say(agent, "one", "two", "three", "four", config=thread())
    assert model.history
