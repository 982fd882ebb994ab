"""`Memories`: one memory for each user of an agent, opened when first needed."""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from memorykinds.agent.whose import WrongUserError, checked_name
from memorykinds.kinds import InputError
from memorykinds.memory import Memory

MOST_OPEN = 64


class Memories:
    """The memories of the users of one agent; threads may share it.

    ::

        store = mk.open("all.db").store                  # one store, opened once
        memories = Memories(lambda user: mk.open(store=store, user=user))
        memories("ada").recall("Where does she live?")

    Args:
        memory: One user's memory; or a function that opens that of the user it is given.
        most: How many that it opened are kept. The one used longest ago goes first, and its
            store is closed once nothing refers to it any more.

    Raises:
        InputError: If `memory` is neither, or `most` is below 1.
    """

    def __init__(self, memory: Memory | Callable[[str], Memory], *, most: int = MOST_OPEN) -> None:
        if not isinstance(memory, Memory) and not callable(memory):
            raise InputError("memory must be a Memory, or a function that opens a user's.")
        if most < 1:
            raise InputError(f"most= must be at least 1, not {most}.")
        self._only = memory if isinstance(memory, Memory) else None
        self._open = (lambda _: memory) if isinstance(memory, Memory) else memory
        self._most = most
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._guard = threading.Lock()

    def __call__(self, user: str) -> Memory:
        """Return the memory of `user`, who must be one (see `user`).

        Raises:
            WrongUserError: If the function that opens memories returned another user's.
        """
        if self._only is not None:
            return self._only
        with self._guard:
            place = self._places.setdefault(user, _Place())
            self._places.move_to_end(user)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
        with place.guard:  # others of this user wait until it is open, other users do not
            if place.memory is None:
                place.memory = _opened(self._open, user)
            return place.memory

    def user(self, named: Any) -> str:
        """Return the user whom a run named, or the only one there is.

        Raises:
            WrongUserError: If it named none where there are several, another than the only
                one, or what is no user's name.
        """
        if self._only is not None and named in (None, self._only.user):
            return self._only.user
        if self._only is not None:
            raise WrongUserError(
                f"This memory is of one user only, and the run is of {named!r}: "
                "pass a function that opens the memory of any user."
            )
        if named is None:
            raise WrongUserError(
                "This run does not say whose memory it needs: pass context={'user_id': 'ada'}, "
                "or 'user_id' in the config's 'configurable'."
            )
        return checked_name(named)


class _Place:
    """Where one user's memory is kept once it is open."""

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.memory: Memory | None = None


def _opened(opening: Callable[[str], Memory], user: str) -> Memory:
    memory = opening(user)
    if not isinstance(memory, Memory) or memory.user != user:
        raise WrongUserError(
            f"The function that opens memories returned {memory!r} for the user {user!r}."
        )
    # Another thread, a Recall that is asked why_not or a queue may still hold a memory that is
    # let go of here, so it is closed when the last of them is gone.
    if memory._on_close is not None:  # noqa: SLF001 -- to hold `memory.close` would hold the memory
        weakref.finalize(memory, memory._on_close)  # noqa: SLF001
    return memory
