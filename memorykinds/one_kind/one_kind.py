"""`OneKind`: one kind of a user's memories, `memory.semantic` for instance."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from memorykinds.bridge import Steps
from memorykinds.kinds import Event, Record
from memorykinds.kinds.names import Namespace, user_of
from memorykinds.managers import Feedback, Manager, Plan, Update
from memorykinds.one_kind.by_hand import ByHand
from memorykinds.one_kind.parts import Parts
from memorykinds.reading import read_all

M = TypeVar("M", bound=Manager)


class OneKind(ByHand[M]):
    """The memories of one kind and the manager that keeps them.

    Args:
        manager: The manager.
        parts: What the user's memory is made of.
        plan: `Memory.plan`.
        learn: `Memory.learn`.
        aplan: `Memory.aplan`.
        alearn: `Memory.alearn`.
    """

    def __init__(
        self,
        manager: M,
        parts: Parts,
        *,
        plan: Callable[..., Plan],
        learn: Callable[..., Update],
        aplan: Callable[..., Awaitable[Plan]],
        alearn: Callable[..., Awaitable[Update]],
    ) -> None:
        self.manager = manager
        self._parts = parts
        self._plan = plan
        self._learn = learn
        self._aplan = aplan
        self._alearn = alearn

    def plan(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        min_turns: int | None = None,
    ) -> Plan:
        """Return what this manager alone would change. Nothing is written."""
        more = self._more(feedback, conversation, min_turns)
        return self._plan(messages, **more)

    async def aplan(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        min_turns: int | None = None,
    ) -> Plan:
        """Do what `plan` does."""
        more = self._more(feedback, conversation, min_turns)
        return await self._aplan(messages, **more)

    def learn(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        min_turns: int | None = None,
    ) -> Update:
        """Learn with this manager alone."""
        more = self._more(feedback, conversation, min_turns)
        return self._learn(messages, **more)

    async def alearn(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        min_turns: int | None = None,
    ) -> Update:
        """Do what `learn` does."""
        more = self._more(feedback, conversation, min_turns)
        return await self._alearn(messages, **more)

    def _more(
        self, feedback: Feedback | None, conversation: str | None, min_turns: int | None
    ) -> dict[str, Any]:
        """Return what is handed on besides the messages."""
        kinds = [self.manager.kind]
        told = {"feedback": feedback, "conversation": conversation, "kinds": kinds}
        return {**told, "min_turns": min_turns}

    def all(self, *, active: bool = True) -> list[Record]:
        """Return the memories of this kind, oldest first.

        Args:
            active: Leave out what was superseded or retracted.
        """
        return self._parts.bridge.run(read_records(self.manager.namespace, active=active))

    async def aall(self, *, active: bool = True) -> list[Record]:
        """Do what `all` does."""
        return await asyncio.to_thread(self.all, active=active)

    def history(self, memory_id: str | None = None) -> list[Event]:
        """Return the journal of this kind, oldest event first; of one memory if an id is given."""
        return self._parts.bridge.run(self._parts.journal.events(memory_id, kind=self.manager.kind))

    async def ahistory(self, memory_id: str | None = None) -> list[Event]:
        """Do what `history` does."""
        return await asyncio.to_thread(self.history, memory_id)

    def undo(self, update: Update) -> Update:
        """Take an update back as one unit, as `Memory.undo` does.

        Raises:
            InputError: If one of its memories has changed since. Nothing is written then.
        """
        return self._parts.undo(update)

    async def aundo(self, update: Update) -> Update:
        """Do what `undo` does."""
        return await asyncio.to_thread(self.undo, update)

    def __len__(self) -> int:
        """Return how many memories of this kind are believed now."""
        return len(self.all())

    def __repr__(self) -> str:
        return f"<{self.manager.kind} memories of {user_of(self.manager.namespace[0])!r}>"


def read_records(namespace: Namespace, *, active: bool = False) -> Steps[list[Record]]:
    """Return the memories of a namespace, oldest first; only what is believed, if asked."""
    items = yield from read_all(namespace, {"state": "active"} if active else None)
    records = [Record.from_value(item.namespace, item.key, item.value) for item in items]
    return sorted(records, key=lambda record: (record.created_at, record.id))
