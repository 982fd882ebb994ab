"""The score: a weighted mean of terms between 0 and 1, each of which can be shown.

    score = sum(weight * value of each term that applies) / sum(those weights)

A term that cannot apply to a memory (the neighbours of what stands alone) is left out, and the
others share the whole weight; in a store without vectors words have the weight of both arms. So
a score lies between 0 and 1, higher is better, and means the same on every store;
docs/benchmarks.md says how each default was chosen. Recency with its exponential decay and
importance are those of Park et al., Generative Agents (2023, arXiv:2304.03442).
"""

import math
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any, Self

from memorykinds.kinds import KINDS, Frozen, InputError, MemoryKind

TERMS = (
    "similarity",
    "lexical",
    "before",
    "after",
    "around",
    "conversation",
    "speaker",
    "time",
    "recency",
    "importance",
    "use",
)
"""The names of the terms, in the order in which they are shown; also fields of `Weights`."""

HEAVIEST = 1e6
"""The most that a weight may be: beside it no other counts, and sums stay finite."""


class Weights(Frozen):
    """How much each term counts, beside the others.

    The terms from `before` to `speaker` are of episodes: what happened in an order, between
    people. A fact is complete in itself.

    Attributes:
        similarity: The cosine of query and memory, fused as `fusion` of `recall` says.
        lexical: The share of the query's words that the memory holds, by BM25; likewise.
        before: What both give the memory just before in the same conversation; a fifth of it,
            unless that one asks a question: an answer seldom repeats the words of its question.
        after: What both give the memory just after.
        around: The mean of what both give those two and three places away.
        conversation: The best that both give any memory of the conversation.
        speaker: Whether the query names who said it or took part.
        time: Whether it was said, or became true, in the time that the query names.
        recency: How lately it was said.
        importance: The memory's own importance.
        use: How often it was recalled into a prompt: 0 for never, 1/2 for once, and so on to 1.
        half_life: Days after which recency is halved.

    Raises:
        InputError: If a weight is no number from 0 to a million, all are 0, the half-life is
            not above 0, or there is no such term.
    """

    similarity: float = 0.7
    lexical: float = 0.3
    before: float = 0.4
    after: float = 0.3
    around: float = 0.3
    conversation: float = 0.5
    speaker: float = 0.2
    time: float = 0.1
    recency: float = 0.03
    importance: float = 0.03
    use: float = 0.0
    half_life: float = 30.0

    def __init__(self, **weights: float) -> None:
        self._check(weights)
        super().__init__(**{name: float(value) for name, value in weights.items()})
        if not any(getattr(self, name) for name in TERMS):
            raise InputError("All weights are 0; at least one term must count.")

    def with_(self, **changes: Any) -> Self:
        """Return a copy with some weights changed.

        Raises:
            InputError: If one cannot be used, as of the class.
        """
        return type(self)(**{**dict(self), **changes})

    @staticmethod
    def _check(weights: Mapping[str, Any]) -> None:
        for name, value in weights.items():
            if name not in (*TERMS, "half_life"):
                raise InputError(f"There is no term {name!r}; there are {', '.join(TERMS)}.")
            number = _as_float(value)
            if math.isnan(number):
                raise InputError(f"The weight {name} must be a number, not {value!r}.")
            if name == "half_life":
                if not 0 < number < math.inf:
                    raise InputError(f"half_life must be more than 0 days, not {value!r}.")
            elif not 0 <= number <= HEAVIEST:
                raise InputError(f"The weight {name} must be from 0 to a million, not {value!r}.")


def _as_float(value: Any) -> float:
    """Return a number as a float, NaN for what is none."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return math.nan
    try:
        return float(value)
    except OverflowError:  # an int of more than 308 digits
        return math.inf


DEFAULTS: Mapping[MemoryKind, Weights] = {
    "semantic": Weights(),
    "episodic": Weights(similarity=0.35, lexical=0.65),
    "procedural": Weights(),
}
"""Of a fact, one short sentence, the meaning counts more; of what was said, the words."""


def weights_of(
    given: Weights | Mapping[MemoryKind, Weights] | None,
    kinds: Sequence[MemoryKind],
    default: Mapping[MemoryKind, Weights] = DEFAULTS,
) -> dict[MemoryKind, Weights]:
    """Return the weights of each kind.

    Args:
        given: Those of all kinds, or by kind; None for the default of each.
        kinds: Which kinds.
        default: The weights of what is not given.

    Raises:
        InputError: If they are no weights, or of no kind.
    """
    if given is None or isinstance(given, Weights):
        return {kind: given or default[kind] for kind in kinds}
    if not isinstance(given, Mapping) or not all(isinstance(w, Weights) for w in given.values()):
        raise InputError("weights= must be a Weights, or a Weights for each kind by its name.")
    if strange := [kind for kind in given if kind not in KINDS]:
        raise InputError(f"weights= are of {', '.join(KINDS)}, and {strange[0]!r} is no kind.")
    return {kind: given.get(kind, default[kind]) for kind in kinds}


class Term(Frozen):
    """One term of a score.

    Attributes:
        name: One of `TERMS`.
        value: The term, 0 to 1.
        weight: Its weight, as a share of all that apply; the shares sum to 1.
        raw: What the value was made from, in words: "cosine 0.43, rank 2", "3.0 days ago".
    """

    name: str
    value: float
    weight: float
    raw: str

    @property
    def points(self) -> float:
        """What the term adds to the score; the points of all terms sum to it."""
        return self.value * self.weight
