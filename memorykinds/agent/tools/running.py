"""What a tool knows of the run it is called in: the graph's store, and in whose name it writes."""

from typing import TYPE_CHECKING

from langchain_core.runnables import RunnableConfig

from memorykinds.agent.run import present_runtime
from memorykinds.kinds import InputError
from memorykinds.kinds.text import shorten

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore


def store_of_run() -> "BaseStore":
    """Return the store of the graph that runs now; asked at each call, never kept.

    Raises:
        InputError: If there is none.
    """
    store = getattr(present_runtime(), "store", None)
    if store is None:
        raise InputError(
            "There is no store to remember in: pass store= to create_agent, to compile, or to "
            "the tool itself."
        )
    found: BaseStore = store
    return found


def author(config: RunnableConfig | None) -> str:
    """Return who writes in this run, as provenance names it: "tool", and in which thread."""
    thread = ((config or {}).get("configurable") or {}).get("thread_id")
    return "tool" if thread is None else f"tool:thread-{shorten(str(thread), 64)}"
