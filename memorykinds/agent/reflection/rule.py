"""The rule: when a job is due, how long a failed one rests, whose turn it is. Arithmetic only."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from memorykinds.agent.reflection.job import Job

LONGEST_PAUSE = 3600.0
"""Seconds that a failed job rests at most."""


def due_at(now: datetime, first: datetime, after: float, longest: float) -> datetime:
    """Return when a conversation is learned, if nothing more is said in it.

    This is debouncing (https://lodash.com/docs#debounce, with its ``maxWait``): each turn puts
    the run off, so a burst costs one; and since a talk may never rest, not for ever.

    Args:
        now: When its last turn came.
        first: When the first of the turns came that wait.
        after: Seconds from the last turn.
        longest: Seconds from the first turn; no less than `after`.
    """
    return min(now + timedelta(seconds=after), first + timedelta(seconds=max(after, longest)))


def pause(tries: int, *, base: float, jitter: float, asked: float | None = None) -> float:
    """Return the seconds that a job rests after it has failed `tries` times.

    They double each time, and a part of them is left to chance, lest all that failed together
    come back together.

    Args:
        tries: At least 1.
        base: Seconds after the first failure.
        jitter: From 0, which halves the pause, to 1, which leaves it whole.
        asked: Seconds that the provider asked for: the least.

    Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter ("equal jitter")
    """
    # The exponent is bounded, for 2.0 ** 2000 is too great for a float.
    whole = min(LONGEST_PAUSE, base * 2.0 ** min(tries - 1, 60))
    return max(whole * (1 + jitter) / 2, asked or 0.0)


def in_turn(jobs: Iterable[Job], served: Mapping[str, int]) -> list[Job]:
    """Return jobs in the order of fairness: who was served least recently is first.

    Args:
        jobs: What is due.
        served: For users that had a turn, when that was: a number that grows with each.
    """
    return sorted(jobs, key=lambda job: (served.get(job.user, -1), job.due, job.user, job.key))
