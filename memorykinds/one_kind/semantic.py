"""`SemanticMemories`: facts, as `memory.semantic`."""

from memorykinds.managers import SemanticManager
from memorykinds.one_kind.one_kind import OneKind


class SemanticMemories(OneKind[SemanticManager]):
    """A user's semantic memories: facts."""
