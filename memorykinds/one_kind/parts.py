"""`Parts`: what one user's memory is made of, shared by `Memory` and its three kinds."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memorykinds.bridge import Bridge, Steps
from memorykinds.journal import Journal
from memorykinds.kinds.clock import Clock, NewId
from memorykinds.locks import alone
from memorykinds.managers import Plan, Update
from memorykinds.managers.writing import Writer

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore


@dataclass(frozen=True, slots=True)
class Parts:
    """One user's store, journal, writer and clock, and the bridge that drives programs.

    Attributes:
        user: Whose memories.
        store: Where they are kept.
        bridge: Drives programs against the store and the chat model.
        journal: The user's journal.
        writer: Makes changes, each with its event.
        clock: Returns now.
        ids: Makes ids.
    """

    user: str
    store: "BaseStore"
    bridge: Bridge
    journal: Journal
    writer: Writer
    clock: Clock
    ids: NewId

    def carry_out(self, program: Steps[Plan]) -> Update:
        """Run a program that decides, and write its plan, under one lock.

        The program must not ask the model: other writers of this user wait meanwhile.
        """
        with alone(self.store, self.user):
            plan = self.bridge.run(program)
            return self.bridge.run(self.writer.apply(plan))

    async def acarry_out(self, program: Steps[Plan]) -> Update:
        """Do what `carry_out` does; a lock held across an await would stop the loop."""
        return await asyncio.to_thread(self.carry_out, program)

    def undo(self, update: Update) -> Update:
        """Take an update back as one unit, as `Memory.undo` does."""
        with alone(self.store, self.user):
            return self.bridge.run(self.writer.undo(update))
