"""`Change`: what would have to be otherwise for a memory to be recalled."""

from typing import Any

from memorykinds.kinds import Frozen, Instant, MemoryKind
from memorykinds.recall.weights import Weights


class Change(Frozen):
    """Settings with which a memory is recalled. Those that are None stay as they are.

    Attributes:
        k: The most memories.
        budget: The most tokens.
        weights: The weights of the memory's kind, with one of them changed.
        term: Which one; "" if none is.
        as_of: When what is recalled is to be true.
        kinds: Which kinds are to be searched.
    """

    k: int | None = None
    budget: int | None = None
    weights: dict[MemoryKind, Weights] | None = None
    term: str = ""
    as_of: Instant | None = None
    kinds: tuple[MemoryKind, ...] | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What to pass to `Recall.with_`, or, if it `searches`, to `Memory.recall`."""
        names = ("k", "budget", "weights", "as_of", "kinds")
        given = {name: getattr(self, name) for name in names}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def searches(self) -> bool:
        """Whether that takes a new search, for something else was searched."""
        return self.as_of is not None or self.kinds is not None

    def __str__(self) -> str:
        """Return how to say it: "k=12", "the weight lexical=0.9 of episodic memories"."""
        return " and ".join(
            part
            for part in (
                f"kinds={list(self.kinds)}" if self.kinds else "",
                f"as_of={self.as_of.isoformat()}" if self.as_of else "",
                f"k={self.k}" if self.k else "",
                f"budget={self.budget}" if self.budget else "",
                self._weight(),
            )
            if part
        )

    def _weight(self) -> str:
        if not self.weights:
            return ""
        ((kind, weights),) = self.weights.items()
        return f"the weight {self.term}={getattr(weights, self.term):g} of {kind} memories"
