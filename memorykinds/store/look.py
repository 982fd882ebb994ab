"""Look: rank all that is in some namespaces by a function of the caller's own.

An optional capability of a store, as `exclusive` is: who ranks by more than one likeness needs
the score of every item, not the best few of each arm. The caller brings a *view*, a compact
form of the values, which the store keeps in memory and up to date as it does its vectors, and
a function that ranks by it; only what that chooses is read in full.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from langgraph.store.base import Item

from memorykinds.store import rows
from memorykinds.store.cache import ScopeCache
from memorykinds.store.database import Database
from memorykinds.store.embedding import Vectors
from memorykinds.store.moments import Moment
from memorykinds.store.rows import Labels
from memorykinds.store.views import View

NEAREST = 1000
"""Of so many items at most the likeness to a query is told, the nearest of each namespace."""

V = TypeVar("V", bound=View)


class Chosen(Protocol):
    """What a ranking must tell the store."""

    @property
    def chosen(self) -> Sequence[tuple[int, int]]:
        """The items to read, best first: the place of the namespace, and the row."""


R = TypeVar("R", bound=Chosen)


class Part(NamedTuple, Generic[V]):
    """One namespace, as it is ranked.

    Attributes:
        view: The compact form of all its values.
        rows: The rows that pass the filter, rising.
        cosines: Of each of these its likeness to the queries, one line a query; NaN if it has no
            vector or is not among the `NEAREST`. None if nothing has vectors.
        keys: The key of every item of the view, by its row. It is only ever appended to, so a
            ranking may keep it.
    """

    view: V
    rows: npt.NDArray[np.int64]
    cosines: npt.NDArray[np.float64] | None
    keys: Sequence[str]


def no_lap(_stage: str) -> None:
    """Time nothing."""


@dataclass(frozen=True, slots=True)
class Look(Generic[V, R]):
    """What to rank, and how.

    Attributes:
        namespaces: Where; each is one part of the ranking.
        queries: What the vectors are compared with; none for no vectors.
        filter: Which items may be ranked, as of `SearchOp`.
        view: Makes an empty view. The store keeps what it makes, one for each namespace, as
            long as it is asked with the same function.
        rank: Ranks the parts. It must not keep a view: that changes with the next write.
        lap: Told of each stage when it has ended: "embed", "meaning".
        within: Says of each row of a view whether it may be ranked, beside the filter; None if
            all may.
    """

    namespaces: Sequence[Labels]
    queries: Sequence[str]
    filter: Mapping[str, Any] | None
    view: Callable[[], V]
    rank: Callable[[Sequence[Part[V]]], R]
    lap: Callable[[str], None] = no_lap
    within: Callable[[V], npt.NDArray[np.bool_]] | None = None


def look(
    database: Database,
    cache: ScopeCache,
    asked: Look[V, R],
    queries: Sequence[Vectors],
    now: Callable[[], Moment],
) -> tuple[list[rows.Row], R]:
    """Return the items that were chosen, best first, and the ranking.

    Args:
        database: Inside a transaction.
        cache: What is in memory of the file.
        asked: What to rank, and how.
        queries: The unit vector of each query; none if the store has no vectors.
        now: Asked for the time if something there can expire.
    """
    parts: list[Part[V]] = []
    ids: list[npt.NDArray[np.int64]] = []
    for labels in asked.namespaces:
        fields = asked.filter or ()
        scope = cache.current(
            database, labels, vectors=bool(queries), view=asked.view, fields=fields
        )
        admitted = scope.admitted(asked.filter, now().number if scope.mortal else 0)
        admitted = both(admitted, asked, scope.view(asked.view))
        chosen = np.arange(len(scope.ids)) if admitted is None else np.flatnonzero(admitted)
        cosines = None
        if queries and scope.index is not None:
            near = [scope.index.cosines(query, NEAREST, admitted)[chosen] for query in queries]
            cosines = np.array(near)
        parts.append(Part(scope.view(asked.view), chosen, cosines, scope.keys))
        ids.append(scope.ids)
    asked.lap("meaning")
    ranking = asked.rank(parts)
    wanted = [int(ids[part][row]) for part, row in ranking.chosen]
    return rows.rows_by_id(database, wanted) if wanted else [], ranking


def both(
    admitted: npt.NDArray[np.bool_] | None, asked: Look[V, R], view: V
) -> npt.NDArray[np.bool_] | None:
    """Return which rows pass the filter, and `within` as well; None if all do."""
    if asked.within is None:
        return admitted
    inside = asked.within(view)
    return inside if admitted is None else admitted & inside


Looked = tuple[list[Item], R]
