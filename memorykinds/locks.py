"""`alone`: one writer at a time for each user, here and wherever the store reaches."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore

_locks: "WeakKeyDictionary[BaseStore, dict[str, threading.RLock]]" = WeakKeyDictionary()
_guard = threading.Lock()


@contextmanager
def alone(store: "BaseStore", user: str) -> Iterator[bool]:
    """Let no other `Memory` of this user on this store decide and write meanwhile.

    In this process a lock sees to it. A store that more than one process may use has a method
    `exclusive`, which takes the user and returns a context manager: it keeps the other
    processes out, and makes one transaction of what this thread does within.

    Yields:
        Whether all batches within are kept together or not at all.
    """
    with _guard:
        here = _locks.setdefault(store, {}).setdefault(user, threading.RLock())
    exclusive = getattr(store, "exclusive", None)
    with here:
        if exclusive is None:
            yield False
        else:
            with exclusive(user):
                yield True
