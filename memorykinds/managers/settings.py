"""What can be set of each manager; everything has a default that suits most.

>>> from memorykinds.managers import SemanticSettings
>>> SemanticSettings(instructions="Only what concerns her garden.").policy is None
True
"""

from dataclasses import dataclass

from memorykinds.managers.policy import Policy


@dataclass(frozen=True, kw_only=True)
class ManagerSettings:
    """What can be set of every manager.

    Attributes:
        instructions: Added to the manager's instructions to the model.
        policy: Decides about candidates; None for the kind's own.
    """

    instructions: str = ""
    policy: Policy | None = None


@dataclass(frozen=True, kw_only=True)
class SemanticSettings(ManagerSettings):
    """What can be set of the semantic manager."""


@dataclass(frozen=True, kw_only=True)
class EpisodicSettings(ManagerSettings):
    """What can be set of the episodic manager."""


@dataclass(frozen=True, kw_only=True)
class ProceduralSettings(ManagerSettings):
    """What can be set of the procedural manager."""
