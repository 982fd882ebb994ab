"""`Run`: whose run of a graph this is, in which thread, and which kinds of memory it wants.

A run says so where LangGraph lets it: in its context, ``agent.invoke(…, context={"user_id":
"ada"})``, or in its config, ``{"configurable": {"user_id": "ada", "thread_id": "monday"}}``.
Middleware, nodes, tools and functions all ask here, so that they never disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_config
from langgraph.runtime import get_runtime

from memorykinds.kinds import KINDS, InputError, MemoryKind

USER_KEY = "user_id"
KINDS_KEY = "memory_kinds"
AUTHENTICATED_KEY = "langgraph_auth_user"
"""Where LangGraph's server writes whom it has authenticated; it lets no client write there."""


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
    """Return the run that this is called in; outside of any, one that says nothing.

    Raises:
        InputError: If it names a kind of memory that there is not, or its context and its
            config name two different users.
    """
    said = RunValues(_present_config())
    thread, kinds = said.get("thread_id"), said.get(KINDS_KEY)
    return Run(
        user=said.get(USER_KEY),
        thread=None if thread is None else str(thread),
        kinds=None if kinds is None else checked_kinds(kinds, f"{KINDS_KEY} of the run"),
    )


class RunValues(Mapping[str, Any]):
    """What a run's config (``configurable``) and its context say, by name.

    Where a server has authenticated a user, its ``user_id`` is that user, whatever the client
    writes.

    Args:
        config: The run's config.

    Raises:
        InputError: On looking up a name of which the two say different things.
    """

    def __init__(self, config: RunnableConfig | None) -> None:
        runtime = present_runtime()
        self._configurable: Mapping[str, Any] = (config or {}).get("configurable") or {}
        self._context = _as_mapping(getattr(runtime, "context", None))
        self._authenticated = _authenticated(runtime, self._configurable)

    def __getitem__(self, name: str) -> Any:
        """Return the value of a name.

        Raises:
            KeyError: If neither says anything.
        """
        if name == USER_KEY and self._authenticated is not None:
            return self._authenticated
        said = [where[name] for where in (self._configurable, self._context) if name in where]
        said = [value for value in said if value is not None]
        if not said:
            raise KeyError(name)
        if any(value != said[0] for value in said):
            raise InputError(f"The run's config and its context name two different {name!r}.")
        return said[0]

    def __iter__(self) -> Any:
        """Iterate over the names."""
        return iter({**self._configurable, **self._context})

    def __len__(self) -> int:
        """Return how many names there are."""
        return len({**self._configurable, **self._context})


def checked_kinds(kinds: object, name: str = "kinds=") -> tuple[MemoryKind, ...]:
    """Return `kinds` as a tuple, in the order of `KINDS`.

    Raises:
        InputError: If it is no list of kinds; an empty one is fine.
    """
    listed = isinstance(kinds, Sequence | set | frozenset) and not isinstance(kinds, str)
    if not listed or any(kind not in KINDS for kind in kinds):  # type: ignore[attr-defined]
        raise InputError(f"{name} must be a list of some of {', '.join(KINDS)}, not {kinds!r}.")
    return tuple(kind for kind in KINDS if kind in kinds)  # type: ignore[operator]


def present_runtime() -> Any:
    """Return LangGraph's runtime of the present run; None outside of any."""
    try:
        return get_runtime()
    except (RuntimeError, KeyError):
        return None


def _present_config() -> RunnableConfig | None:
    try:
        return get_config()
    except RuntimeError:
        return None


def _authenticated(runtime: Any, configurable: Mapping[str, Any]) -> Any:
    """Return the identity of whom a server has authenticated; None if it did not."""
    server = getattr(runtime, "server_info", None)
    user = getattr(server, "user", None) or configurable.get(AUTHENTICATED_KEY)
    return user.get("identity") if isinstance(user, Mapping) else getattr(user, "identity", None)


def _as_mapping(context: Any) -> Mapping[str, Any]:
    if isinstance(context, Mapping):
        return context
    return {} if context is None else getattr(context, "__dict__", None) or _slots(context)


def _slots(context: Any) -> dict[str, Any]:
    names = getattr(type(context), "__slots__", ())
    names = (names,) if isinstance(names, str) else names
    return {name: getattr(context, name) for name in names if hasattr(context, name)}
