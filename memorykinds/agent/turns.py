"""`Turns`: the last turns of an agent, kept in this process and nowhere else.

What was recalled must be the same at each step of a turn, and be there for whoever looks at
it afterwards. In the agent's state a checkpointer would write it down, and it would stay there
when the memory itself is erased.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from langchain_core.messages import AnyMessage

from memorykinds.agent.thread import last_of_the_user
from memorykinds.agent.turn import MemoryTurn

MOST_KEPT = 256


@dataclass(slots=True)
class _Kept:
    turn: MemoryTurn
    seen: dict[str | None, AnyMessage] = field(default_factory=dict)


class Turns:
    """Turns by their key, the newest last; threads may share it.

    Args:
        most: How many are kept. One that is still going on when so many others have begun is
            recalled once more.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._guard = threading.Lock()

    def known(self, key: str, turn: MemoryTurn) -> MemoryTurn | None:
        """Return the turn of this key if it is of the same user and kinds; else None."""
        with self._guard:
            kept = self._kept.get(key)
        same = kept is not None and (kept.turn.user, kept.turn.kinds) == (turn.user, turn.kinds)
        return kept.turn if kept is not None and same else None

    def keep(self, key: str, turn: MemoryTurn, messages: Sequence[AnyMessage] = ()) -> None:
        """Keep the turn as it is now, and what the model is shown of the thread at this step."""
        first = last_of_the_user(messages)
        with self._guard:
            kept = self._kept.setdefault(key, _Kept(turn))
            kept.turn = turn
            kept.seen |= {} if first is None else {m.id: m for m in messages[first:]}
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def said(self, key: str, messages: Sequence[AnyMessage]) -> list[AnyMessage]:
        """Return a thread with what left it while the turn went on.

        A long turn may be summarized while it lasts, the words that began it included. What
        is still there counts as it is now: it may have been redacted.
        """
        with self._guard:
            kept = self._kept.get(key)
            seen = dict(kept.seen) if kept is not None else {}
        first = next((n for n, message in enumerate(messages) if message.id in seen), 0)
        turn = seen | {message.id: message for message in messages[first:]}
        return [*messages[:first], *turn.values()]

    def last(self, thread: str | None, user: str | None) -> MemoryTurn | None:
        """Return the newest turn, of a thread or a user if they are given."""
        with self._guard:
            turns = [kept.turn for kept in reversed(self._kept.values())]
        fitting = (
            turn for turn in turns if thread in (None, turn.thread) and user in (None, turn.user)
        )
        return next(fitting, None)
