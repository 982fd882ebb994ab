"""Ranking: every memory that was searched scored at once, and the best of them chosen.

Each term is one column over all memories; a score is the weighted mean of a row.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from memorykinds.kinds import MemoryKind
from memorykinds.recall.fusion import Floats, Fusion
from memorykinds.recall.searched import Ints, Searched
from memorykinds.recall.terms import Scored, fused_arms, scored
from memorykinds.recall.told import told
from memorykinds.recall.weights import TERMS, Term, Weights


class Ranking(NamedTuple):
    """All memories with their scores, and which of them are chosen.

    Attributes:
        found: What was searched.
        kinds: The memories of each kind with their terms.
        scores: The score of every memory.
        places: The chosen, best first: of those that are true at the time that was asked for
            the best of `pool`, and what else ranks above the last of these.
    """

    found: Searched
    kinds: tuple[Scored, ...]
    scores: Floats
    places: list[int]

    @property
    def chosen(self) -> list[tuple[int, int]]:
        """Kind and row of the chosen, best first, as a store wants it (`store.look`)."""
        located = [self.found.of(place) for place in self.places]
        return [(which, int(self.found.columns[which].rows[at])) for which, at in located]

    def rank(self, place: int) -> int:
        """Return the rank of a memory among all that are true then, from 1; equals by their id.

        Of one that is not true then it is the rank that it would have.
        """
        return rank_of(self.found, self.scores, place)

    def terms(self, place: int) -> tuple[Term, ...]:
        """Return the terms of a memory that apply to it."""
        which, at = self.found.of(place)
        values = self.kinds[which].values[:, at].tolist()
        shares = self.kinds[which].shares[:, at].tolist()
        raw = told(self.found, place, self.kinds[which].near)
        return tuple(
            # Made here of what was computed here: to validate it would take a millisecond.
            Term.model_construct(name=name, value=value, weight=share, raw=raw[name])
            for name, value, share in zip(TERMS, values, shares, strict=True)
            if share > 0
        )


def rank(
    found: Searched, weights: Mapping[MemoryKind, Weights], fusion: Fusion, pool: int
) -> Ranking:
    """Score every memory that was searched, and choose the best `pool`; equals by their id."""
    cosine, lexical = fused_arms(found, fusion)
    kinds = tuple(
        scored(
            columns,
            weights[columns.kind],
            None if cosine is None else cosine[start : start + len(columns.rows)],
            lexical[start : start + len(columns.rows)],
        )
        for columns, start in zip(found.columns, found.starts, strict=False)
    )
    scores = np.concatenate([np.zeros(0), *(kind.scores for kind in kinds)])
    return Ranking(found, kinds, scores, _best(found, scores, pool))


def rank_of(found: Searched, scores: Floats, place: int) -> int:
    """Return the rank of a memory by these scores; see `Ranking.rank`."""
    rivals, score = found.holds, scores[place]
    better = int(np.count_nonzero(rivals & (scores > score)))
    equals = np.flatnonzero(rivals & (scores == score)).tolist()
    own = found.name(place)[1], place
    return 1 + better + sum((found.name(one)[1], one) < own for one in equals)


def _best(found: Searched, scores: Floats, pool: int) -> list[int]:
    true = np.flatnonzero(found.holds)
    other = np.flatnonzero(~found.holds)
    least = _score_of(pool, scores[true])
    best = _sorted(found, scores, true[scores[true] >= least])[:pool]
    if len(other):  # nothing is recalled of these, and they are kept so that it can be shown
        other = other[scores[other] >= max(least, _score_of(pool, scores[other]))]
        best = _sorted(found, scores, np.array([*best, *other.tolist()[:pool]], np.int64))
    return best


def _score_of(place: int, scores: Floats) -> float:
    """Return the score of the one at a place, by score; the least if there are not so many."""
    if len(scores) <= place:
        return -np.inf
    return float(np.partition(scores, len(scores) - place)[len(scores) - place])


def _sorted(found: Searched, scores: Floats, places: Ints) -> list[int]:
    ordered = sorted(
        zip((-scores[places]).tolist(), places.tolist(), strict=True),
        key=lambda one: (one[0], found.name(one[1])[1], one[1]),
    )
    return [place for _, place in ordered]
