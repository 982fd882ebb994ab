"""`Wanted`: how what was searched is to be ranked and cut, checked in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from memorykinds.kinds import KINDS, InputError, MemoryKind
from memorykinds.recall.fusion import Fusion
from memorykinds.recall.weights import Weights

POOL = 32
"""How many memories are read in full and kept with their scores, those that lost as well: four
times the usual `k`. To read one takes longer than to rank a hundred."""

Shares = Mapping[MemoryKind, float]
"""Of each kind its share of the budget."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may be changed without searching again; for its meaning see `search.recall`.

    Raises:
        InputError: If one cannot be used.
    """

    k: int
    budget: int | None
    weights: Mapping[MemoryKind, Weights]
    fusion: Fusion
    diversity: float
    shares: Shares | None
    pool: int

    def __post_init__(self) -> None:
        """Refuse what cannot be used, in a sentence."""
        numbers = [self.k, self.pool, *([] if self.budget is None else [self.budget])]
        if not all(map(_counts, numbers)):
            raise InputError(
                "k=, budget= and pool= must be at least 1, in whole numbers, and below 2**63."
            )
        if not isinstance(self.diversity, int | float) or not 0 <= self.diversity <= 1:
            raise InputError(f"diversity= must be from 0 to 1, not {self.diversity!r}.")
        if self.fusion not in get_args(Fusion):
            names = ", ".join(get_args(Fusion))
            raise InputError(f"fusion= must be one of {names}, not {self.fusion!r}.")
        if self.shares is not None:
            _check_shares(self.shares)

    @property
    def read(self) -> int:
        """How many memories are read in full."""
        return max(self.k, self.pool)


def _counts(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 1 <= number < 2**63


def _check_shares(shares: Shares) -> None:
    if not isinstance(shares, Mapping) or not shares or any(kind not in KINDS for kind in shares):
        raise InputError(
            f"shares= must give a share to some of {', '.join(KINDS)}: {{'semantic': 0.6}}."
        )
    numbers = list(shares.values())
    if not all(isinstance(one, int | float) and 0 <= one <= 1 for one in numbers):
        raise InputError("Each of shares= must be from 0 to 1.")
    if sum(numbers) > 1 + 1e-9:
        raise InputError(f"shares= must not be more than 1 together, not {sum(numbers):g}.")
