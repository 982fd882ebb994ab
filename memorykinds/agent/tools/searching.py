"""The function that searches memories."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from memorykinds.agent.tools.function import MemoryFunction, Outcome, fitted, schema_of
from memorykinds.agent.tools.instructions import SEARCH_INSTRUCTIONS
from memorykinds.agent.tools.telling import NOTHING_FOUND
from memorykinds.kinds import KINDS, Content, InputError, MemoryKind
from memorykinds.memory import Memory
from memorykinds.recall.search import DEFAULT_KINDS

LIMIT = 8
MOST = 50


class SearchArguments(Content):
    """What to look for."""

    query: str = Field(description="What you want to know, in words of the user's matter.")
    limit: int | None = Field(
        default=None, description=f"The most memories to return, 1 to {MOST}; null for the usual."
    )


def search_memory(
    kinds: Sequence[MemoryKind] | MemoryKind = DEFAULT_KINDS,
    instructions: str = SEARCH_INSTRUCTIONS,
    name: str = "search_memory",
    limit: int = LIMIT,
    budget: int | None = None,
) -> MemoryFunction:
    """Return the function with which a model searches memories.

    Args:
        kinds: Which kinds it searches.
        instructions: When to use it.
        name: Its name.
        limit: The most memories it returns, unless it is asked for another number.
        budget: The most tokens of its answer; None for no limit.

    Raises:
        InputError: If there is no such kind, or the limit is none.
    """
    chosen = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if not chosen or any(kind not in KINDS for kind in chosen):
        raise InputError(f"kinds= must be some of {', '.join(KINDS)}, not {kinds!r}.")
    if not 1 <= limit <= MOST:
        raise InputError(f"limit= must be 1 to {MOST}.")

    def act(memory: Memory, arguments: Mapping[str, Any], by: str) -> Outcome:
        del by  # a search leaves no event
        asked = fitted(SearchArguments, arguments)
        k = limit if asked.limit is None else min(MOST, asked.limit)
        recall = memory.recall(asked.query, k=k, budget=budget, kinds=chosen)
        memory.mark_used(recall)
        records = tuple(hit.record for hit in recall.hits)
        return Outcome(recall.prompt or NOTHING_FOUND, records)

    head = f"Search your long-term memory ({', '.join(chosen)})."
    description = "\n".join(part for part in (head, instructions) if part)
    return MemoryFunction(name, description, schema_of(SearchArguments), act)
