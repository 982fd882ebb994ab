"""How much one consolidation may retire."""

from dataclasses import dataclass


@dataclass(slots=True)
class Retired:
    """Counts what a consolidation retires, by merging or by letting go, against the most it may.

    Attributes:
        most: The most.
        so_far: How many it has.
    """

    most: int
    so_far: int = 0

    def take(self) -> bool:
        """Count one more, if it may be."""
        if self.so_far >= self.most:
            return False
        self.so_far += 1
        return True

    @property
    def sentence(self) -> str:
        """Why no more may be retired."""
        return (
            f"One consolidation may retire {self.most:,} memories, which it has; the next goes on, "
            "or raise max_retired."
        )
