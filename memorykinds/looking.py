"""`Looking`: what can be asked of a memory without changing it, now and at any past time."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from memorykinds.bridge import Bridge, Steps
from memorykinds.journal import Difference, Journal, Snapshot, difference, replay
from memorykinds.kinds import Event, NotFoundError, Record, RuleBook
from memorykinds.kinds.clock import end_of
from memorykinds.kinds.given import given
from memorykinds.latencies import latencies_of
from memorykinds.managers.writing import Writer
from memorykinds.models import Costs, Prices, costs
from memorykinds.one_kind import ProceduralMemories
from memorykinds.stats import Stats, held_by

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore


class Looking:
    """The part of `Memory` that only reads.

    The async twins run in a thread: a history may be long, and to read it is work that would
    hold an event loop up even where the store itself is awaited.
    """

    user: str
    store: "BaseStore"
    journal: Journal
    procedural: ProceduralMemories
    _bridge: Bridge
    _writer: Writer

    def get(self, memory_id: str) -> Record:
        """Return one memory.

        Raises:
            NotFoundError: If the user has no memory of this id.
        """
        record = self._find(memory_id)
        if record is None:
            raise NotFoundError(f"This user has no memory with the id {memory_id!r}.")
        return record

    async def aget(self, memory_id: str) -> Record:
        """Do what `get` does."""
        return await asyncio.to_thread(self.get, memory_id)

    def rules(self, version: int | None = None, *, when: str | datetime | None = None) -> RuleBook:
        """Return the rules, now or as they were, ready for a system prompt (`RuleBook.render`).

        Args:
            version: Which version of the book; None for the present one.
            when: Or a time, or a date, which means its end.

        Raises:
            InputError: If there is no such version, or both are given.
        """
        return self.procedural.rules(version, when=when)

    async def arules(
        self, version: int | None = None, *, when: str | datetime | None = None
    ) -> RuleBook:
        """Do what `rules` does."""
        return await asyncio.to_thread(self.rules, version, when=when)

    def history(self, memory_id: str | None = None) -> list[Event]:
        """Return the journal, oldest event first; of one memory if an id is given."""
        return self._bridge.run(self.journal.events(memory_id))

    async def ahistory(self, memory_id: str | None = None) -> list[Event]:
        """Do what `history` does."""
        return await asyncio.to_thread(self.history, memory_id)

    def at(self, when: str | datetime) -> Snapshot:
        """Return what was believed at `when`: a time, or a date, which means its end."""
        return replay(self.history(), end_of(when))

    async def aat(self, when: str | datetime) -> Snapshot:
        """Do what `at` does."""
        return await asyncio.to_thread(self.at, when)

    def diff(self, before: str | datetime, after: str | datetime) -> Difference:
        """Return what changed in what was believed between two times."""
        events = self.history()
        old, new = (replay(events, end_of(when)) for when in (before, after))
        return difference(old, new)

    async def adiff(self, before: str | datetime, after: str | datetime) -> Difference:
        """Do what `diff` does."""
        return await asyncio.to_thread(self.diff, before, after)

    def cost(self, prices: Prices | None = None) -> Costs:
        """Return what this memory's models have cost since it was opened.

        Args:
            prices: What a million tokens of each model cost; None for calls and tokens alone.
        """
        if prices is not None:
            given(prices, Prices, "prices=")
        return costs(self._bridge.asker.meter, prices)

    def stats(self) -> Stats:
        """Return how many memories there are by kind and state, and how fast the store answers.

        The times are those of each stage of `recall` and of `learn` on this store, whichever
        user they were for, since it was opened in this process. What the calls of models cost is
        told by `cost`.
        """
        return self._bridge.run(self._stats())

    async def astats(self) -> Stats:
        """Do what `stats` does."""
        return await self._bridge.arun(self._stats())

    def _stats(self) -> Steps[Stats]:
        held = yield from held_by(self.user)
        timed = latencies_of(self.store).read()
        return Stats(user=self.user, store=type(self.store).__name__, held=held, latencies=timed)

    def _find(self, memory_id: str) -> Record | None:
        return self._bridge.run(self._writer.find(memory_id))
