"""The forms that a model fills in while memories are consolidated.

As when a conversation is read, the model nominates and code decides: it says which memories
say the same, and what several episodes have in common.
"""

from pydantic import Field

from memorykinds.kinds.content import Content
from memorykinds.kinds.fact import Fact
from memorykinds.kinds.proposal import Candidate
from memorykinds.kinds.rule import Rule


class SameGroup(Content):
    """Memories of one cluster that say the same."""

    members: tuple[int, ...] = Field(
        description="Numbers n, two or more, of memories of one cluster that say the same."
    )


class MergeProposal(Content):
    """All groups of memories that say the same; an empty list if no two do."""

    candidates: tuple[SameGroup, ...] = ()


class GeneralCandidate(Candidate):
    """One fact or rule that three or more episodes of one cluster show."""

    content: Fact | Rule


class GeneralProposal(Content):
    """What episodes that are alike have in common; an empty list if that is nothing."""

    candidates: tuple[GeneralCandidate, ...] = ()
