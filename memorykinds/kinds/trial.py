"""`Trial`: what was measured of a change before it was allowed."""

from math import comb

from memorykinds.kinds.content import Frozen


class Trial(Frozen):
    """The scores of the same examples without and with a change.

    Attributes:
        before: Mean score without the change, 0 to 1.
        after: Mean score with it.
        examples: How many examples were answered, each once without and once with it.
        better: Names of the examples whose score rose.
        worse: Names of the examples whose score fell.
    """

    before: float
    after: float
    examples: int
    better: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()

    @property
    def gain(self) -> float:
        """By how much the mean score rose; negative if it fell."""
        return self.after - self.before

    @property
    def chance(self) -> float:
        """How probable so uneven a count of better and worse is if the change does nothing.

        0 to 1; the exact sign test, two-sided: each example that changes is a coin tossed.
        With five examples or fewer it is never below 0.05: few examples prove little.

        Source: Conover, Practical Nonparametric Statistics, 3rd ed., section 3.4.
        """
        more, changed = max(len(self.better), len(self.worse)), len(self.better + self.worse)
        tail = sum(comb(changed, k) for k in range(more, changed + 1))
        return min(1.0, tail / 2.0 ** (changed - 1))

    def __str__(self) -> str:
        """Return the scores and the evidence as one sentence."""
        changed = f"{len(self.better)} better, {len(self.worse)} worse"
        if self.worse:
            changed += f": {', '.join(self.worse)}"
        return (
            f"Mean score {self.before:.2f} before and {self.after:.2f} after, on {self.examples} "
            f"examples ({changed}); chance alone does as much with probability {self.chance:.2f}."
        )

    __repr__ = __str__
