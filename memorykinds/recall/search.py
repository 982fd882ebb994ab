"""The read path: query -> two arms -> fuse -> weigh in context -> cut to k -> fit the budget."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import MemoryKind, Record
from memorykinds.kinds.names import memory_namespace
from memorykinds.recall.basis import Basis
from memorykinds.recall.counting import Counter, Counting
from memorykinds.recall.fusion import Fusion
from memorykinds.recall.narrowing import Narrowing
from memorykinds.recall.queries import Query, queries_of
from memorykinds.recall.ranking import Ranking, rank
from memorykinds.recall.result import Recall
from memorykinds.recall.searched import Question, Searched, searched
from memorykinds.recall.table import MemoryTable
from memorykinds.recall.times import span_of
from memorykinds.recall.wanted import POOL, Shares, Wanted
from memorykinds.recall.weights import Weights, weights_of
from memorykinds.store.look import Look, Part, no_lap

if TYPE_CHECKING:
    from langgraph.store.base import Item, SearchItem

SEARCHED = 64
"""How many memories of each kind a store that cannot `look` finds by their vectors. What is not
among them cannot be lifted by any other term."""

DEFAULT_KINDS: tuple[MemoryKind, ...] = ("semantic", "episodic")
"""Rules are not recalled by likeness: they are all in force, and stand in the system prompt."""


def recall(
    user: str,
    query: str | Sequence[Query],
    *,
    now: datetime,
    k: int = 8,
    budget: int | None = None,
    kinds: Sequence[MemoryKind] = DEFAULT_KINDS,
    weights: Weights | Mapping[MemoryKind, Weights] | None = None,
    pool: int = POOL,
    fusion: Fusion = "minmax",
    diversity: float = 0.0,
    as_of: datetime | None = None,
    shares: Shares | None = None,
    narrowing: Narrowing | None = None,
    counting: Counting = Counter,
    notes: Sequence[str] = (),
    lap: Callable[[str], None] = no_lap,
) -> Steps[Recall]:
    """Return the user's memories that matter to `query`, with every term of their scores.

    Args:
        user: Whose memories; no other user's are searched.
        query: The question, in any words; or several queries, of which a memory has the best
            likeness.
        now: The time that recency counts from.
        k: The most memories to return.
        budget: The most tokens that `Recall.prompt` may take; None for no limit.
        kinds: Which kinds to search.
        weights: How much each term counts, for all kinds or by kind; None for the `DEFAULTS`.
        pool: How many memories to keep with their scores; at least `k`.
        fusion: How the two arms become comparable; see `fusion`.
        diversity: From 0 to 1, how much a memory loses by repeating the words of a better one.
        as_of: Recall what was true then, superseded facts too; None for what is believed now.
        shares: Of each kind its share of the budget; see `fits`.
        narrowing: Which memories may be recalled at all; None for all.
        counting: Returns what counts tokens.
        notes: What must be said about how it was asked.
        lap: Told of each stage when it has ended.

    Raises:
        InputError: If the query is blank, `k` or `budget` below 1, or an option unknown.
    """
    queries = queries_of(query)
    wanted = Wanted(
        k=k,
        budget=budget,
        weights=weights_of(weights, kinds),
        fusion=fusion,
        diversity=diversity,
        shares=shares,
        pool=pool,
    )
    spans = (span_of(one.text, now) for one in queries)
    span = next(filter(None, spans), None)
    narrow = narrowing or Narrowing()
    asked = Question(queries, now, tuple(kinds), span, as_of, narrow, tuple(notes))
    basis, ranking = yield from _searched(user, asked, wanted, lap)
    basis.counting = counting
    found = Recall.made_of(basis, wanted, ranking)
    lap("fit")
    return found


def read(user: str, names: Sequence[tuple[MemoryKind, str]]) -> Steps[list[Record | None]]:
    """Return memories by kind and id, None for one that is not there; no time to live is renewed."""
    from langgraph.store.base import GetOp

    ops = [GetOp(memory_namespace(user, kind), key, refresh_ttl=False) for kind, key in names]
    items: list[Item | None] = yield Batch(ops)
    return [
        None if item is None else Record.from_value(item.namespace, item.key, item.value)
        for item in items
    ]


def _searched(
    user: str, asked: Question, wanted: Wanted, lap: Callable[[str], None]
) -> Steps[tuple[Basis, Ranking]]:
    """Return what is known of all memories, the best of which are read."""
    namespaces = [memory_namespace(user, kind) for kind in asked.kinds]
    narrowing = asked.narrowing
    state = "active" if asked.as_of is None else {"$ne": "retracted"}
    chosen: dict[str, Any] = {**narrowing.conditions, "state": state}
    texts = [query.text for query in asked.queries]
    rank = partial(_ranked, asked, wanted, lap)
    timed = narrowing.since is not None or narrowing.until is not None
    within = narrowing.within if timed else None
    found = yield Look(namespaces, texts, chosen, MemoryTable, rank, lap, within)
    if found is not None:
        lap("read")
        items, ranking = found
        return _basis(ranking.found, zip(ranking.places, items, strict=True)), ranking
    # Another store finds the nearest by its vectors; all else is done with what it finds.
    from langgraph.store.base import SearchOp

    limit = max(wanted.read, SEARCHED)
    ops = [
        SearchOp(namespace, filter=chosen, limit=limit, query=text)
        for namespace in namespaces
        for text in texts
    ]
    pages: list[list[SearchItem]] = (yield Batch(ops)) if ops else []
    if within is not None:  # such a store compares no times, so this is done with what it found
        pages = [[item for item in page if _said_within(narrowing, item)] for page in pages]
    lap("search")
    by_kind = [pages[at : at + len(texts)] for at in range(0, len(pages), len(texts))]
    near = [_near(some) for some in by_kind]
    ranking = _ranked(asked, wanted, lap, [part for part, _ in near], limit)
    basis = _basis(ranking.found, enumerate(item for _, items in near for item in items))
    return basis, ranking


def _ranked(
    asked: Question,
    wanted: Wanted,
    lap: Callable[[str], None],
    parts: Sequence[Part[MemoryTable]],
    limit: int | None = None,
) -> Ranking:
    found = searched(asked, parts, limit)
    lap("words")
    ranking = rank(found, wanted.weights, wanted.fusion, wanted.read)
    lap("rank")
    return ranking


def _said_within(narrowing: Narrowing, item: "Item") -> bool:
    return not narrowing.why_out(Record.from_value(item.namespace, item.key, item.value))


def _basis(found: Searched, items: "Iterable[tuple[int, Item]]") -> Basis:
    basis = Basis(found)
    basis.keep(items)
    return basis


def _near(pages: "Sequence[Sequence[SearchItem]]") -> "tuple[Part[MemoryTable], list[SearchItem]]":
    """Return what the pages of one kind, one a query, hold together, each memory once."""
    items = {item.key: item for page in pages for item in page}
    table = MemoryTable()
    table.add([item.value for item in items.values()])
    scores = [{item.key: item.score for item in page} for page in pages]
    cosines = np.array([[one.get(key) for key in items] for one in scores], np.float64)
    has_vectors = not np.isnan(cosines).all()
    rows = np.arange(len(items))
    return Part(table, rows, cosines if has_vectors else None, list(items)), list(items.values())
