"""`Waiter`: how a thread waits until something is due or somebody wakes it. Tests bring their own."""

import threading
import time
from typing import Protocol


class Waiter(Protocol):
    """What waits.

    A thread takes a mark, looks whether there is work, and waits from that mark: whoever wakes
    it between the look and the waiting is not missed.
    """

    def now(self) -> float:
        """Return seconds that never go back; only their differences mean anything."""

    def mark(self) -> int:
        """Return how often `wake` was called."""

    def wait(self, seconds: float, since: int) -> None:
        """Return after so many seconds, or once `wake` was called after the mark `since`."""

    def wake(self) -> None:
        """Let all who wait look again."""


class ThreadWaiter:
    """Waits as threads do."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._wakes = 0

    def now(self) -> float:
        """Return the machine's monotonic time."""
        return time.monotonic()

    def mark(self) -> int:
        """Return how often `wake` was called."""
        with self._changed:
            return self._wakes

    def wait(self, seconds: float, since: int) -> None:
        """Wait for the time or for a wake."""
        with self._changed:
            self._changed.wait_for(lambda: self._wakes != since, seconds)

    def wake(self) -> None:
        """Let all who wait look again."""
        with self._changed:
            self._wakes += 1
            self._changed.notify_all()
