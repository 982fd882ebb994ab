"""`create_agent`: an agent that remembers, in one call.

It is named after LangChain's function, whose arguments it takes. `memorykinds.agent` is the
package that holds it, so the agent cannot be had under that name as well.
"""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents import create_agent as create_langchain_agent
from langchain.agents.middleware import AgentMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer

from memorykinds.agent.agent_memory import UserMemory
from memorykinds.agent.middleware import MemoryMiddleware
from memorykinds.kinds import InputError
from memorykinds.models import chat_model

_OF_THE_MEMORY = frozenset(inspect.signature(MemoryMiddleware).parameters) - {"memory"}
"""What is set of the memory, and none of LangChain's `create_agent`."""


def create_agent(
    memory: UserMemory | MemoryMiddleware,
    *,
    model: str | BaseChatModel = "offline",
    tools: Sequence[BaseTool | Callable[..., Any] | dict[str, Any]] = (),
    middleware: Sequence[AgentMiddleware[Any, Any, Any]] = (),
    checkpointer: Checkpointer = None,
    **options: Any,
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """Return LangChain's agent with a long-term memory.

    >>> import memorykinds as mk
    >>> memory = mk.open()
    >>> agent = mk.create_agent(memory)
    >>> state = agent.invoke({"messages": "I live in Turin."})
    >>> agent.invoke({"messages": "Where do I live?"})["messages"][-1].text
    'From memory: The user lives in Turin.'

    Args:
        memory: One user's memory, a function that opens that of the user it is given, or a
            `MemoryMiddleware` with settings of your own.
        model: The model that answers: "offline", any ``provider:name``, or a chat model.
        tools: What it may call.
        middleware: Other middleware; the memory's comes after it.
        checkpointer: Keeps the threads; None for an agent that is told everything each time.
        **options: Whatever else LangChain's `create_agent` takes.

    Raises:
        InputError: If the memory or the model cannot be used, or an option is one of
            `MemoryMiddleware`.
    """
    misplaced = sorted(_OF_THE_MEMORY.intersection(options))
    if misplaced:
        raise InputError(
            f"{misplaced[0]}= is an argument of MemoryMiddleware: pass "
            f"create_agent(MemoryMiddleware(memory, {misplaced[0]}=…), …)."
        )
    own = memory if isinstance(memory, MemoryMiddleware) else MemoryMiddleware(memory)
    return create_langchain_agent(
        chat_model(model),
        list(tools),
        middleware=[*middleware, own],
        checkpointer=checkpointer,
        **options,
    )
