"""Terms: of each memory of one kind the value of every term, and what share it has."""

from typing import NamedTuple

import numpy as np

from memorykinds.recall.context import Context, context
from memorykinds.recall.fusion import Floats, Fusion, fused
from memorykinds.recall.searched import Columns, Searched
from memorykinds.recall.weights import TERMS, Weights

NUMBER = {name: number for number, name in enumerate(TERMS)}
"""The row of each term."""

CONTEXT = ("before", "after", "around", "conversation")
"""The terms that a memory which stands alone does not have."""


class Scored(NamedTuple):
    """The memories of one kind with their terms.

    Attributes:
        values: One row a term of `TERMS`, one column a memory.
        applies: Likewise, 1 where the term applies to the memory, else 0.
        total: The weight of all terms that apply to each memory.
        shares: Of each term its share of that; 0 where it does not apply.
        near: What the neighbours give; None where there are none.
    """

    values: Floats
    applies: Floats
    total: Floats
    shares: Floats
    near: Context | None

    @property
    def scores(self) -> Floats:
        """The score of each memory."""
        scores: Floats = (self.values * self.shares).sum(0)
        return scores


def fused_arms(found: Searched, fusion: Fusion) -> tuple[Floats | None, Floats]:
    """Return what meaning and words say, made comparable; None in place of what there is not."""
    cosine = None if found.arms.cosine is None else fused(fusion, found.arms.cosine)
    return cosine, fused(fusion, found.arms.coverage, 1.0)


def scored(columns: Columns, weight: Weights, cosine: Floats | None, lexical: Floats) -> Scored:
    """Score the memories of one kind.

    Args:
        columns: What is known of them.
        weight: How much each term counts.
        cosine: How alike in meaning each is, 0 to 1; None if the store has no vectors.
        lexical: How much of the query's words each holds, 0 to 1.
    """
    own = _own(weight, cosine, lexical)
    with np.errstate(over="ignore"):  # a short half-life: too many of them is as none left
        recency = 0.5 ** (columns.days / weight.half_life)
    rows = {
        "lexical": lexical,
        "recency": recency,
        "importance": columns.importance,
        "use": 1 - 1 / (1 + columns.uses),
    }
    if cosine is not None:
        rows["similarity"] = cosine
    if columns.in_span is not None:
        rows["time"] = columns.in_span.astype(float)
    near = None
    if columns.kind == "episodic":
        near = context(own, columns.asks, columns.conversation, columns.order)
        rows |= {name: getattr(near, name) for name in CONTEXT}
        rows["speaker"] = columns.named.astype(float)
    values = np.zeros((len(TERMS), len(lexical)))
    applies = np.zeros_like(values)
    for name, column in rows.items():
        values[NUMBER[name]] = column
        applies[NUMBER[name]] = 1.0
    if near is not None:
        alone = np.flatnonzero(near.company == 1)
        for name in CONTEXT:
            applies[NUMBER[name], alone] = 0.0
    weights = np.array([getattr(weight, name) for name in TERMS])
    if cosine is None and weight.lexical:  # words count for both arms, no less beside the rest
        weights[NUMBER["lexical"]] += weight.similarity
    weighed = applies * weights[:, np.newaxis]
    total = weighed.sum(0)
    return Scored(values, applies, total, weighed / np.where(total > 0, total, 1.0), near)


def _own(weight: Weights, cosine: Floats | None, lexical: Floats) -> Floats:
    """Return what both arms give together, which is also what a neighbour gets a share of."""
    similarity = 0.0 if cosine is None else weight.similarity
    total = similarity + weight.lexical
    alike = 0.0 if cosine is None else similarity * cosine
    own: Floats = (alike + weight.lexical * lexical) / (total or 1.0)
    return own
