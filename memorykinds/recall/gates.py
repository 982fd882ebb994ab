"""Gates: which of the ranked memories are recalled, and what stopped each of the others."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Literal

from memorykinds.kinds import Frozen, Record
from memorykinds.recall.basis import Basis
from memorykinds.recall.budget import Fit, fits
from memorykinds.recall.counting import Counting
from memorykinds.recall.diversity import diversified
from memorykinds.recall.ranking import Ranking, rank
from memorykinds.recall.wanted import Wanted
from memorykinds.recall.weights import Term

Gate = Literal["passed", "validity", "k", "budget", "search", "state", "kind", "filter"]
"""What a memory met: it `passed`; it was not true at the time that was asked for (`validity`);
more than `k` were better; it did not fit the `budget`; the `search` did not find it; it was no
longer believed (`state`); its `kind` was not asked for; it
does not meet the `filter`, or was said at another time than was asked for."""


class Hit(Frozen):
    """One memory that was considered.

    Attributes:
        rank: Its place by score among all memories that were searched and true then, from 1;
            of one that was not true then, the place it would have.
        record: The memory.
        score: 0 to 1; the sum of its terms' points.
        terms: How the score came about.
        gate: Whether it passed, and if not, what stopped it.
        query: The number in `Recall.queries` of the query that found it best, from 0.
        dense_rank: Its rank by meaning alone; None if it has none.
        lexical_rank: Its rank by words alone; None if it shares none with the query.
    """

    rank: int
    record: Record
    score: float
    terms: tuple[Term, ...]
    gate: Gate = "passed"
    query: int = 0
    dense_rank: int | None = None
    lexical_rank: int | None = None


def cut(
    ranking: Ranking, records: Mapping[int, Record], wanted: Wanted, counting: Counting
) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """Return what passes every gate, best first, and what does not, likewise.

    Args:
        ranking: The memories by their score.
        records: Those of `ranking.places` that could be read.
        wanted: `k`, the budget, and how diverse they shall be.
        counting: Returns what counts tokens.
    """
    holds = ranking.found.holds
    in_k, fit = admissions(ranking, records, wanted, counting)
    admitted = dict(zip(in_k, fit.taken, strict=True))
    hits: dict[int, Hit] = {}
    lost: list[Hit] = []
    better = 0
    for place in ranking.places:
        true = bool(holds[place])
        if place in records:
            gate: Gate = "k"
            if not true:
                gate = "validity"
            elif place in admitted:
                gate = "passed" if admitted[place] else "budget"
            hit = Hit(
                rank=better + 1,
                record=records[place],
                score=float(ranking.scores[place]),
                terms=ranking.terms(place),
                gate=gate,
                query=int(ranking.found.arms.finder[place]),
                dense_rank=ranking.found.arms.dense_rank(place),
                lexical_rank=ranking.found.arms.lexical_rank(place),
            )
            if gate == "passed":
                hits[place] = hit
            else:
                lost.append(hit)
        better += true
    return tuple(hits[place] for place, fit in admitted.items() if fit), tuple(lost)


def admits(basis: Basis, wanted: Wanted, place: int) -> bool:
    """Return whether a memory is recalled with these settings."""
    # What is below `k` matters only where one is put behind another for repeating it.
    pool = wanted.read if wanted.diversity else wanted.k
    ranking = rank(basis.found, wanted.weights, wanted.fusion, pool)
    records = basis.records(ranking.places)
    in_k, fit = admissions(ranking, records, wanted, basis.counting)
    return place in in_k and fit.taken[in_k.index(place)]


def admissions(
    ranking: Ranking, records: Mapping[int, Record], wanted: Wanted, counting: Counting
) -> tuple[list[int], Fit]:
    """Return the `k` best places in the order in which they are taken, and which fit the budget."""
    in_k = list(islice(in_order(ranking, records, wanted.diversity), wanted.k))
    best = [records[place] for place in in_k]
    return in_k, fits(best, wanted.budget, shares=wanted.shares, counting=counting)


def in_order(ranking: Ranking, records: Mapping[int, Record], diversity: float) -> Iterator[int]:
    """Yield the places of what is true then, in the order in which they are taken."""
    holds = ranking.found.holds
    true = [place for place in ranking.places if holds[place] and place in records]
    texts = {place: records[place].text for place in true} if diversity else {}
    return diversified(true, ranking.scores, texts, diversity)
