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

    A store that threads and processes may share safely has a method `exclusive`, which takes
    the user and returns a context manager: it keeps the others out, and makes one transaction
    of what this thread does within. For any other store a lock in this process sees to it.

    Yields:
        Whether all batches within are kept together or not at all.
    """
    exclusive = getattr(store, "exclusive", None)
    if exclusive is not None:
        with exclusive(user):
            yield True
        return
    with _guard:
        here = _locks.setdefault(store, {}).setdefault(user, threading.RLock())
    with here:
        yield False


def queue_of(user: str) -> str:
    """Return the name under which a user's queue of background reflection is locked.

    It is not the user's own: who is being learned can be spoken to. Who holds both has taken
    the user's first.
    """
    return f"reflection of {user}"
