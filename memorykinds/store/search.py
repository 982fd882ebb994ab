"""Search: which items one `SearchOp` returns, in which order, and one page of them."""

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

import numpy as np
from langgraph.store.base import ListNamespacesOp, MatchCondition, SearchOp

from memorykinds.kinds.errors import InputError
from memorykinds.store import rows
from memorykinds.store.cache import ScopeCache
from memorykinds.store.columns import Mask
from memorykinds.store.database import Database
from memorykinds.store.embedding import Vectors
from memorykinds.store.filters import check_filter
from memorykinds.store.moments import Moment
from memorykinds.store.rows import Labels
from memorykinds.store.scope import Scope

Rank = TypeVar("Rank", int, tuple[int, float])
"""The lowest comes first: by time, or by score as `vectors.Ranked` has it."""

Hit = tuple[rows.Row, float | None]
"""An item and its score."""


def search(
    database: Database,
    cache: ScopeCache,
    op: SearchOp,
    query: Vectors | None,
    now: Callable[[], Moment],
) -> list[Hit]:
    """Return one page of the items under a prefix that pass the filter.

    With a query: by falling cosine, equals by namespace and key; the items that have no
    vector follow. Without: last updated first, then by namespace and key. The filter and
    the namespaces decide before anything is ranked, so a page is short only at the end.

    Args:
        database: Inside a transaction, before its writes.
        cache: What is in memory of the file.
        op: What to search for.
        query: The unit vector of ``op.query``; None to search without one.
        now: Asked for the time if something there can expire.
    """
    if op.limit == 0:
        return []
    scope = cache.current(database, tuple(op.namespace_prefix), vectors=query is not None)
    admitted = scope.admitted(op.filter, now().number if scope.mortal else 0)
    start, stop = op.offset, op.offset + op.limit
    page: list[tuple[int, float | None]] = []
    scored = 0
    if query is not None and scope.index is not None:
        ranked = scope.index.search(query, stop, admitted)
        page = [(row, -rank[1]) for rank, row in _cut(database, scope, ranked, start, stop)]
        scored = len(ranked)
    if len(page) < op.limit:  # so `ranked` is complete, and its length is how many there are
        if query is not None and scope.index is not None:
            silent = ~scope.index.rows
            admitted = silent if admitted is None else admitted & silent
        start, stop = max(0, start - scored), max(0, stop - scored)
        rest = _newest(scope, admitted, stop)
        page += [(row, None) for _, row in _cut(database, scope, rest, start, stop)]
    found = rows.rows_by_id(database, [int(scope.ids[row]) for row, _ in page]) if page else []
    return [(item, score) for item, (_, score) in zip(found, page, strict=True)]


def list_namespaces(
    database: Database, op: ListNamespacesOp, now: Callable[[], Moment]
) -> list[Labels]:
    """Return one page of the namespaces that meet every condition, sorted."""
    conditions = op.match_conditions or ()
    living_at = now().number if rows.has_mortals(database) else None
    found = {
        labels[: op.max_depth]
        for labels in rows.namespaces(database, _known_head(conditions), living_at)
        if all(_meets(labels, condition) for condition in conditions)
    }
    return sorted(found)[op.offset : op.offset + op.limit]


def check_search(op: SearchOp | ListNamespacesOp) -> None:
    """Refuse a search that cannot be done, before anything is read.

    Raises:
        InputError: If limit or offset is negative, a filter operator unknown, or a match
            condition neither a prefix nor a suffix.
    """
    if op.limit < 0 or op.offset < 0:
        raise InputError(f"limit and offset count from 0, not {op.limit} and {op.offset}.")
    if isinstance(op, SearchOp):
        check_filter(op.filter or {})
    else:
        for condition in op.match_conditions or ():
            if condition.match_type not in ("prefix", "suffix"):
                raise InputError(
                    f"Namespaces are matched by 'prefix' or 'suffix', not {condition.match_type!r}."
                )


def _newest(scope: Scope, admitted: Mask | None, want: int) -> list[tuple[int, int]]:
    """Return the rows updated last, at least `want` if there are; equals are all there."""
    found = np.arange(len(scope.ids)) if admitted is None else np.flatnonzero(admitted)
    ranks = -scope.moments[found]
    if 0 < want < len(found):
        near = ranks <= np.partition(ranks, want - 1)[want - 1]
        found, ranks = found[near], ranks[near]
    order = np.argsort(ranks, kind="stable")
    return list(zip(ranks[order].tolist(), found[order].tolist(), strict=True))


def _cut(
    database: Database, scope: Scope, ranked: list[tuple[Rank, int]], start: int, stop: int
) -> list[tuple[Rank, int]]:
    """Return one page; rows of equal rank are ordered by namespace and key.

    Only of those equals that touch the page are the places read.
    """
    first, last = min(start, len(ranked)), min(stop, len(ranked))
    if first == last:
        return []
    while first > 0 and ranked[first - 1][0] == ranked[first][0]:
        first -= 1
    while last < len(ranked) and ranked[last][0] == ranked[last - 1][0]:
        last += 1
    span = ranked[first:last]
    if any(one[0] == other[0] for one, other in pairwise(span)):
        ids = {row: int(scope.ids[row]) for _, row in span}
        places = rows.places(database, list(ids.values()))
        span.sort(key=lambda pair: (pair[0], places[ids[pair[1]]]))
    return span[start - first : stop - first]


def _known_head(conditions: tuple[MatchCondition, ...]) -> Labels:
    """Return the first labels that every namespace which meets the conditions has."""
    for condition in conditions:
        if condition.match_type == "prefix":
            path = tuple(condition.path)
            return path[: path.index("*")] if "*" in path else path
    return ()


def _meets(labels: Labels, condition: MatchCondition) -> bool:
    path = condition.path
    if len(labels) < len(path):
        return False
    part = (
        labels[: len(path)]
        if condition.match_type == "prefix"
        else labels[len(labels) - len(path) :]
    )
    return all(wanted in ("*", label) for wanted, label in zip(path, part, strict=True))
