"""The score: a weighted mean of terms between 0 and 1, each of which can be shown.

    score = sum(weight * value of each term that applies) / sum(those weights)

A term that cannot apply to a memory (the neighbours of what stands alone) is left out, and the
others share the whole weight; in a store without vectors words have the weight of both arms. So
a score lies between 0 and 1, higher is better, and means the same on every store;
docs/benchmarks.md says how each default was chosen. Recency with its exponential decay and
importance are those of Park et al., Generative Agents (2023, arXiv:2304.03442).
"""

from collections.abc import Mapping

from pydantic import Field

from memorykinds.kinds import Frozen, MemoryKind

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
    """

    similarity: float = Field(default=0.7, ge=0)
    lexical: float = Field(default=0.3, ge=0)
    before: float = Field(default=0.4, ge=0)
    after: float = Field(default=0.3, ge=0)
    around: float = Field(default=0.3, ge=0)
    conversation: float = Field(default=0.5, ge=0)
    speaker: float = Field(default=0.2, ge=0)
    time: float = Field(default=0.1, ge=0)
    recency: float = Field(default=0.03, ge=0)
    importance: float = Field(default=0.03, ge=0)
    use: float = Field(default=0.0, ge=0)
    half_life: float = Field(default=30.0, gt=0)


DEFAULTS: Mapping[MemoryKind, Weights] = {
    "semantic": Weights(),
    "episodic": Weights(similarity=0.35, lexical=0.65),
    "procedural": Weights(),
}
"""Of a fact, one short sentence, the meaning counts more; of what was said, the words."""


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
