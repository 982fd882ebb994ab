"""`parts_of`: a batch that LangGraph's `InMemoryStore` takes, too.

It embeds each text of a batch once and then expects a vector for each put, so two puts of one
text fail (https://github.com/langchain-ai/langgraph/issues/8822). Two memories that say the same
in the same words are what consolidation writes.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore, Op


def parts_of(store: "BaseStore", ops: "Sequence[Op]") -> list[list[int]]:
    """Return the positions of `ops` in the parts in which the store takes them; mostly one.

    The first part has all but the puts that repeat a text, so whatever fails, fails there,
    before anything was written.
    """
    memory = sys.modules.get("langgraph.store.memory")  # loaded if the store is of its class
    if memory is None or not isinstance(store, memory.InMemoryStore):
        return [list(range(len(ops)))]
    parts: list[list[int]] = [[]]
    seen: list[set[str]] = [set()]
    for position, op in enumerate(ops):
        text = _embedded(op)
        number = next((n for n, texts in enumerate(seen) if text not in texts), len(seen))
        if number == len(seen):
            parts.append([])
            seen.append(set())
        parts[number].append(position)
        if text is not None:
            seen[number].add(text)
    return parts


def _embedded(op: "Op") -> str | None:
    """Return the text that a put of a memory has embedded; None if the operation embeds none."""
    value = getattr(op, "value", None)
    text = value.get("text") if isinstance(value, dict) and op.index is not False else None
    return text if isinstance(text, str) else None
