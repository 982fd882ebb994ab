"""Diversity: not the same thing five times.

Maximal marginal relevance (Carbonell and Goldstein, 1998): the next memory is that whose score,
less what it repeats of those already chosen, is the highest. What two memories share is the
share of their words (Jaccard). Off by default: on conversations every strength of it cost
recall, for what stands beside a hit is often evidence as well; docs/benchmarks.md has the table.
"""

from collections.abc import Iterator, Mapping, Sequence

from memorykinds.recall.fusion import Floats
from memorykinds.store.words import words


def diversified(
    ranked: Sequence[int], scores: Floats, texts: Mapping[int, str], strength: float
) -> Iterator[int]:
    """Yield `ranked` in the order in which diverse memories are chosen.

    Args:
        ranked: Numbers of memories, best first.
        scores: The score of each memory, by its number.
        texts: The text of each, likewise; not read if `strength` is 0.
        strength: From 0, which changes nothing, to 1, which looks at what is repeated alone.
    """
    if strength == 0:
        yield from ranked
        return
    left = list(ranked)
    said = {number: frozenset(words(texts[number])) for number in left}
    repeated = dict.fromkeys(left, 0.0)
    while left:
        best = max(left, key=lambda n: (1 - strength) * scores[n] - strength * repeated[n])
        left.remove(best)
        yield best
        for number in left:
            repeated[number] = max(repeated[number], _shared(said[number], said[best]))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
