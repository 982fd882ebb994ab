"""Levers: the smallest change of `k`, of the budget, or of one weight that admits a memory.

Each is found on the columns of a search, without searching again, and held against a ranking
that is really made with it.

A weight is moved from where it is in steps, up to a thousand times all weights together and
down to 0. Between the last that did not admit the memory and the first that does the interval
is halved, and the result rounded to few digits. A stretch of weights
that admits it and is narrower than a step may be missed.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from memorykinds.recall.basis import Basis
from memorykinds.recall.budget import costs_of, filled
from memorykinds.recall.change import Change
from memorykinds.recall.fusion import Floats
from memorykinds.recall.gates import admits, in_order
from memorykinds.recall.ranking import Ranking, rank, rank_of
from memorykinds.recall.terms import NUMBER, fused_arms, scored
from memorykinds.recall.wanted import Wanted
from memorykinds.recall.weights import HEAVIEST, TERMS

STEPS = 24
"""How many weights are tried above the present one, and half as many below it."""

HALVINGS = 30

MOST = 256
"""With a larger `k`, what it takes to fit a budget is not looked for: all would have to be read."""

Test = Callable[[float], bool]


def change_of_k(basis: Basis, wanted: Wanted, ranking: Ranking, place: int) -> Change | None:
    """Return the least `k` that admits a memory, and the budget if that must be larger, too."""
    k = ranking.rank(place)
    if k <= wanted.read:  # else it is read with this `k` only, and is the last then
        records = basis.records(ranking.places)
        taken = list(in_order(ranking, records, wanted.diversity))
        k = max(wanted.k, taken.index(place) + 1) if place in taken else k
    wider = replace(wanted, k=k)
    if wanted.budget is None:
        return Change(k=k)
    if k > MOST:
        return None
    if admits(basis, wider, place):
        return Change(k=k)
    fitting = change_of_budget(basis, wider, place)
    return fitting and fitting.with_(k=k)


def change_of_budget(basis: Basis, wanted: Wanted, place: int) -> Change | None:
    """Return the least budget into which one of the `k` best fits; None if it is none of them."""
    ranking = rank(basis.found, wanted.weights, wanted.fusion, wanted.read)
    records = basis.records(ranking.places)
    in_k = list(islice(in_order(ranking, records, wanted.diversity), wanted.k))
    if place not in in_k:
        return None
    costs = costs_of([records[one] for one in in_k], basis.counting())
    budget = wanted.budget
    while budget is not None:
        fit = filled(costs, budget, wanted.shares)
        if fit.taken[in_k.index(place)]:
            return Change(budget=budget)
        budget = fit.more
    return None


def change_of_weight(basis: Basis, wanted: Wanted, place: int) -> Change | None:
    """Return the smallest change found of one weight of a memory's kind that admits it, if any."""
    which, _ = basis.found.of(place)
    kind = basis.found.columns[which].kind
    before = wanted.weights[kind]
    found = [
        (abs(value - getattr(before, name)), name, value)
        for name, test in _levers(basis, wanted, place)
        for value in _nearest(getattr(before, name), sum(getattr(before, t) for t in TERMS), test)
    ]
    for _, name, value in sorted(found):
        weights = {**wanted.weights, kind: before.with_(**{name: value})}
        if admits(basis, replace(wanted, weights=weights), place):
            return Change(weights={kind: weights[kind]}, term=name)
    return None


def _levers(basis: Basis, wanted: Wanted, place: int) -> Iterator[tuple[str, Test]]:
    """Yield each term of which the weight matters, and what tells whether one admits."""
    found = basis.found
    which, _ = found.of(place)
    columns, start = found.columns[which], found.starts[which]
    here = slice(start, start + len(columns.rows))
    weight = wanted.weights[columns.kind]
    cosine, lexical = fused_arms(found, wanted.fusion)
    alike = None if cosine is None else cosine[here]
    ranking = rank(found, wanted.weights, wanted.fusion, wanted.read)
    present = ranking.kinds[which]
    sums = present.scores * present.total

    def scores_with(name: str, value: float) -> Floats:
        if name in ("similarity", "lexical"):  # the neighbours' values depend on these, too
            return scored(columns, weight.with_(**{name: value}), alike, lexical[here]).scores
        more = (value - getattr(weight, name)) * present.applies[NUMBER[name]]
        total = present.total + more
        scores: Floats = (sums + more * present.values[NUMBER[name]]) / np.where(
            total > 0, total, 1.0
        )
        return scores

    def test(name: str, value: float) -> bool:
        if not any(getattr(weight, other) for other in TERMS if other != name) and not value:
            return False  # all weights 0 are none
        scores = ranking.scores.copy()
        scores[here] = scores_with(name, value)
        place_now = rank_of(found, scores, place)
        if place_now > (wanted.read if wanted.diversity else wanted.k):
            return False
        if wanted.budget is None and not wanted.diversity:
            return True
        weights = {**wanted.weights, columns.kind: weight.with_(**{name: value})}
        return admits(basis, replace(wanted, weights=weights), place)

    for name in TERMS:
        if present.applies[NUMBER[name]].any():
            yield name, lambda value, name=name: test(name, value)  # type: ignore[misc]


def _nearest(now: float, total: float, test: Test) -> Iterator[float]:
    """Yield the nearest weight above the present one that passes a test, and the nearest below."""
    sizes = np.geomspace(1e-3, 1e3, STEPS) * max(total, 1e-3)
    above = [min(HEAVIEST, now + float(size)) for size in sizes]
    below = [now * (1 - step / (STEPS // 2)) for step in range(1, STEPS // 2 + 1)]
    for tried in (above, below):
        bad = now
        for value in tried:
            if value != now and test(value):
                yield _rounded(now, _halved(bad, value, test), test)
                break
            bad = value


def _halved(bad: float, good: float, test: Test) -> float:
    for _ in range(HALVINGS):
        middle = (bad + good) / 2
        bad, good = (bad, middle) if test(middle) else (middle, good)
    return good


def _rounded(now: float, good: float, test: Test) -> float:
    """Return a number of few digits that passes as well, by at most a twentieth further away."""
    up = good > now
    first = max(0, math.ceil(-math.log10(max(abs(good - now) / 20, 1e-12))))
    for digits in range(first, first + 4):
        scaled = good * 10**digits
        value: float = (math.ceil(scaled) if up else math.floor(scaled)) / 10**digits
        if 0 <= value <= HEAVIEST and test(value):
            return value
    return good
