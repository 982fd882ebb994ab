"""The sweeper: a thread that deletes what has expired, for those who ask for one."""

import logging
import threading
from concurrent.futures import Future
from typing import Protocol

from memorykinds.kinds.errors import StoreError

_log = logging.getLogger(__name__)


class Swept(Protocol):
    """A store whose expired items can be deleted."""

    def sweep_ttl(self) -> int:
        """Delete them."""
        ...


class Sweeper:
    """Sweeps a store at intervals, from `start` until `stop`."""

    def __init__(self, store: Swept) -> None:
        self._store = store
        self._stopping = threading.Event()
        self._running: Future[None] | None = None

    def start(self, minutes: float) -> Future[None]:
        """Begin, unless it runs already; the future is done when it has stopped."""
        if self._running is None or self._running.done():
            self._stopping = threading.Event()
            self._running = Future()
            arguments = (self._stopping, self._running, minutes * 60)
            # A daemon: a store that nobody closed must not keep the program from ending.
            threading.Thread(target=self._sweep, args=arguments, daemon=True).start()
        return self._running

    def stop(self, timeout: float | None) -> bool:
        """End it; return whether it has ended within `timeout` seconds."""
        self._stopping.set()
        if self._running is not None:
            try:
                self._running.result(timeout)
            except TimeoutError:
                return False
        return True

    def _sweep(self, stopping: threading.Event, running: Future[None], seconds: float) -> None:
        while not stopping.wait(seconds):
            try:
                self._store.sweep_ttl()
            except StoreError as error:  # a busy file now may be free the next time
                _log.warning("Expired items were not swept: %s", error)
        running.set_result(None)
