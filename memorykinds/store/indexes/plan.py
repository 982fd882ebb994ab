"""Plan: which kind of index a store is to have, and with which parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, get_args

from langgraph.store.base import IndexConfig

from memorykinds.kinds.errors import InputError

IndexKind = Literal["flat", "hnsw", "ivf", "sq8"]
"""How vectors are searched; `memorykinds.store.indexes` says what each is."""


class IndexParameters(TypedDict, total=False):
    """What can be set of a kind of index; what is left out has a sensible default."""

    exact_up_to: int
    """hnsw, ivf, sq8: so many vectors are compared one by one, whatever the kind (10,000).

    That takes a millisecond and misses nothing. It is asked twice: a scope with no more
    vectors has a flat index, and where a filter leaves no more of a large one, these are
    compared. Weaviate's ``flatSearchCutoff`` and Qdrant's ``full_scan_threshold`` are the same.
    """
    m: int
    """hnsw: to how many neighbours a vector is linked (24)."""
    ef_construction: int
    """hnsw: how many candidates are kept while a vector's neighbours are sought (100)."""
    ef_search: int
    """hnsw: how many candidates a search keeps (128); more find more and take longer."""
    nlist: int
    """ivf: into how many lists the vectors are divided (the square root of their number)."""
    nprobe: int
    """ivf: how many lists a search looks into (32); more find more and take longer."""


class FaissIndexConfig(IndexConfig, total=False):
    """LangGraph's `IndexConfig`, and how the vectors are searched.

    The kind is no property of the file: the same file may be opened with any, at any time,
    and nothing is embedded again.
    """

    kind: IndexKind
    """ "flat" if left out: exact."""
    parameters: IndexParameters
    """What is to be other than its default."""


@dataclass(frozen=True)
class IndexPlan:
    """A kind with all its parameters, checked; see `IndexParameters`."""

    kind: IndexKind = "flat"
    exact_up_to: int = 10_000
    m: int = 24
    ef_construction: int = 100
    ef_search: int = 128
    nlist: int | None = None
    nprobe: int = 32


_PARAMETERS: dict[str, tuple[str, ...]] = {
    "flat": (),
    "hnsw": ("exact_up_to", "m", "ef_construction", "ef_search"),
    "ivf": ("exact_up_to", "nlist", "nprobe"),
    "sq8": ("exact_up_to",),
}
_RANGES = {
    "exact_up_to": (0, 10**9),
    "m": (2, 256),
    "ef_construction": (1, 10_000),
    "ef_search": (1, 10**6),
    "nlist": (1, 10**6),
    "nprobe": (1, 10**6),
}


def index_plan(config: Mapping[str, Any]) -> IndexPlan:
    """Return the plan that a store's `FaissIndexConfig` holds.

    Raises:
        InputError: If the kind is unknown, or a parameter is not one of the kind's, or out of
            range.
    """
    kind = checked_kind(config.get("kind", "flat"))
    given = config.get("parameters") or {}
    if not isinstance(given, Mapping):
        raise InputError(f"The index's parameters are a dict such as {{'m': 24}}, not {given!r}.")
    for name, value in given.items():
        if name not in _PARAMETERS[kind]:
            known = ", ".join(map(repr, _PARAMETERS[kind])) or "none"
            raise InputError(
                f"An index of kind {kind!r} has no parameter {name!r}; it has {known}."
            )
        least, most = _RANGES[name]
        if type(value) is not int or not least <= value <= most:
            raise InputError(
                f"The index's {name!r} is a number from {least} to {most}, not {value!r}."
            )
    return IndexPlan(kind, **given)


def checked_kind(kind: Any) -> IndexKind:
    """Return the name of a kind.

    Raises:
        InputError: If there is none of that name.
    """
    for known in get_args(IndexKind):
        if kind == known:
            found: IndexKind = known
            return found
    names = ", ".join(map(repr, get_args(IndexKind)))
    raise InputError(f"There is no index of kind {kind!r}; the kinds are {names}.")
