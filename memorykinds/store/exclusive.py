"""Exclusive: one holder at a time for each user, and what the holder has begun.

A holder is a thread and, on an event loop, the task that it runs: two coroutines of one thread
are two holders. Who waits does so outside of every other lock of a store, so a store's own
lock is always taken after a user's and the two cannot wait for each other.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from memorykinds.kinds.errors import StoreError
from memorykinds.store.byte_locks import ByteLocks

WAIT_SECONDS = 60.0
"""How long to wait for another holder; deciding and writing take milliseconds."""

_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.001, 0.02
"""Seconds between two looks whether another process has ended; threads are told."""

T = TypeVar("T")
Holder = tuple[int, int | None]


def holder() -> Holder:
    """Return who asks: this thread, and the task that it runs on an event loop."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # no loop runs here
        task = None
    return threading.get_ident(), None if task is None else id(task)


def busy(place: str, user: str) -> StoreError:
    """Return the error of who waited for a user as long as `WAIT_SECONDS`."""
    return StoreError(
        f"{place} is busy: another process or thread has been deciding about {user!r} for "
        f"{WAIT_SECONDS:.0f} seconds; try again when it is done."
    )


class UserLocks:
    """One lock for each user of a place; nobody takes one twice.

    Args:
        place: What to call the place in a sentence.
        path: A file, to keep other processes out as well.
    """

    def __init__(self, place: str, path: Path | None = None) -> None:
        self._place = place
        self._bytes = None if path is None else ByteLocks(path)
        self._changed = threading.Condition()
        self._threads: dict[str, int] = {}  # which thread holds a user

    @contextmanager
    def hold(self, user: str) -> Iterator[None]:
        """Hold a user's lock; wait for it as long as `WAIT_SECONDS`.

        Raises:
            StoreError: If another holds it all that time, or this thread does itself.
        """
        with self._changed:
            self._take(user)
        try:
            yield
        finally:
            with self._changed:
                del self._threads[user]
                if self._bytes is not None:
                    self._bytes.unlock(user)
                self._changed.notify_all()

    def _take(self, user: str) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        pause = _SHORTEST_PAUSE
        try:
            while not self._try(user):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise busy(self._place, user)
                self._changed.wait(left if user in self._threads else min(pause, left))
                pause = min(2 * pause, _LONGEST_PAUSE)
        except OSError as error:
            raise StoreError(
                f"{self._place} cannot be locked ({error.strerror}); check the folder's permissions."
            ) from error
        finally:
            if self._bytes is not None:
                self._bytes.give_up()

    def _try(self, user: str) -> bool:
        me = threading.get_ident()
        if self._threads.get(user) == me:
            raise StoreError(
                f"This thread cannot wait for itself: in another task, or with another store, it "
                f"is inside an exclusive block of {user!r}; let it leave that first, or run the "
                "two in threads (asyncio.to_thread)."
            )
        if user in self._threads or not (self._bytes is None or self._bytes.try_lock(user)):
            return False
        self._threads[user] = me
        return True


class _Open(NamedTuple, Generic[T]):
    """What a holder has begun, whom it holds, and how that ends."""

    what: T
    users: set[str]
    locks: ExitStack


class Blocks(Generic[T]):
    """Which holders are inside an exclusive block, and what each of them has begun.

    Args:
        locks: Of the store's users.
        begin: Returns what a holder begins with its outermost block: a transaction that ends
            with it, well or badly.
    """

    def __init__(self, locks: UserLocks, begin: Callable[[], AbstractContextManager[T]]) -> None:
        self._locks = locks
        self._begin = begin
        self._open: dict[Holder, _Open[T]] = {}

    def mine(self) -> T | None:
        """Return what this holder has begun; None outside of a block."""
        if not self._open:  # nearly always, and asked at every batch
            return None
        found = self._open.get(holder())
        return None if found is None else found.what

    @contextmanager
    def enter(self, user: str) -> Iterator[T]:
        """Hold a user until the outermost block has ended; give what was begun with that."""
        me = holder()
        outer = self._open.get(me)
        if outer is not None:
            if user not in outer.users:
                outer.locks.enter_context(self._locks.hold(user))
                outer.users.add(user)
            yield outer.what
            return
        with ExitStack() as locks:
            locks.enter_context(self._locks.hold(user))
            with self._begin() as what:
                self._open[me] = _Open(what, {user}, locks)
                try:
                    yield what
                finally:
                    del self._open[me]


_shared: "WeakValueDictionary[Path, UserLocks]" = WeakValueDictionary()
_guard = threading.Lock()


def locks_of(path: Path | None) -> UserLocks:
    """Return the locks of a file, which all stores on it in this process share."""
    if path is None:
        return UserLocks("The store in memory")
    with _guard:
        place = path.resolve()
        found = _shared.get(place)
        if found is None:
            found = _shared[place] = UserLocks(str(path), place)
        return found
