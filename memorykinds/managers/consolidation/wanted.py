"""What a consolidation is asked to do, and what the model nominated for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from memorykinds.kinds import KINDS, InputError, MemoryKind
from memorykinds.kinds.given import given
from memorykinds.managers.consolidation.asking import Calls
from memorykinds.managers.consolidation.generalizing import Found
from memorykinds.managers.consolidation.nominating import Nominated
from memorykinds.managers.consolidation.retention import Retention


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one consolidation is asked to do.

    Attributes:
        kinds: Which kinds of memories.
        retention: How much is kept; None for everything.
        max_calls: The most calls of the model, repairs counted.
        max_retired: The most memories that are merged into others or let go of.
        everything: Look up all memories, not only those new or changed since the last time.

    Raises:
        InputError: If a number is below 0, or a kind is none.
    """

    kinds: Sequence[MemoryKind] = KINDS
    retention: Retention | None = None
    max_calls: int = 10
    max_retired: int = 200
    everything: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if isinstance(self.kinds, str) or any(kind not in KINDS for kind in self.kinds):
            raise InputError(f"kinds= must be a list of some of {', '.join(KINDS)}.")
        if self.retention is not None:
            given(self.retention, Retention, "retention=")
        if self.max_calls < 0 or self.max_retired < 0:
            raise InputError("max_calls= and max_retired= must be 0 or more.")


@dataclass(frozen=True, slots=True)
class Answers:
    """What was nominated, before anything is decided.

    Attributes:
        merges: What says the same, by kind.
        found: What episodes show.
        calls: What was asked.
    """

    merges: dict[MemoryKind, Nominated]
    found: Found
    calls: Calls
