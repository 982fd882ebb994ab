"""Latencies: how long the stages of each call took on one store, as this process saw it.

A server opens one store and makes a `Memory` for each request, so what was measured belongs to
the store. The last thousand calls are kept as numbers, without a word of what was asked.
"""

import math
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from memorykinds.kinds import Frozen

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore

KEPT = 1_000
"""Calls whose times are kept; the percentiles are over these."""

TOTAL = "total"
"""The stage that is all the others together."""


class Latency(Frozen):
    """How long one stage of a call takes.

    Attributes:
        call: "recall" or "learn".
        stage: Which part of it; "total" for the whole.
        count: How often it was measured since the store was opened.
        p50: Half of the last `KEPT` took at most so many milliseconds (nearest rank).
        p95: 95 of 100 of them did.
    """

    call: str
    stage: str
    count: int
    p50: float
    p95: float


class Latencies:
    """Keeps the times of one store; any thread may note and read at once.

    Args:
        clock: Returns seconds, from whatever moment.
        kept: How many times of each stage are kept.

    Attributes:
        clock: The same; a test may set another.
    """

    def __init__(self, clock: Callable[[], float] = perf_counter, kept: int = KEPT) -> None:
        self.clock = clock
        self._kept = kept
        self._lock = threading.Lock()
        self._times: dict[tuple[str, str], deque[float]] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def started(self, call: str) -> "Stopwatch":
        """Return a stopwatch that was started now, for one call."""
        return Stopwatch(self, call)

    def note(self, call: str, laps: Sequence[tuple[str, float]]) -> None:
        """Add the stages of one call, each with the seconds that it took."""
        with self._lock:
            for stage, seconds in laps:
                key = (call, stage)
                times = self._times.get(key)
                if times is None:
                    times = self._times[key] = deque(maxlen=self._kept)
                times.append(seconds)
                self._counts[key] += 1

    def read(self) -> tuple[Latency, ...]:
        """Return every stage, those of a call in the order in which they were first met."""
        with self._lock:
            found = [(*key, self._counts[key], sorted(times)) for key, times in self._times.items()]
        found.sort(key=lambda one: (one[0], one[1] == TOTAL))
        return tuple(
            Latency(
                call=call,
                stage=stage,
                count=count,
                p50=1000 * _percentile(rising, 0.50),
                p95=1000 * _percentile(rising, 0.95),
            )
            for call, stage, count, rising in found
        )


class Stopwatch:
    """Times one call, stage after stage; what is never stopped, because it failed, counts for nothing.

    Args:
        latencies: Where the times go.
        call: What is timed.
    """

    def __init__(self, latencies: Latencies, call: str) -> None:
        self._latencies = latencies
        self._call = call
        self._clock = latencies.clock
        self._start = self._last = self._clock()
        self._laps: list[tuple[str, float]] = []

    def lap(self, stage: str) -> None:
        """Say that a stage has ended, and the next begins."""
        now = self._clock()
        self._laps.append((stage, now - self._last))
        self._last = now

    def stop(self) -> None:
        """Keep the times, with their total."""
        self._latencies.note(self._call, [*self._laps, (TOTAL, self._last - self._start)])


_latencies: "WeakKeyDictionary[BaseStore, Latencies]" = WeakKeyDictionary()
_guard = threading.Lock()


def latencies_of(store: "BaseStore") -> Latencies:
    """Return the times of a store, which end with it."""
    with _guard:
        return _latencies.setdefault(store, Latencies())


def _percentile(rising: Sequence[float], share: float) -> float:
    return rising[max(0, math.ceil(share * len(rising)) - 1)]
