"""The episodic manager: what happened, and what was learned from it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from memorykinds.kinds import Candidate, Content, EpisodeCandidate, EpisodeProposal, MemoryContent
from memorykinds.kinds.content import MemoryKind
from memorykinds.managers import episode_policy
from memorykinds.managers.manager import Manager
from memorykinds.managers.policy import Policy
from memorykinds.managers.related import in_slot

if TYPE_CHECKING:
    from langgraph.store.base import SearchOp


class EpisodicManager(Manager):
    """Tells conversations as episodes."""

    kind: ClassVar[MemoryKind] = "episodic"
    prefix: ClassVar[str] = "episode"
    proposal: ClassVar[type[Content]] = EpisodeProposal
    candidate: ClassVar[type[Candidate]] = EpisodeCandidate
    default_policy: ClassVar[Policy] = staticmethod(episode_policy.decide)

    def lookups(self, content: MemoryContent, conversation: str) -> "Sequence[SearchOp]":
        """Return searches for the most similar episodes, and all of this conversation."""
        return [
            *super().lookups(content, conversation),
            in_slot(self.namespace, self.slot(content, conversation)),
        ]

    def slot(self, content: MemoryContent, conversation: str) -> str:
        """Return the conversation: its episodes are the ones that may go on."""
        del content
        return f"conversation|{conversation}"
