"""What scores say: whether a change goes through, is refused, or waits for more evidence."""

from collections.abc import Sequence
from math import fsum
from typing import Literal, NamedTuple

from memorykinds.kinds import Trial

Outcome = Literal["pass", "fail", "wait"]

EQUAL = 1e-9
"""Scores nearer to each other than this differ by rounding alone."""


class Weighed(NamedTuple):
    """What follows from a comparison, what was measured, and both as a sentence."""

    outcome: Outcome
    trial: Trial
    detail: str


def weigh(
    names: Sequence[str],
    before: Sequence[float],
    after: Sequence[float],
    *,
    min_gain: float = 0.0,
    ties_pass: bool = False,
) -> Weighed:
    """Return what follows from the scores of the same examples without and with a change.

    Leaving out any one example must not lead elsewhere (a jackknife), so a single example never
    decides, be there one in all or one among many that alone differs.

    Args:
        names: The examples.
        before: Their scores without the change.
        after: Their scores with it.
        min_gain: By how much the mean must rise.
        ties_pass: Whether no difference is enough.
    """
    gains = [new - old for old, new in zip(before, after, strict=True)]
    trial = Trial(
        before=fsum(before) / len(gains),
        after=fsum(after) / len(gains),
        examples=len(gains),
        better=tuple(name for name, gain in zip(names, gains, strict=True) if gain > EQUAL),
        worse=tuple(name for name, gain in zip(names, gains, strict=True) if gain < -EQUAL),
    )
    outcome = _outcome(gains, min_gain, ties_pass=ties_pass)
    without = {
        _outcome(gains[:n] + gains[n + 1 :], min_gain, ties_pass=ties_pass)
        for n in range(len(gains))
    }
    if outcome != "wait" and without != {outcome}:
        return Weighed("wait", trial, f"{trial} One example alone would decide, so nothing does.")
    why = {"pass": "", "fail": "", "wait": " " + _too_little(trial, min_gain)}[outcome]
    return Weighed(outcome, trial, f"{trial}{why}")


def _outcome(gains: Sequence[float], min_gain: float, *, ties_pass: bool) -> Outcome:
    if not gains:
        return "wait"
    gain = fsum(gains) / len(gains)
    if gain < -EQUAL:
        return "fail"
    if gain <= EQUAL:
        return "pass" if ties_pass else "wait"
    return "pass" if gain >= min_gain - EQUAL else "wait"


def _too_little(trial: Trial, min_gain: float) -> str:
    if trial.gain <= EQUAL:
        return "That is a tie, so the examples do not tell which is better."
    return f"That is less than the gain of {min_gain:g} that was asked for."
