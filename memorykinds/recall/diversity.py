"""Diversity: not the same thing five times.

Maximal marginal relevance (Carbonell and Goldstein, 1998): the next memory is that whose score,
less what it repeats of those already chosen, is the highest. What two memories share is the
share of their words (Jaccard). Off by default: on conversations every strength of it cost
recall, for what stands beside a hit is often evidence as well; docs/benchmarks.md has the table.
"""

from collections.abc import Sequence

from memorykinds.store.words import words


def diversified(
    ranked: Sequence[int], scores: Sequence[float], texts: Sequence[str], strength: float
) -> list[int]:
    """Return `ranked` in the order in which diverse memories are chosen.

    Args:
        ranked: Numbers of memories, best first.
        scores: The score of each memory, by its number.
        texts: The text of each, likewise.
        strength: From 0, which changes nothing, to 1, which looks at what is repeated alone.
    """
    if strength == 0:
        return list(ranked)
    left = list(ranked)
    said = {number: frozenset(words(texts[number])) for number in left}
    repeated = dict.fromkeys(left, 0.0)
    chosen: list[int] = []
    while left:
        best = max(left, key=lambda n: (1 - strength) * scores[n] - strength * repeated[n])
        left.remove(best)
        chosen.append(best)
        for number in left:
            repeated[number] = max(repeated[number], _shared(said[number], said[best]))
    return chosen


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
