"""Retention: which memories are let go of when there are too many, or they are too weak.

    strength = importance * 0.5 ** (age / half_life)

where age is the time since the memory was last recalled into a prompt, or last changed. The
forgetting curve is Ebbinghaus's, as in MemoryBank (Zhong et al., 2023, arXiv:2305.10250); that
recalling renews a memory is theirs as well. What is let go of leaves the store and stays in the
journal: `memory.undo` brings it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from memorykinds.kinds import KINDS, Episode, Fact, InputError, MemoryKind, Record, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How much is kept; without any limit set, everything is.

    >>> Retention(keep={"episodic": 500}, min_strength=0.01).half_life.days
    30

    Attributes:
        half_life: After so much time without use, a memory is half as strong.
        keep: The most memories of each kind that are kept, the strongest; one number for all
            kinds, or one for each that has a limit.
        min_strength: Weaker memories (0 to 1) are let go of, however few there are.
        min_age: Younger memories are never let go of.

    Raises:
        InputError: If a number is out of its range, or a kind is none.
    """

    half_life: timedelta = timedelta(days=30)
    keep: int | Mapping[MemoryKind, int] | None = None
    min_strength: float = 0.0
    min_age: timedelta = timedelta(days=7)

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if self.half_life <= timedelta(0) or self.min_age < timedelta(0):
            raise InputError("half_life= must be above zero, and min_age= zero or more.")
        if not 0 <= self.min_strength <= 1:
            raise InputError(f"min_strength= must be between 0 and 1, not {self.min_strength}.")
        limits = self.keep if isinstance(self.keep, Mapping) else dict.fromkeys(KINDS, self.keep)
        unknown = [kind for kind in limits if kind not in KINDS]
        if unknown:
            raise InputError(f"keep= names {unknown[0]!r}; the kinds are {', '.join(KINDS)}.")
        if any(limit is not None and limit < 0 for limit in limits.values()):
            raise InputError("keep= must be 0 or more.")

    def limit(self, kind: MemoryKind) -> int | None:
        """Return how many memories of a kind are kept; None for all."""
        return self.keep.get(kind) if isinstance(self.keep, Mapping) else self.keep

    def strength(self, record: Record, now: datetime) -> float:
        """Return the strength of a memory, 0 to 1."""
        used = max(record.updated_at, record.accessed_at or record.updated_at)
        age = max(timedelta(0), now - used)
        return float(record.importance * 0.5 ** (age / self.half_life))

    def faded(self, records: Mapping[str, Record], now: datetime) -> list[tuple[float, Record]]:
        """Return the memories of one kind that are let go of, with their strength, weakest first.

        Pinned memories, rules in force and what is younger than `min_age` are never among them.
        """
        weighed = sorted(
            ((self.strength(r, now), r) for r in records.values()),
            key=lambda pair: (-pair[0], -pair[1].created_at.timestamp(), pair[1].id),
        )
        kind = weighed[0][1].kind if weighed else None
        limit = self.limit(kind) if kind is not None else None
        found = [
            (strength, record)
            for rank, (strength, record) in enumerate(weighed)
            if (limit is not None and rank >= limit) or strength < self.min_strength
            if self._may_go(record, now)
        ]
        return found[::-1]

    def _may_go(self, record: Record, now: datetime) -> bool:
        if record.pinned or now - record.created_at < self.min_age:
            return False
        content = record.content
        in_force = isinstance(content, Rule) and content.status == "active"
        return isinstance(content, Fact | Episode | Rule) and not in_force
