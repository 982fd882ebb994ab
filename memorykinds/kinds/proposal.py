"""Proposals: the forms that a model fills in, one per manager.

The model nominates: it says what it found, which turns say so, and which related memories
say the same or the opposite. It decides nothing; the reconcile policy does. Numbers point at
the list of related memories in the prompt, because a model copies a small number reliably
and an id not.
"""

from typing import Literal

from pydantic import Field

from memorykinds.kinds.content import Content, MemoryContent
from memorykinds.kinds.episode import Episode
from memorykinds.kinds.fact import Fact
from memorykinds.kinds.rule import Rule


class Candidate(Content):
    """What every nomination carries beside its content."""

    intent: Literal["remember", "forget"] = Field(
        default="remember",
        description="'forget' if the user says that this is over or asks to forget it.",
    )
    evidence: tuple[str, ...] = Field(
        description="Ids of the turns of the conversation that say it, such as ['t3']."
    )
    same_as: tuple[int, ...] = Field(
        default=(), description="Numbers n of the related memories that say the same."
    )
    contradicts: tuple[int, ...] = Field(
        default=(),
        description="Numbers n of the related memories that cannot hold any longer if this holds.",
    )
    content: MemoryContent = Field(description="The memory itself.")


class FactCandidate(Candidate):
    """One fact found in the conversation."""

    content: Fact


class EpisodeCandidate(Candidate):
    """One episode found in the conversation."""

    content: Episode


class RuleCandidate(Candidate):
    """One rule of behaviour found in the conversation or the feedback."""

    content: Rule


class FactProposal(Content):
    """All facts worth remembering in this conversation; an empty list if there are none."""

    candidates: tuple[FactCandidate, ...] = ()


class EpisodeProposal(Content):
    """The episodes of this conversation, in order; an empty list if nothing happened."""

    candidates: tuple[EpisodeCandidate, ...] = ()


class RuleProposal(Content):
    """All rules that the user wants the assistant to follow; an empty list if there are none."""

    candidates: tuple[RuleCandidate, ...] = ()


Proposal = FactProposal | EpisodeProposal | RuleProposal
