"""The doors to one kind of a user's memories: `memory.semantic`, `.episodic`, `.procedural`."""

from memorykinds.one_kind.episodic import EpisodicMemories
from memorykinds.one_kind.one_kind import OneKind, read_records
from memorykinds.one_kind.parts import Parts
from memorykinds.one_kind.procedural import ProceduralMemories
from memorykinds.one_kind.semantic import SemanticMemories

__all__ = [
    "EpisodicMemories",
    "OneKind",
    "Parts",
    "ProceduralMemories",
    "SemanticMemories",
    "read_records",
]
