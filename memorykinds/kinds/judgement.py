"""`Judgement`: the form in which a model scores one answer."""

from pydantic import Field

from memorykinds.kinds.content import Content

BEST = 10
"""The top of the scale: a model keeps few whole numbers apart better than fractions."""


class Judgement(Content):
    """How well one answer meets the criteria."""

    reason: str = Field(description="What speaks for the answer and what against, in short.")
    score: int = Field(
        ge=0, le=BEST, description=f"0: meets the criteria not at all; {BEST}: fully."
    )
