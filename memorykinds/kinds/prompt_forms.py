"""The forms that a model fills in when whole prompts are improved.

As with memories the model only nominates: whether a text may take the place of a prompt is
decided by code, which checks it, and by a gate, which measures it.
"""

from pydantic import Field

from memorykinds.kinds.content import Content


class PromptProposal(Content):
    """A prompt rewritten as little as the failures demand, or left as it is."""

    reasoning: str = Field(
        description="What went well and what failed in the conversations, by evidence, and which "
        "smallest change of the prompt would have prevented it."
    )
    warrants_change: bool = Field(
        description="False if nothing failed that this prompt could have prevented."
    )
    prompt: str = Field(
        description="The whole prompt with the change, every template variable as it was; "
        "'' if no change is warranted."
    )


class Criticism(Content):
    """What is wrong with a prompt, in words: the direction in which to change it."""

    warrants_change: bool = Field(
        description="False if nothing failed that this prompt could have prevented."
    )
    problems: tuple[str, ...] = Field(
        default=(), description="What failed in the conversations and why; [] if nothing did."
    )
    recommendations: tuple[str, ...] = Field(
        default=(),
        description="The smallest changes of the prompt against it, each an instruction.",
    )


class PromptChoice(Content):
    """Which of several prompts must change."""

    reasoning: str = Field(description="Which failure each prompt could have prevented, in short.")
    concerned: tuple[int, ...] = Field(
        description="Numbers n of the prompts that must change; [] if none must."
    )
