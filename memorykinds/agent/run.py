"""`Run`: whose run of a graph this is, in which thread, and which kinds of memory it wants.

A run says so where LangGraph lets it: in its context, ``agent.invoke(…, context={"user_id":
"ada"})``, or in its config, ``{"configurable": {"user_id": "ada", "thread_id": "monday"}}``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langgraph.config import get_config
from langgraph.runtime import get_runtime

from memorykinds.agent.tools.running import RunValues
from memorykinds.kinds import KINDS, InputError, MemoryKind

USER_KEY = "user_id"
KINDS_KEY = "memory_kinds"


@dataclass(frozen=True, slots=True)
class Run:
    """What a run says of itself.

    Attributes:
        user: Whose it is; None if it does not say.
        thread: Its thread; None without a checkpointer.
        kinds: Which kinds of memory it wants; None if it does not say.
    """

    user: Any
    thread: str | None
    kinds: tuple[MemoryKind, ...] | None


def present_run() -> Run:
    """Return the run that this is called in.

    Where a server has authenticated a user, it is that user, whatever the client writes.

    Raises:
        InputError: If it names a kind of memory that there is not, or its context and its
            config name two different users.
    """
    said = RunValues(get_config())
    thread, kinds = said.get("thread_id"), said.get(KINDS_KEY)
    return Run(
        user=_authenticated() or said.get(USER_KEY),
        thread=None if thread is None else str(thread),
        kinds=None if kinds is None else checked_kinds(kinds, f"{KINDS_KEY} of the run"),
    )


def checked_kinds(kinds: object, name: str = "kinds=") -> tuple[MemoryKind, ...]:
    """Return `kinds` as a tuple, in the order of `KINDS`.

    Raises:
        InputError: If it is no list of kinds; an empty one is fine.
    """
    listed = isinstance(kinds, Sequence | set | frozenset) and not isinstance(kinds, str)
    if not listed or any(kind not in KINDS for kind in kinds):  # type: ignore[attr-defined]
        raise InputError(f"{name} must be a list of some of {', '.join(KINDS)}, not {kinds!r}.")
    return tuple(kind for kind in KINDS if kind in kinds)  # type: ignore[operator]


def _authenticated() -> str | None:
    server = get_runtime().server_info
    return server.user.identity if server and server.user else None
