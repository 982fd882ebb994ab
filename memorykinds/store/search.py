"""Search: which items one `SearchOp` returns, in which order, and one page of them."""

from collections.abc import Set as AbstractSet

from langgraph.store.base import ListNamespacesOp, MatchCondition, SearchItem, SearchOp

from memorykinds.kinds.errors import InputError
from memorykinds.store import rows
from memorykinds.store.database import Database
from memorykinds.store.embedding import Vectors
from memorykinds.store.filters import check_filter, matches
from memorykinds.store.rows import Labels
from memorykinds.store.vectors import IndexCache


def search(
    database: Database, cache: IndexCache | None, op: SearchOp, query: Vectors | None
) -> list[SearchItem]:
    """Return one page of the items under a prefix that pass the filter.

    With a query: by falling cosine, equals by namespace and key; the items that have no
    vector follow. Without: last updated first, then by namespace and key. The filter and
    the namespaces decide before anything is ranked, so a page is short only at the end.

    Args:
        database: Inside a transaction, before its writes.
        cache: The FAISS indexes; None if the store has none.
        op: What to search for.
        query: The unit vector of ``op.query``; None to search without one.
    """
    prefix, conditions = tuple(op.namespace_prefix), op.filter
    allowed: set[int] | None = None
    if conditions:
        stored = rows.values(database, prefix)
        allowed = {item_id for item_id, value in stored if matches(value, conditions)}
    if op.limit == 0:
        return []
    scored: list[tuple[float, int]] = []
    if cache is not None and query is not None:
        scored = _rank(database, cache, prefix, query, want=op.offset + op.limit, allowed=allowed)
    page: list[tuple[float | None, int]] = [*scored[op.offset : op.offset + op.limit]]
    if len(page) < op.limit:  # so `scored` is complete, and its length is how many there are
        rest = rows.newest_first(
            database,
            prefix,
            allowed,
            unscored=query is not None,
            offset=max(0, op.offset - len(scored)),
            limit=op.limit - len(page),
        )
        page += [(None, item_id) for item_id in rest]
    return [rows.get_search_item(database, item_id, score) for score, item_id in page]


def list_namespaces(database: Database, op: ListNamespacesOp) -> list[Labels]:
    """Return one page of the namespaces that meet every condition, sorted."""
    found = {
        namespace.labels[: op.max_depth]
        for namespace in rows.namespaces(database)
        if all(_meets(namespace.labels, condition) for condition in op.match_conditions or ())
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


def _rank(
    database: Database,
    cache: IndexCache,
    prefix: Labels,
    query: Vectors,
    *,
    want: int,
    allowed: AbstractSet[int] | None,
) -> list[tuple[float, int]]:
    """Return (cosine, item id), best first: the first `want` of all namespaces, or more."""
    found = rows.namespaces(database, prefix)
    cache.drop_vanished(prefix, found)
    ranked = [
        (-score, namespace.labels, key, item_id)
        for namespace in found
        for score, key, item_id in cache.current(database, namespace).search(query, want, allowed)
    ]
    return [(-minus, item_id) for minus, _, _, item_id in sorted(ranked)]


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
