"""A thread of LangGraph's as memory sees it: which words are the user's, and what it is called."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from memorykinds.agent.reflection.checks import thread_name
from memorykinds.agent.reflection.job import conversation_of
from memorykinds.kinds.blocks import strip_blocks


def conversation(messages: Sequence[AnyMessage], thread: str | None) -> dict[str, Any]:
    """Return a thread as what `Memory.learn` is given: the messages, and the conversation's id.

    Without a thread, LangGraph gives messages ids for one run alone, which would make every run
    another talk; without ids they are known by their words and those before them.

    Raises:
        InputError: If the thread's id is blank, too long or of several lines.
    """
    if thread is None:
        bare = [message.model_copy(update={"id": None}) for message in messages]
        return {"messages": bare, "conversation": None}
    return {"messages": list(messages), "conversation": conversation_of(thread_name(thread))}


def words_of_the_user(messages: Sequence[AnyMessage]) -> str:
    """Return what the user has said since the agent's last answer; "" if that is no text."""
    own: list[str] = []
    for message in reversed(messages):
        if isinstance(message, AIMessage) and not message.tool_calls:
            break
        if _is_the_users(message):
            own.append(strip_blocks(message.text)[0].strip())
    return "\n".join(text for text in reversed(own) if text)


def last_of_the_user(messages: Sequence[AnyMessage]) -> int | None:
    """Return the place of the user's last message; None if there is none."""
    places = (n for n in range(len(messages) - 1, -1, -1) if _is_the_users(messages[n]))
    return next(places, None)


def is_summary(message: AnyMessage) -> bool:
    """Whether a message is LangChain's summary of earlier ones, put in as if the user said it."""
    return message.additional_kwargs.get("lc_source") == "summarization"


def _is_the_users(message: AnyMessage) -> bool:
    return isinstance(message, HumanMessage) and not is_summary(message)
