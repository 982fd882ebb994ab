"""`functions`: the same tools for a framework without LangChain, or for none at all."""

import asyncio
from collections.abc import Callable, Collection, Coroutine
from functools import partial
from typing import Any, TypedDict

from pydantic import BaseModel

from memorykinds.agent.memories import Memories
from memorykinds.agent.run import present_run
from memorykinds.agent.tools.function import MemoryFunction
from memorykinds.agent.tools.managing import ACTIONS, Action, manage_memory
from memorykinds.agent.tools.searching import search_memory
from memorykinds.kinds import MemoryKind, MemoryKindsError
from memorykinds.managers import Profile
from memorykinds.memory import Memory


class PlainFunction(TypedDict):
    """A function that a model may call.

    Attributes:
        name: Its name.
        description: What it is for, as the model reads it.
        parameters: The JSON schema of its arguments, valid under OpenAI's strict mode.
        call: Does it: takes the arguments as a dict or as JSON text, and returns what the model
            is told; what cannot be done is told in one sentence, too.
        acall: The same, awaited.
    """

    name: str
    description: str
    parameters: dict[str, Any]
    call: Callable[[Any], str]
    acall: Callable[[Any], Coroutine[Any, Any, str]]


def functions(
    memory: Memory,
    kind_or_schema: MemoryKind | type[BaseModel] | Profile = "semantic",
    *,
    actions: Collection[Action] = ACTIONS,
    by: str = "tool",
) -> list[PlainFunction]:
    """Return what a model may do with one user's memory, as plain functions with JSON schemas.

    >>> import memorykinds as mk
    >>> manage, search = functions(mk.open())
    >>> search["call"]('{"query": "Where is home?", "limit": null}')
    'Nothing is remembered about that.'

    Args:
        memory: Whose memory; a run of LangGraph's that names another user is refused.
        kind_or_schema: What may be written: a kind, or a profile's schema.
        actions: What may be done, of "create", "update" and "delete".
        by: Who does it; `Provenance.conversation` begins with it.
    """
    made = (manage_memory(kind_or_schema, actions), search_memory())
    return [plain(function, memory, by) for function in made]


def plain(function: MemoryFunction, memory: Memory, by: str) -> PlainFunction:
    """Return a function bound to a memory, as a dict."""
    return PlainFunction(
        name=function.name,
        description=function.description,
        parameters=function.parameters,
        call=partial(_call, function, memory, by),
        acall=partial(_acall, function, memory, by),
    )


def _call(function: MemoryFunction, memory: Memory, by: str, arguments: Any) -> str:
    try:
        Memories(memory).user(present_run().user)
        return function.call(memory, arguments, by).text
    except MemoryKindsError as error:
        return f"error: {error}"


async def _acall(function: MemoryFunction, memory: Memory, by: str, arguments: Any) -> str:
    return await asyncio.to_thread(_call, function, memory, by, arguments)
