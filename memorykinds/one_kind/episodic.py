"""`EpisodicMemories`: what happened, as `memory.episodic`."""

from memorykinds.managers import EpisodicManager
from memorykinds.one_kind.one_kind import OneKind


class EpisodicMemories(OneKind[EpisodicManager]):
    """A user's episodic memories: what happened."""
