"""Agents that remember, for tests: their model says what a test wrote, their memory is real."""

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, SystemMessage
from langgraph.checkpoint.memory import InMemorySaver

import memorykinds as mk
from memorykinds.agent import MemoryMiddleware
from memorykinds.models import ScriptedChatModel


def memory_of(user="ada", *, told=(), **settings):
    """A memory in memory that has been told these things, each in a talk of its own."""
    own = {"embeddings": "hash", "clock": mk.LessonClock("2026-05-03"), "ids": mk.counted_ids()}
    memory = mk.open(user=user, **{**own, **settings})
    for text in told:
        memory.learn(text)
    return memory


def agent_with(memory, *replies, tools=(), middleware=(), checkpointer=True, **settings):
    """An agent that gives these replies; also its model, which keeps what it was shown."""
    model = ScriptedChatModel(replies)
    own = memory if isinstance(memory, MemoryMiddleware) else MemoryMiddleware(memory, **settings)
    saver = InMemorySaver() if checkpointer is True else checkpointer or None
    agent = create_agent(
        model, list(tools), middleware=[*middleware, own], checkpointer=saver, system_prompt="Help."
    )
    return agent, model, own


def thread(name="one", **more):
    return {"configurable": {"thread_id": name, **more}}


def calling(*names_and_args):
    """A model's message that calls several tools at once."""
    calls = [
        {"name": name, "args": args, "id": f"call-{name}-{number}"}
        for number, (name, args) in enumerate(names_and_args)
    ]
    return AIMessage("", tool_calls=calls)


def prompt_of(messages):
    """The system prompt that a model was shown."""
    return "\n".join(m.text for m in messages if isinstance(m, SystemMessage))


def texts(records):
    return sorted(record.text for record in records)
