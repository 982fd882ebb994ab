"""`read_all`: everything of one namespace that passes a filter, on whatever store."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds.names import Namespace

if TYPE_CHECKING:
    from langgraph.store.base import SearchItem

PAGE = 1000
"""How many items the first read of the store asks for; each further one asks for more."""

_GROWTH = 64
"""So what the first read did not hold whole is mostly whole at the second."""


def read_all(
    namespace: Namespace, chosen: Mapping[str, Any] | None = None
) -> "Steps[list[SearchItem]]":
    """Return every item of a namespace that `chosen` lets pass, in no certain order.

    Every read begins at the first item. Page after page by offset would lose items: a store
    may sort by the time of an update, where equals come in any order (Postgres gives one time
    to all that one batch wrote) and where another writer moves items between two reads.
    """
    from langgraph.store.base import SearchOp

    limit = PAGE
    while True:
        op = SearchOp(namespace, filter=dict(chosen) if chosen else None, limit=limit)
        items: list[SearchItem]
        (items,) = yield Batch([op])
        if len(items) < limit:
            return items
        limit *= _GROWTH
