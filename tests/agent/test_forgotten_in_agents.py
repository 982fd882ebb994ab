"""What a user forgot in the middle of a thread stays away while the thread goes on."""

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore
from reflecting import reflection_of
from remembering import memory_of, texts, thread

import memorykinds as mk
from memorykinds.agent import MemoryMiddleware, Reflection, memory_tools

forgetting = pytest.mark.parametrize("erase", [False, True], ids=["forget", "erase"])


def say(agent, *words):
    for text in words:
        agent.invoke({"messages": text}, thread())


def found(memory, text):
    return next(record for record in memory.semantic.all() if text in record.text)


@forgetting
def test_an_agent_that_learns_each_turn_does_not_bring_it_back(erase):
    memory = memory_of()
    agent = mk.create_agent(memory, checkpointer=InMemorySaver())
    say(agent, "I live in Turin.", "I like tea.")
    memory.forget(found(memory, "Turin").id, erase=erase)
    say(agent, "I work as a baker.", "Where do I live?")
    assert texts(memory.semantic.all()) == ["The user likes tea.", "The user works as a baker."]
    say(agent, "I live in Turin again.")
    assert found(memory, "Turin")


def test_an_erased_turn_comes_back_in_no_kind_and_no_excerpt():
    memory = memory_of()
    agent = mk.create_agent(memory, checkpointer=InMemorySaver())
    say(agent, "I live in Turin.", "I like tea.")
    memory.forget(found(memory, "Turin").id, erase=True)
    for episode in memory.episodic.all():
        memory.forget(episode.id, erase=True)
    say(agent, "I work as a baker.", "I have a dog named Rex.")
    everything = str([item.dict() for item in memory.store.search((), limit=1000)])
    assert "Rex" in everything
    assert "Turin" not in everything


@forgetting
def test_a_reflection_that_is_handed_the_whole_thread_does_not_bring_it_back(erase):
    memory = memory_of()
    reflection = Reflection(memory, after=0)
    remembering = MemoryMiddleware(memory, reflect=reflection)
    agent = mk.create_agent(remembering, checkpointer=InMemorySaver())
    say(agent, "I live in Turin.")
    reflection.flush()
    memory.forget(found(memory, "Turin").id, erase=erase)
    say(agent, "I like tea.")
    reflection.flush()
    assert texts(memory.semantic.all()) == ["The user likes tea."]


def test_what_waits_when_it_is_erased_is_not_learned_in_the_next_run():
    store = InMemoryStore()
    reflection, clock = reflection_of(store, after=0)
    memory = mk.open(store=store, user="ada", clock=clock)
    turns = [{"id": "m1", "role": "user", "content": "I live in Turin."}]
    reflection.submit(turns, user="ada", thread="one")
    reflection.run_due()
    turns.append({"id": "m2", "role": "user", "content": "I like tea."})
    reflection.submit(turns, user="ada", thread="one")
    memory.forget(found(memory, "Turin").id, erase=True)
    turns.append({"id": "m3", "role": "user", "content": "I work as a baker."})
    reflection.submit(turns, user="ada", thread="one")
    clock.advance(minutes=1)
    reflection.run_due()
    assert texts(memory.semantic.all()) == ["The user likes tea.", "The user works as a baker."]


@forgetting
def test_what_a_tool_stored_and_the_thread_said_stays_away_as_well(erase):
    memory = memory_of()
    agent = mk.create_agent(memory, tools=memory_tools(memory), checkpointer=InMemorySaver())
    say(agent, "I live in Turin.")
    assert found(memory, "Turin").provenance.conversation.startswith("tool")
    memory.forget(found(memory, "Turin").id, erase=erase)
    say(agent, "I like tea.")
    assert texts(memory.semantic.all()) == ["The user likes tea."]
