"""What a tool knows of the run it is called in: the store, and what the run says of itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import RunnableConfig
from langgraph.runtime import get_runtime

from memorykinds.kinds import InputError
from memorykinds.kinds.text import shorten

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore


def store_of_run() -> "BaseStore":
    """Return the store of the graph that runs now; asked at each call, never kept.

    Raises:
        InputError: If there is none.
    """
    store = getattr(_runtime(), "store", None)
    if store is None:
        raise InputError(
            "There is no store to remember in: pass store= to create_agent, to compile, or to "
            "the tool itself."
        )
    found: BaseStore = store
    return found


class RunValues(Mapping[str, Any]):
    """What a run's config (``configurable``) and its context say, by name.

    Args:
        config: The run's config.

    Raises:
        InputError: On looking up a name of which the two say different things.
    """

    def __init__(self, config: RunnableConfig | None) -> None:
        self._configurable: Mapping[str, Any] = (config or {}).get("configurable") or {}
        self._context = _as_mapping(getattr(_runtime(), "context", None))

    def __getitem__(self, name: str) -> Any:
        """Return the value of a name.

        Raises:
            KeyError: If neither says anything.
        """
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


def author(config: RunnableConfig | None) -> str:
    """Return who writes in this run, as provenance names it: "tool", and in which thread."""
    thread = ((config or {}).get("configurable") or {}).get("thread_id")
    return "tool" if thread is None else f"tool:thread-{shorten(str(thread), 64)}"


def _runtime() -> Any:
    try:
        return get_runtime()
    except (RuntimeError, KeyError):  # outside of a graph
        return None


def _as_mapping(context: Any) -> Mapping[str, Any]:
    if isinstance(context, Mapping):
        return context
    return {} if context is None else getattr(context, "__dict__", None) or _slots(context)


def _slots(context: Any) -> dict[str, Any]:
    names = getattr(type(context), "__slots__", ())
    names = (names,) if isinstance(names, str) else names
    return {name: getattr(context, name) for name in names if hasattr(context, name)}
