"""Ranking: every memory of some namespaces scored at once, and the best of them chosen.

Each term is one column over all memories; a score is the weighted mean of a row. The columns
are copies, so that a ranking can be explained after the store has gone on.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from memorykinds.kinds import MemoryKind
from memorykinds.recall.arms import Arms, arms_of
from memorykinds.recall.context import Context, context
from memorykinds.recall.fusion import Floats, Fusion, fused
from memorykinds.recall.table import MemoryTable
from memorykinds.recall.times import Span
from memorykinds.recall.weights import TERMS, Term, Weights
from memorykinds.store.look import Part

DAY = 86_400.0
"""Seconds."""


class Question(NamedTuple):
    """What the memories are ranked for.

    Attributes:
        text: The query.
        now: The time that recency counts from.
        kinds: The kind of each part.
        weights: Of each part.
        fusion: How the arms become comparable.
        span: The time that the query names; None if it names none.
        pool: How many memories are chosen.
    """

    text: str
    now: datetime
    kinds: tuple[MemoryKind, ...]
    weights: tuple[Weights, ...]
    fusion: Fusion
    span: Span | None
    pool: int


class Ranking(NamedTuple):
    """All memories with their terms, and which of them are chosen.

    Attributes:
        chosen: Part and row of the best, best first.
        places: Of the same, the place among all memories.
        scores: The score of every memory.
        values: One row a term of `TERMS`, one column a memory.
        shares: Likewise, its share of the weight; 0 where the term does not apply.
        raw: Of the chosen, for each term what its value was made from.
    """

    chosen: list[tuple[int, int]]
    places: npt.NDArray[np.int64]
    scores: Floats
    values: Floats
    shares: Floats
    raw: list[dict[str, str]]

    @property
    def has_vectors(self) -> bool:
        """Whether any memory was compared by its meaning."""
        return bool(self.shares[TERMS.index("similarity")].any())

    def terms(self) -> list[tuple[Term, ...]]:
        """Return for each of the chosen the terms that apply."""
        values = self.values[:, self.places].T.tolist()
        shares = self.shares[:, self.places].T.tolist()
        return [
            tuple(
                # Made here of what was computed here: to validate it would take a millisecond.
                Term.model_construct(name=name, value=value, weight=share, raw=told[name])
                for name, value, share in zip(TERMS, row, weights, strict=True)
                if share > 0
            )
            for row, weights, told in zip(values, shares, self.raw, strict=True)
        ]


def rank(asked: Question, parts: Sequence[Part[MemoryTable]]) -> Ranking:
    """Score every row of the parts, and choose the best `asked.pool`; equals in given order."""
    arms = arms_of(asked.text, parts)
    sizes = [len(part.rows) for part in parts]
    cosine = np.zeros(sum(sizes)) if arms.cosine is None else fused(asked.fusion, arms.cosine)
    lexical = fused(asked.fusion, arms.coverage, 1.0)
    values = np.zeros((len(TERMS), sum(sizes)))
    weights = np.zeros_like(values)
    contexts: list[Context | None] = []
    start = 0
    for kind, weight, part, size in zip(asked.kinds, asked.weights, parts, sizes, strict=True):
        here = slice(start, start + size)
        own = _own(weight, cosine[here], lexical[here], dense=arms.cosine is not None)
        rows = {"similarity": cosine[here], "lexical": lexical[here]}
        rows |= _always(asked, weight, part)
        near = _context(part, own) if kind == "episodic" else None
        if near is not None:
            rows |= _of_episodes(asked, part, near)
        for name, column in rows.items():
            values[TERMS.index(name), here] = column
            weights[TERMS.index(name), here] = getattr(weight, name)
        if near is not None:
            alone = np.flatnonzero(near.company == 1) + start
            for name in ("before", "after", "around", "conversation"):
                weights[TERMS.index(name), alone] = 0.0
        contexts.append(near)
        start += size
    if arms.cosine is None:  # then words count for both arms, and no less beside the rest
        words = weights[TERMS.index("lexical")]
        words[words > 0] += weights[TERMS.index("similarity")][words > 0]
        weights[TERMS.index("similarity")] = 0.0
    if asked.span is None:
        weights[TERMS.index("time")] = 0.0
    total = weights.sum(0)
    shares = weights / np.where(total > 0, total, 1.0)
    scores = (values * shares).sum(0)
    places = np.argsort(-scores, kind="stable")[: asked.pool]
    chosen = _located(places, parts)
    return Ranking(
        chosen=[(one.part, one.row) for one in chosen],
        places=places,
        scores=scores,
        values=values,
        shares=shares,
        raw=[_told(asked, arms, one, contexts[one.part]) for one in chosen],
    )


def _own(weight: Weights, cosine: Floats, lexical: Floats, *, dense: bool) -> Floats:
    """Return what both arms give together, which is also what a neighbour gets a share of."""
    similarity = weight.similarity if dense else 0.0
    total = similarity + weight.lexical
    own: Floats = (similarity * cosine + weight.lexical * lexical) / (total or 1.0)
    return own


def _always(asked: Question, weight: Weights, part: Part[MemoryTable]) -> dict[str, Floats]:
    table, rows = part.view, part.rows
    days = np.maximum(0.0, asked.now.timestamp() - table.said[rows]) / DAY
    rows_of = {
        "recency": 0.5 ** (days / weight.half_life),
        "importance": table.importance[rows],
        "use": 1 - 1 / (1 + table.uses[rows]),
    }
    if asked.span is not None:
        inside = asked.span.holds(table.said[rows]) | asked.span.holds(table.true_from[rows])
        rows_of["time"] = inside.astype(float)
    return rows_of


def _context(part: Part[MemoryTable], own: Floats) -> Context:
    table, rows = part.view, part.rows
    place = np.full(len(table.said), -1, np.int64)
    place[rows] = np.arange(len(rows))
    order = place[table.order]
    return context(own, table.asks[rows], table.conversation[rows], order[order >= 0])


def _of_episodes(asked: Question, part: Part[MemoryTable], near: Context) -> dict[str, Floats]:
    named = part.view.names.score(asked.text).bm25[part.rows] > 0
    return {
        "before": near.before,
        "after": near.after,
        "around": near.around,
        "conversation": near.conversation,
        "speaker": named.astype(float),
    }


class _Located(NamedTuple):
    """Where a memory is: its place among all, its part, its row, and its place in the part."""

    place: int
    part: int
    row: int
    at: int
    table: MemoryTable


def _located(places: npt.NDArray[np.int64], parts: Sequence[Part[MemoryTable]]) -> list[_Located]:
    starts = np.cumsum([0, *(len(part.rows) for part in parts)])
    which = np.searchsorted(starts, places, side="right") - 1
    inside = (places - starts[which]).tolist()
    return [
        _Located(place, part, int(parts[part].rows[at]), at, parts[part].view)
        for place, part, at in zip(places.tolist(), which.tolist(), inside, strict=True)
    ]


def _told(asked: Question, arms: Arms, one: _Located, near: Context | None) -> dict[str, str]:
    """Return in words what each value of one memory was made from."""
    table, row = one.table, one.row
    days = max(0.0, asked.now.timestamp() - table.said[row]) / DAY
    told = {
        "similarity": "no vector among the nearest",
        "lexical": "no word of the query",
        "time": asked.span.words if asked.span else "",
        "recency": f"{days:.1f} days ago",
        "importance": f"{table.importance[row]:.2f} of 1",
        "use": f"recalled {table.uses[row]:.0f} times",
    }
    if arms.cosine is not None and arms.nearness is not None and arms.nearness[one.place]:
        told["similarity"] = f"cosine {arms.cosine[one.place]:.2f}, rank {arms.nearness[one.place]}"
    if arms.match[one.place]:
        told["lexical"] = (
            f"BM25 {arms.bm25[one.place]:.2f} of {arms.whole[one.place]:.2f}, "
            f"rank {arms.match[one.place]}"
        )
    if near is not None:
        told |= {
            "before": "it is a question" if near.asked[one.at] else "it is no question",
            "after": "the next of the conversation",
            "around": "two and three places away",
            "conversation": f"the best of {near.company[one.at]}",
            "speaker": "whether the query names who took part",
        }
    return told
