"""The read path: query -> dense arm -> weigh -> cut to k -> fit the budget -> `Recall`."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import InputError, MemoryKind, Record
from memorykinds.kinds.names import memory_namespace
from memorykinds.kinds.text import one_line
from memorykinds.recall.budget import fits
from memorykinds.recall.result import Gate, Hit, Recall
from memorykinds.recall.weights import Weights, score_terms

if TYPE_CHECKING:
    from langgraph.store.base import SearchItem

POOL = 64
"""How many of the nearest memories of each kind are weighed: eight times the usual `k`. What is
not among them cannot be lifted by recency or importance; `Recall.why_not` says so."""

DEFAULT_KINDS: tuple[MemoryKind, ...] = ("semantic", "episodic")
"""Rules are not recalled by likeness: they are all in force, and stand in the system prompt."""

MAX_QUERY_CHARACTERS = 4_000


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
) -> Steps[Recall]:
    """Return the user's memories that matter to `query`, with every term of their scores.

    Args:
        user: Whose memories; no other user's are searched.
        query: The question, in any words.
        now: The time that recency counts from.
        k: The most memories to return.
        budget: The most tokens that `Recall.prompt` may take; None for no limit.
        kinds: Which kinds to search.
        weights: How much each term counts.
        pool: How many of the nearest memories of each kind to weigh; at least `k`.

    Raises:
        InputError: If the query is blank, or `k` or `budget` is below 1.
    """
    from langgraph.store.base import SearchOp

    text = one_line(query)[:MAX_QUERY_CHARACTERS] if isinstance(query, str) else ""
    if not text:
        raise InputError("query must be a question or some words, not empty.")
    if k < 1 or (budget is not None and budget < 1):
        raise InputError("k= and budget= must be at least 1.")
    weights = weights or Weights()
    pool = max(k, pool)
    ops = [
        SearchOp(memory_namespace(user, kind), filter={"state": "active"}, limit=pool, query=text)
        for kind in kinds
    ]
    results: list[list[SearchItem]] = (yield Batch(ops)) if ops else []
    found = [
        (Record.from_value(item.namespace, item.key, item.value), item.score)
        for items in results
        for item in items
    ]
    hits, lost = _rank(found, weights, now, k, budget)
    notes: tuple[str, ...] = ()
    if found and all(cosine is None for _, cosine in found):
        notes = ("This store has no vectors, so similarity does not count.",)
    return Recall(
        query=text,
        at=now,
        k=k,
        budget=budget,
        pool=pool,
        kinds=tuple(kinds),
        weights=weights,
        hits=hits,
        lost=lost,
        notes=notes,
    )


def _rank(
    found: list[tuple[Record, float | None]],
    weights: Weights,
    now: datetime,
    k: int,
    budget: int | None,
) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """Return what passes both gates, and what does not; ties go to the smaller id."""
    scored = []
    for record, cosine in found:
        terms = score_terms(record, cosine, weights, now)
        scored.append((sum(term.points for term in terms), record, terms))
    scored.sort(key=lambda row: (-row[0], row[1].id))
    valid = [record for _, record, _ in scored if _holds(record, now)]
    in_k = valid[:k]
    fit = {record.id for record, ok in zip(in_k, fits(in_k, budget), strict=True) if ok}
    wanted = {record.id for record in in_k}
    hits: list[Hit] = []
    lost: list[Hit] = []
    for rank, (score, record, terms) in enumerate(scored, start=1):
        gate: Gate = "passed"
        if not _holds(record, now):
            gate = "validity"
        elif record.id not in wanted:
            gate = "k"
        elif record.id not in fit:
            gate = "budget"
        hit = Hit(rank=rank, record=record, score=score, terms=terms, gate=gate)
        (hits if gate == "passed" else lost).append(hit)
    return tuple(hits), tuple(lost)


def _holds(record: Record, now: datetime) -> bool:
    """Whether a memory has not come to the end that was foretold: "until August"."""
    return record.valid_to is None or now < record.valid_to
