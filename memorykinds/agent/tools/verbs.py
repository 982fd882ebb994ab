"""Three verbs in place of one with actions: `search_memory`, `remember` and `forget`.

For clients whose users switch tools on and off one by one, and confirm each call by its name.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from memorykinds.agent.tools.function import MemoryFunction, Outcome, fitted, schema_of
from memorykinds.agent.tools.instructions import KIND_HINTS, SEARCH_INSTRUCTIONS
from memorykinds.agent.tools.managing import concerned, memories_of
from memorykinds.agent.tools.searching import search_memory
from memorykinds.agent.tools.telling import told
from memorykinds.kinds import KINDS, Content, Fact
from memorykinds.memory import Memory

_REMEMBER = """Remember a fact beyond this conversation. Use it when the user asks you to, or tells \
you something that will still matter in a month.
- One stable fact at a time. Not: small talk, guesses, what only you or a web page said.
- Never secrets: passwords, keys, card or identity numbers. They are refused.
- A newer value replaces the older one by itself, and what is known already is kept once."""

_FORGET = """Forget one memory, by the id that search_memory shows. Use it only when the user asks \
you to."""


class ForgetArguments(Content):
    """Which memory to forget."""

    id: str = Field(description="Its id, as search_memory shows it.")


def verbs() -> tuple[MemoryFunction, MemoryFunction, MemoryFunction]:
    """Return `search_memory` over all kinds, `remember` for facts, and `forget` for any memory."""
    description = f"{_REMEMBER}\n{KIND_HINTS['semantic']}"
    return (
        search_memory(KINDS, SEARCH_INSTRUCTIONS),
        MemoryFunction("remember", description, schema_of(Fact), _remember),
        MemoryFunction("forget", _FORGET, schema_of(ForgetArguments), _forget),
    )


def _remember(memory: Memory, arguments: Mapping[str, Any], by: str) -> Outcome:
    update = memory.semantic.add(fitted(Fact, arguments), by=by)
    return Outcome(told(update), concerned(memory, update))


def _forget(memory: Memory, arguments: Mapping[str, Any], by: str) -> Outcome:
    memory_id = fitted(ForgetArguments, arguments).id
    update = memories_of(memory, memory.get(memory_id).kind).drop(memory_id, by=by)
    return Outcome(told(update), concerned(memory, update))
