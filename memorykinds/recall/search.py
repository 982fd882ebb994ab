"""The read path: query -> two arms -> fuse -> weigh in context -> cut to k -> fit the budget."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import InputError, MemoryKind, Record
from memorykinds.kinds.names import memory_namespace
from memorykinds.kinds.text import one_line
from memorykinds.recall.budget import fits
from memorykinds.recall.diversity import diversified
from memorykinds.recall.fusion import Fusion, fused
from memorykinds.recall.ranking import Question, Ranking, rank
from memorykinds.recall.result import Gate, Hit, Recall
from memorykinds.recall.table import MemoryTable
from memorykinds.recall.times import span_of
from memorykinds.recall.weights import DEFAULTS, Weights
from memorykinds.store.look import Look, Part, no_lap

if TYPE_CHECKING:
    from langgraph.store.base import Item, SearchItem

POOL = 32
"""How many memories are read in full and kept with their scores, those that lost as well: four
times the usual `k`. To read one takes longer than to rank a hundred."""

SEARCHED = 64
"""How many memories of each kind a store that cannot `look` finds by their vectors. What is not
among them cannot be lifted by any other term."""

DEFAULT_KINDS: tuple[MemoryKind, ...] = ("semantic", "episodic")
"""Rules are not recalled by likeness: they are all in force, and stand in the system prompt."""

MAX_QUERY_CHARACTERS = 4_000

NO_VECTORS = "This store has no vectors, so similarity does not count."
NO_LOOK = (
    "This store cannot rank all memories by their words: of each kind only the nearest by "
    "vector were weighed, {searched} at most."
)


def recall(
    user: str,
    query: str,
    *,
    now: datetime,
    k: int = 8,
    budget: int | None = None,
    kinds: Sequence[MemoryKind] = DEFAULT_KINDS,
    weights: Weights | None = None,
    pool: int = POOL,
    fusion: Fusion = "minmax",
    diversity: float = 0.0,
    as_of: datetime | None = None,
    lap: Callable[[str], None] = no_lap,
) -> Steps[Recall]:
    """Return the user's memories that matter to `query`, with every term of their scores.

    Args:
        user: Whose memories; no other user's are searched.
        query: The question, in any words.
        now: The time that recency counts from.
        k: The most memories to return.
        budget: The most tokens that `Recall.prompt` may take; None for no limit.
        kinds: Which kinds to search.
        weights: How much each term counts, for every kind; None for the `DEFAULTS` of each.
        pool: How many memories to keep with their scores; at least `k`.
        fusion: How the two arms become comparable; see `fusion`.
        diversity: From 0 to 1, how much a memory loses by repeating the words of a better one.
        as_of: Recall what was true then, superseded facts too; None for what is believed now.
        lap: Told of each stage when it has ended.

    Raises:
        InputError: If the query is blank, `k` or `budget` below 1, or an option unknown.
    """
    text = one_line(query)[:MAX_QUERY_CHARACTERS] if isinstance(query, str) else ""
    if not text:
        raise InputError("query must be a question or some words, not empty.")
    if k < 1 or (budget is not None and budget < 1):
        raise InputError("k= and budget= must be at least 1.")
    if not 0 <= diversity <= 1:
        raise InputError(f"diversity= must be from 0 to 1, not {diversity!r}.")
    fused(fusion, np.zeros(0))  # refuses a name that there is not, before anything is read
    pool = max(k, pool)
    asked = Question(
        text=text,
        now=now,
        kinds=tuple(kinds),
        weights=tuple(weights or DEFAULTS[kind] for kind in kinds),
        fusion=fusion,
        span=span_of(text, now),
        pool=pool,
    )
    chosen = {"state": "active"} if as_of is None else {"state": {"$ne": "retracted"}}
    items, ranking, notes = yield from _ranked(user, asked, chosen, lap)
    records = [Record.from_value(item.namespace, item.key, item.value) for item in items]
    holds = [_not_over(r, now) if as_of is None else r.true_at(as_of) for r in records]
    hits, lost = _cut(records, ranking, holds, k=k, budget=budget, diversity=diversity)
    found = Recall(
        query=text,
        at=now,
        k=k,
        budget=budget,
        pool=pool,
        kinds=asked.kinds,
        weights=dict(zip(asked.kinds, asked.weights, strict=True)),
        fusion=fusion,
        as_of=as_of,
        hits=hits,
        lost=lost,
        notes=notes,
    )
    lap("fit")
    return found


def _ranked(
    user: str, asked: Question, chosen: Mapping[str, Any], lap: Callable[[str], None]
) -> "Steps[tuple[Sequence[Item], Ranking, tuple[str, ...]]]":
    """Return the best memories, how they were ranked, and what must be said about it."""
    namespaces = [memory_namespace(user, kind) for kind in asked.kinds]
    ranking: Ranking
    items: Sequence[Item]
    found = yield Look(
        namespaces, asked.text, chosen, MemoryTable, partial(_timed, asked, lap), lap
    )
    if found is not None:
        lap("read")
        items, ranking = found
        return items, ranking, _notes(ranking, asked, looked=True)
    # Another store finds the nearest by its vectors; all else is done with what it finds.
    from langgraph.store.base import SearchOp

    ops = [
        SearchOp(namespace, filter=dict(chosen), limit=max(asked.pool, SEARCHED), query=asked.text)
        for namespace in namespaces
    ]
    pages: list[list[SearchItem]] = (yield Batch(ops)) if ops else []
    lap("search")
    ranking = _timed(asked, lap, [_part(page) for page in pages])
    items = [pages[part][row] for part, row in ranking.chosen]
    return items, ranking, _notes(ranking, asked, looked=False)


def _timed(
    asked: Question, lap: Callable[[str], None], parts: Sequence[Part[MemoryTable]]
) -> Ranking:
    ranking = rank(asked, parts)
    lap("rank")
    return ranking


def _part(page: "Sequence[SearchItem]") -> Part[MemoryTable]:
    table = MemoryTable()
    table.add([item.value for item in page])
    scores = [np.nan if item.score is None else item.score for item in page]
    has_vectors = any(item.score is not None for item in page)
    cosines = np.array(scores) if has_vectors else None
    return Part(table, np.arange(len(page)), cosines, [item.key for item in page])


def _notes(ranking: Ranking, asked: Question, *, looked: bool) -> tuple[str, ...]:
    if not ranking.chosen:
        return ()
    notes = [] if ranking.has_vectors else [NO_VECTORS]
    if not looked:
        notes.append(NO_LOOK.format(searched=max(asked.pool, SEARCHED)))
    return tuple(notes)


def _cut(
    records: Sequence[Record],
    ranking: Ranking,
    holds: Sequence[bool],
    *,
    k: int,
    budget: int | None,
    diversity: float,
) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """Return what passes every gate, and what does not."""
    scores = [float(ranking.scores[place]) for place in ranking.places]
    valid = [number for number, held in enumerate(holds) if held]
    valid.sort(key=lambda number: (-scores[number], records[number].id))
    in_k = diversified(valid, scores, [record.text for record in records], diversity)[:k]
    fit = fits([records[number] for number in in_k], budget)
    passed = {number for number, ok in zip(in_k, fit, strict=True) if ok}
    terms = ranking.terms()
    hits: dict[int, Hit] = {}
    lost: list[Hit] = []
    order = sorted(range(len(records)), key=lambda number: (-scores[number], records[number].id))
    for place, number in enumerate(order, start=1):
        gate: Gate = "passed"
        if not holds[number]:
            gate = "validity"
        elif number not in in_k:
            gate = "k"
        elif number not in passed:
            gate = "budget"
        hit = Hit(
            rank=place,
            record=records[number],
            score=scores[number],
            terms=terms[number],
            gate=gate,
        )
        if gate == "passed":
            hits[number] = hit
        else:
            lost.append(hit)
    return tuple(hits[number] for number in in_k if number in hits), tuple(lost)


def _not_over(record: Record, now: datetime) -> bool:
    """Whether a memory has not come to the end that was foretold: "until August"."""
    return record.valid_to is None or now < record.valid_to
