"""`AgentMemory`: recall for a turn of an agent, and learn from it; for middleware and nodes.

Each of the two has an async twin. Recall runs in a thread there, as one piece; to learn is
mostly to wait for a model, which is awaited.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal, Protocol, TypeAlias, runtime_checkable

from langchain_core.messages import AnyMessage

from memorykinds.agent.memories import Memories
from memorykinds.agent.recollecting import Recalling, recollect
from memorykinds.agent.run import present_run
from memorykinds.agent.thread import conversation, words_of_the_user
from memorykinds.agent.tolerating import tolerated
from memorykinds.agent.turn import MemoryTurn
from memorykinds.agent.unstreamed import unstreamed
from memorykinds.agent.whose import check_owner
from memorykinds.kinds import InputError, MemoryKind
from memorykinds.memory import Memory


@runtime_checkable
class Reflects(Protocol):
    """What takes conversations to learn them later, such as `memorykinds.agent.Reflection`."""

    def submit(
        self, messages: Any, *, user: str | None, thread: str | None, kinds: Sequence[MemoryKind]
    ) -> Any:
        """Take a thread as it is now; the same thread comes again after its next turn."""


Reflect: TypeAlias = Literal["now"] | Reflects | None
"""When an agent's turn is learned: at its end, later by another, or not at all."""

UserMemory: TypeAlias = Memory | Callable[[str], Memory]
"""One user's memory, or a function that opens the memory of the user it is given."""


class AgentMemory:
    """What memory does before and after a turn of an agent.

    Args:
        memory: One user's memory, or a function that opens that of the user it is given.
        recalling: How much is recalled.
        reflect: When a turn is learned.
        strict: Raise what fails, instead of going on without memory.

    Raises:
        InputError: If one of them is none of these.
    """

    def __init__(
        self, memory: UserMemory, recalling: Recalling, *, reflect: Reflect, strict: bool
    ) -> None:
        if reflect is not None and reflect != "now" and not isinstance(reflect, Reflects):
            raise InputError(
                f"reflect= must be 'now', None, or have a method submit, not {reflect!r}."
            )
        self.memories = memory if isinstance(memory, Memories) else Memories(memory)
        self._recalling = recalling
        self._at_once = reflect == "now"
        self._later = reflect if isinstance(reflect, Reflects) else None
        self._strict = strict

    def begin(self, state: Mapping[str, Any]) -> MemoryTurn:
        """Return the turn of the run that this is called in, with nothing recalled yet.

        Args:
            state: The graph's, which says whose thread it is.

        Raises:
            WrongUserError: If it is nobody's, or somebody's whose memory or thread this is not.
            InputError: If it names a kind of memory that there is not.
        """
        run = present_run()
        user = self.memories.user(run.user)
        check_owner(state, user)
        kinds = tuple(self._recalling.kinds) if run.kinds is None else run.kinds
        return MemoryTurn(user=user, thread=run.thread, kinds=kinds)

    def recall(self, turn: MemoryTurn, messages: Sequence[AnyMessage]) -> MemoryTurn:
        """Return the turn with what is recalled for the user's last words."""
        turn = replace(turn, query=words_of_the_user(messages))
        if not turn.kinds:
            return turn
        opening = partial(self.memories, turn.user)
        return recollect(opening, turn, self._recalling, strict=self._strict)

    async def arecall(self, turn: MemoryTurn, messages: Sequence[AnyMessage]) -> MemoryTurn:
        """Do what `recall` does."""
        return await asyncio.to_thread(self.recall, turn, messages)

    def reflect(self, turn: MemoryTurn, messages: Sequence[AnyMessage]) -> MemoryTurn:
        """Return the turn with what reflection answered.

        The whole thread is handed over, not the last turn alone: what an answer means depends
        on its question, and an episode goes on. What was learned of it before is known again.
        """
        troubles: list[str] = []
        learned: Any = None
        with unstreamed(), self._learning(troubles):
            if turn.kinds and self._at_once:
                learned = self.memories(turn.user).learn(**_lesson(turn, messages))
            elif turn.kinds and self._later is not None:
                learned = _submit(self._later, turn, messages)
        return _with_outcome(turn, learned, troubles)

    async def areflect(self, turn: MemoryTurn, messages: Sequence[AnyMessage]) -> MemoryTurn:
        """Do what `reflect` does; the kinds' calls of the model run side by side."""
        troubles: list[str] = []
        learned: Any = None
        with unstreamed(), self._learning(troubles):
            if turn.kinds and self._at_once:
                memory = await asyncio.to_thread(self.memories, turn.user)
                learned = await memory.alearn(**_lesson(turn, messages))
            elif turn.kinds and self._later is not None:
                learned = await asyncio.to_thread(_submit, self._later, turn, messages)
        return _with_outcome(turn, learned, troubles)

    def _learning(self, troubles: list[str]) -> Any:
        what = "The turn was not learned, and will be with the next one of its thread"
        return tolerated(what, troubles, strict=self._strict)


def _lesson(turn: MemoryTurn, messages: Sequence[AnyMessage]) -> dict[str, Any]:
    """Return what `Memory.learn` is given."""
    return {**conversation(messages, turn.thread), "kinds": turn.kinds}


def _submit(later: Reflects, turn: MemoryTurn, messages: Sequence[AnyMessage]) -> Any:
    said = conversation(messages, turn.thread)["messages"]
    return later.submit(said, user=turn.user, thread=turn.thread, kinds=turn.kinds)


def _with_outcome(turn: MemoryTurn, learned: Any, troubles: list[str]) -> MemoryTurn:
    return replace(turn, learned=learned, troubles=(*turn.troubles, *troubles))
