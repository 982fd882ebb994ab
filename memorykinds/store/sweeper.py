"""The sweeper: a thread that deletes what has expired, for those who ask for one."""

import logging
import threading
from abc import abstractmethod
from concurrent.futures import Future
from typing import Protocol

from langgraph.store.base import BaseStore

from memorykinds.kinds.errors import StoreError

_log = logging.getLogger(__name__)


class Swept(Protocol):
    """A store whose expired items can be deleted."""

    def sweep_ttl(self) -> int:
        """Delete them."""
        ...


class SweptStore(BaseStore):
    """A store that can be swept by a thread; nothing runs unless it is asked for."""

    supports_ttl = True

    def __init__(self) -> None:
        self._sweeper = Sweeper(self)

    @abstractmethod
    def sweep_ttl(self) -> int:
        """Delete the items whose time to live is over; return how many they were."""

    def start_ttl_sweeper(self, sweep_interval_minutes: float | None = None) -> Future[None]:
        """Sweep now and then in a thread of its own.

        Args:
            sweep_interval_minutes: Time between two sweeps; that of the store's `TTLConfig`
                if left out, or else 5.

        Returns:
            Done when the sweeper has stopped; a second call returns the one that runs.
        """
        configured = (self.ttl_config or {}).get("sweep_interval_minutes")
        return self._sweeper.start(sweep_interval_minutes or configured or 5)

    def stop_ttl_sweeper(self, timeout: float | None = None) -> bool:
        """Stop sweeping; return whether it has ended within `timeout` seconds."""
        return self._sweeper.stop(timeout)


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
