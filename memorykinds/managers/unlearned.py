"""What still waits to be learned in the background must not bring back what was erased."""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from memorykinds.bridge import Steps
from memorykinds.kinds.names import reflection_namespace
from memorykinds.reading import read_all

if TYPE_CHECKING:
    from langgraph.store.base import Op


def unsaid(user: str, digests: AbstractSet[str]) -> "Steps[list[Op]]":
    """Return the writes that take turns out of the transcripts that wait.

    A transcript without a turn left is deleted, and its job is dropped when its time comes.

    Args:
        user: Whose transcripts.
        digests: Of those turns.
    """
    from langgraph.store.base import PutOp

    items = yield from read_all(reflection_namespace(user))
    writes: list[Op] = []
    for item in items:
        turns = item.value.get("turns", [])
        kept = [turn for turn in turns if turn.get("digest") not in digests]
        if len(kept) < len(turns):
            value = {**item.value, "turns": kept} if kept else None
            writes.append(PutOp(item.namespace, item.key, value, index=False))
    return writes
