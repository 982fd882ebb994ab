"""`unstreamed`: what memory asks its model is no part of the agent's answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from langchain_core.runnables.config import var_child_runnable_config
from langgraph.constants import TAG_NOSTREAM


@contextmanager
def unstreamed() -> Iterator[None]:
    """Keep the chat models called within out of ``stream_mode="messages"``; they stay in traces.

    A model that is called inside a node inherits the run's callbacks, and LangGraph would
    stream its tokens to the user as if the agent had said them.
    """
    config = var_child_runnable_config.get() or {}
    tags = [*(config.get("tags") or ()), TAG_NOSTREAM]
    token = var_child_runnable_config.set({**config, "tags": tags})
    try:
        yield
    finally:
        var_child_runnable_config.reset(token)
