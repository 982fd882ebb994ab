"""Memory beside LangChain's own middleware, with tools, interrupts and checkpointers."""

import asyncio

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import (
    ContextEditingMiddleware,
    HumanInTheLoopMiddleware,
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
    ModelRetryMiddleware,
    PIIMiddleware,
    SummarizationMiddleware,
    TodoListMiddleware,
    ToolRetryMiddleware,
)
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.types import Command
from remembering import agent_with, calling, memory_of, texts, thread

import memorykinds as mk
from memorykinds.agent import EpisodicSummarization, MemoryMiddleware
from memorykinds.kinds.blocks import parse_block
from memorykinds.models import ScriptedChatModel

HOME = "I live in Turin."


@tool
def look_up(word: str) -> str:
    """Look a word up."""
    return f"{word}: found"


def say(agent, *words, config=None):
    for text in words:
        state = agent.invoke({"messages": text}, config or thread())
    return state


def orders(own, *others):
    """The same middleware, with memory's first and last."""
    return [[own, *others], [*others, own]]


def agent_of(middleware, *replies, tools=(), saver=None):
    model = ScriptedChatModel(replies)
    saver = saver or InMemorySaver()
    return create_agent(model, list(tools), middleware=middleware, checkpointer=saver), model


# -- summaries ---------------------------------------------------------------------------


def summarizing(cls=SummarizationMiddleware, *memory):
    writer = ScriptedChatModel(["The summary."] * 40)
    return cls(*memory, model=writer, trigger=("messages", 4), keep=("messages", 2))


@pytest.mark.parametrize("place", [0, 1])
def test_what_a_summary_drops_was_learned_before(place):
    memory = memory_of()
    middleware = orders(MemoryMiddleware(memory), summarizing())[place]
    agent, model = agent_of(middleware, *["ok"] * 6)
    say(agent, HOME, "I like tea.", "I work as a baker.", "I have a dog named Rex.")
    say(agent, "Where do I live?", "Hello!")
    assert len(memory.semantic) == 4
    assert "summary" in str(model.history[-1]), "the thread was cut"
    assert not any("summary" in text for text in texts(memory.semantic.all()))


@pytest.mark.parametrize("place", [0, 1])
def test_words_that_a_summary_drops_in_the_midst_of_their_turn_are_learned(place):
    memory = memory_of(told=["I like tea."])
    middleware = orders(MemoryMiddleware(memory), summarizing())[place]
    steps = [calling(("look_up", {"word": w})) for w in "abc"]
    agent, model = agent_of(middleware, *steps, "Done.", tools=[look_up])
    say(agent, HOME)
    assert not any(m.text.endswith(HOME) for m in model.history[-1]), "they had left the window"
    assert "The user lives in Turin." in texts(memory.semantic.all())
    (record,) = [r for r in memory.semantic.all() if "Turin" in r.text]
    assert record.provenance.excerpt == HOME


@pytest.mark.parametrize("place", [0, 1])
def test_episodic_summarization_and_memory_tell_no_turn_twice(place):
    memory = memory_of()
    short = summarizing(EpisodicSummarization, memory)
    agent, _ = agent_of(orders(MemoryMiddleware(memory), short)[place], *["ok"] * 12)
    say(agent, HOME, "I like tea.", "I work as a baker.", "I have a dog named Rex.")
    say(agent, "I like milk.", "I like wine.", "I like beer.", "I like cocoa.")
    assert len(memory.semantic) == 8
    told = [digest for r in memory.episodic.all() for digest in r.provenance.digests]
    assert len(told) == len(set(told))


# -- redaction ---------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1])
def test_what_is_redacted_is_neither_asked_for_nor_learned(place):
    memory = memory_of()
    own = MemoryMiddleware(memory)
    agent, _ = agent_of(orders(own, PIIMiddleware("email"))[place], "Noted.", "ok")
    say(agent, "I live in Turin. My mail is ada@example.org.", "Write to ada@example.org.")
    assert "ada@example.org" not in own.last().query
    kept = repr([(r.content, r.provenance) for r in memory.semantic.all()])
    assert "Turin" in kept
    assert "ada@example.org" not in kept


# -- interrupts --------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_an_interrupted_turn_is_learned_once_when_it_was_resumed(place, decision):
    memory = memory_of(told=["I like tea."])
    own = MemoryMiddleware(memory)
    asking = HumanInTheLoopMiddleware(interrupt_on={"look_up": True})
    steps = [calling(("look_up", {"word": "a"})), "Done."]
    agent, model = agent_of(orders(own, asking)[place], *steps, tools=[look_up])
    before = len(memory.history())
    assert "__interrupt__" in say(agent, f"{HOME} Which tea do I like?")
    assert len(memory.history()) == before, "nothing is learned while a person decides"
    resume = Command(resume={"decisions": [{"type": decision}]})
    state = agent.invoke(resume, thread())
    assert state["messages"][-1].text == "Done."
    assert len({event.update_id for event in memory.history()[before:]}) == 1
    first, second = (parse_block("memories", shown[0].text) for shown in model.history)
    assert first == second != []
    assert memory.semantic.all()[0].accesses == 1, "recalled once, for both halves"


def test_a_turn_that_is_resumed_in_another_process_recalls_again():
    memory = memory_of(told=["I like tea."])
    asking = HumanInTheLoopMiddleware(interrupt_on={"look_up": True})
    saver = InMemorySaver()
    first, _ = agent_of(
        [asking, MemoryMiddleware(memory)],
        calling(("look_up", {"word": "a"})),
        tools=[look_up],
        saver=saver,
    )
    say(first, "Which tea do I like?")
    second, model = agent_of(
        [asking, MemoryMiddleware(memory)], "Done.", tools=[look_up], saver=saver
    )
    second.invoke(Command(resume={"decisions": [{"type": "approve"}]}), thread())
    assert parse_block("memories", model.history[0][0].text)


def test_a_turn_that_is_never_resumed_is_learned_with_the_next():
    memory = memory_of()
    asking = HumanInTheLoopMiddleware(interrupt_on={"look_up": True})
    steps = [calling(("look_up", {"word": "a"})), "ok"]
    agent, _ = agent_of([asking, MemoryMiddleware(memory)], *steps, tools=[look_up])
    say(agent, HOME)
    answer = ToolMessage("Never mind.", tool_call_id="call-look_up-0")
    agent.invoke({"messages": [answer, HumanMessage("I like tea.")]}, thread())
    assert texts(memory.semantic.all()) == ["The user likes tea.", "The user lives in Turin."]


# -- retries, fallbacks, tools -------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1])
def test_a_model_that_is_tried_again_is_shown_the_same(place):
    memory = memory_of(told=[HOME])
    again = ModelRetryMiddleware(initial_delay=0, jitter=False)
    replies = [OSError("away"), OSError("away"), "Turin."]
    agent, model = agent_of(orders(MemoryMiddleware(memory), again)[place], *replies)
    say(agent, "Where do I live?")
    shown = [[m.text for m in messages] for messages in model.history]
    assert shown[0] == shown[1] == shown[2]
    assert shown[0][0].count("<memories") == 1
    assert memory.semantic.all()[0].accesses == 1


@pytest.mark.parametrize("place", [0, 1])
def test_a_tool_that_is_tried_again_changes_nothing(place):
    memory = memory_of(told=[HOME])
    failures = iter([OSError("away"), None])

    @tool
    def shaky(word: str) -> str:
        """Look a word up, at the second try."""
        if error := next(failures):
            raise error
        return f"{word}: found"

    again = ToolRetryMiddleware(initial_delay=0, jitter=False)
    steps = [calling(("shaky", {"word": "a"})), "Done."]
    middleware = orders(MemoryMiddleware(memory), again)[place]
    agent, _ = agent_of(middleware, *steps, tools=[shaky])
    state = say(agent, "I like tea. Where do I live?")
    assert "a: found" in [m.text for m in state["messages"]]
    assert len(memory.semantic) == 2


@pytest.mark.parametrize("place", [0, 1])
def test_a_fallback_model_is_shown_the_memories_too(place):
    memory = memory_of(told=[HOME])
    second = ScriptedChatModel(["Turin."])
    middleware = orders(MemoryMiddleware(memory), ModelFallbackMiddleware(second))[place]
    agent, _ = agent_of(middleware, OSError("away"))
    say(agent, "Where do I live?")
    assert parse_block("memories", second.history[0][-1].text)


def test_many_others_at_once_in_either_order():
    memory = memory_of(told=[HOME])
    others = [
        TodoListMiddleware(),
        ContextEditingMiddleware(),
        ModelCallLimitMiddleware(run_limit=9),
        PIIMiddleware("ip"),
        summarizing(),
    ]
    for place, name in enumerate("ab"):
        middleware = orders(MemoryMiddleware(memory), *others)[place]
        both = calling(("look_up", {"word": "a"}), ("look_up", {"word": "b"}))
        agent, model = agent_of(middleware, both, "Turin.", tools=[look_up])
        state = say(agent, "Where do I live?", config=thread(name))
        assert state["messages"][-1].text == "Turin."
        assert "The user lives in Turin." in str(model.history[0])


def test_parallel_calls_that_learn_and_recall_at_once_lose_nothing():
    memory = memory_of()

    @tool
    def note(text: str) -> str:
        """Note something down."""
        return memory.semantic.learn(text).ledger()

    drinks = ["tea", "milk", "wine", "beer"]
    both = calling(*(("note", {"text": f"I like {d}."}) for d in drinks))
    agent, _ = agent_of([MemoryMiddleware(memory)], both, "Done.", tools=[note])
    say(agent, HOME)
    expected = [*(f"The user likes {d}." for d in sorted(drinks)), "The user lives in Turin."]
    assert texts(memory.semantic.all()) == expected


# -- checkpointers -------------------------------------------------------------------------


def test_threads_in_sqlite_hold_no_memory(tmp_path):
    file = tmp_path / "threads.db"
    memory = memory_of(told=[HOME])
    with SqliteSaver.from_conn_string(str(file)) as saver:
        agent, _, own = agent_with(memory, "ok", "ok", checkpointer=saver)
        say(agent, "What pets are there?", "And what else?")
        (fact,) = [hit.record for hit in own.last().recall.hits]
    kept = b"".join(part.read_bytes() for part in tmp_path.iterdir())
    assert b"And what else?" in kept
    assert fact.text.encode() not in kept
    assert fact.id.encode() not in kept


def test_an_async_checkpointer_does_as_well(tmp_path):
    memory = memory_of()

    async def talk():
        async with AsyncSqliteSaver.from_conn_string(str(tmp_path / "threads.db")) as saver:
            agent, model, _ = agent_with(memory, "Noted.", "Turin.", checkpointer=saver)
            await agent.ainvoke({"messages": HOME}, thread())
            await agent.ainvoke({"messages": "Where do I live?"}, thread("two"))
        return model.history[-1][-1].text

    assert "The user lives in Turin." in asyncio.run(talk())


def test_memories_in_a_file_are_there_for_an_agent_of_another_process(tmp_path):
    for words, expected in ((HOME, "Noted."), ("Where do I live?", "From memory:")):
        with mk.open(tmp_path / "ada.db", user="ada", embeddings="hash") as memory:
            state = mk.create_agent(memory).invoke({"messages": words})
            assert state["messages"][-1].text.startswith(expected)
