"""`ProceduralMemories`: rules of behaviour, as `memory.procedural`."""

from memorykinds.managers import ProceduralManager
from memorykinds.one_kind.one_kind import OneKind


class ProceduralMemories(OneKind[ProceduralManager]):
    """A user's procedural memories: rules of behaviour."""
