"""The score: a weighted mean of terms between 0 and 1, each of which can be shown.

    score = (w_s * similarity + w_r * recency + w_i * importance) / (w_s + w_r + w_i)

The three terms, and the exponential decay, are those of Park et al., Generative Agents
(2023, arXiv:2304.03442); there they are min-max scaled over the memories at hand, here each
has a fixed scale, so that a score means the same in every query.
"""

from datetime import datetime

from pydantic import Field

from memorykinds.kinds import Frozen, Record

DAY = 86_400.0
"""Seconds."""


class Weights(Frozen):
    """How much each term counts.

    Attributes:
        similarity: Weight of the cosine of query and memory.
        recency: Weight of how lately it was said.
        importance: Weight of the memory's own importance.
        half_life: Days after which recency is halved.
    """

    similarity: float = Field(default=1.0, ge=0)
    recency: float = Field(default=0.1, ge=0)
    importance: float = Field(default=0.1, ge=0)
    half_life: float = Field(default=30.0, gt=0)


class Term(Frozen):
    """One term of a score.

    Attributes:
        name: similarity, recency or importance.
        value: The term, 0 to 1.
        weight: Its weight, as a share of all weights; the shares sum to 1.
        raw: What the value was made from, in words: "cosine 0.43", "3.0 days ago".
    """

    name: str
    value: float
    weight: float
    raw: str

    @property
    def points(self) -> float:
        """What the term adds to the score; the points of all terms sum to it."""
        return self.value * self.weight


def score_terms(
    record: Record, cosine: float | None, weights: Weights, now: datetime
) -> tuple[Term, ...]:
    """Return the terms of a memory's score.

    Args:
        record: The memory.
        cosine: Similarity of query and memory, -1 to 1 (negative counts as 0); None if the
            store has no vectors, and then the other terms share the whole weight.
        weights: How much each term counts.
        now: The time that recency counts from.
    """
    said = record.provenance.said_at or record.updated_at
    days = max(0.0, (now - said).total_seconds() / DAY)
    rows = [
        ("recency", 0.5 ** (days / weights.half_life), weights.recency, f"{days:.1f} days ago"),
        ("importance", record.importance, weights.importance, f"{record.importance:.2f} of 1"),
    ]
    if cosine is not None:
        value = min(1.0, max(0.0, cosine))
        rows.insert(0, ("similarity", value, weights.similarity, f"cosine {cosine:.2f}"))
    total = sum(weight for _, _, weight, _ in rows) or 1.0
    return tuple(
        Term(name=name, value=value, weight=weight / total, raw=raw)
        for name, value, weight, raw in rows
    )
