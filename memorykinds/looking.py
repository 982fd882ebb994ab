"""`Looking`: what can be asked of a memory without changing it, now and at any past time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from memorykinds.bridge import Bridge, Steps
from memorykinds.browsing import Page, Sort, StateFilter, browse, wanted
from memorykinds.journal import Difference, Journal, Snapshot, difference, replay
from memorykinds.kinds import KINDS, Event, MemoryKind, NotFoundError, Record, RuleBook
from memorykinds.kinds.clock import end_of
from memorykinds.kinds.given import given
from memorykinds.latencies import latencies_of
from memorykinds.managers.writing import Writer
from memorykinds.models import Costs, Prices, costs
from memorykinds.one_kind import ProceduralMemories
from memorykinds.showing import inspector
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

    def browse(
        self,
        text: str = "",
        *,
        kinds: Sequence[MemoryKind] = KINDS,
        state: StateFilter = "active",
        since: str | datetime | None = None,
        until: str | datetime | None = None,
        sort: Sort = "time",
        descending: bool = True,
        start: int = 0,
        limit: int = 25,
    ) -> Page:
        """Return a page of the memories, to be looked through; `recall` finds what matters.

        Only the memories of the page are read, so it is quick where there are very many.

        >>> memory.browse("tea", kinds=["semantic"], sort="importance")    # doctest: +SKIP
        Page(1 to 2 of 2)

        Args:
            text: Words that they contain, to the letter but for case; "" for any.
            kinds: Which kinds.
            state: "active", "superseded", "retracted" or "all".
            since: A time, or a date: only what was learned from then on.
            until: A time, or a date, which means its end: only what was learned up to then.
            sort: By "time" (when it was learned), "text", "kind", "state", "importance" or
                "use" (how often it was recalled into a prompt).
            descending: The last, highest or newest first.
            start: How many to pass over.
            limit: The most to return, 1 to 1,000.

        Raises:
            InputError: If an argument cannot be used.
        """
        asked = wanted(
            text,
            kinds,
            state,
            since,
            until,
            sort=sort,
            descending=descending,
            start=start,
            limit=limit,
        )
        return self._bridge.run(browse(self.user, asked))

    async def abrowse(
        self,
        text: str = "",
        *,
        kinds: Sequence[MemoryKind] = KINDS,
        state: StateFilter = "active",
        since: str | datetime | None = None,
        until: str | datetime | None = None,
        sort: Sort = "time",
        descending: bool = True,
        start: int = 0,
        limit: int = 25,
    ) -> Page:
        """Do what `browse` does."""
        asked = wanted(
            text,
            kinds,
            state,
            since,
            until,
            sort=sort,
            descending=descending,
            start=start,
            limit=limit,
        )
        return await self._bridge.arun(browse(self.user, asked))

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

    def timeline(self) -> Any:
        """Return a `Timeline`: what is held at any point of two axes, and what differs of two."""
        return inspector("Timeline")(self)

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

    def map(
        self, query: str | None = None, *, kinds: Sequence[MemoryKind] = KINDS, near: int = 5
    ) -> Any:
        """Return the vectors of the memories in two dimensions, to look at in Jupyter.

        Args:
            query: A question to stand among them; None for none.
            kinds: Which kinds are drawn.
            near: How many of the nearest are shown and compared, 1 to 20.

        Returns:
            A `memorykinds.widgets.MemoryMap`.

        Raises:
            InputError: If `kinds` or `near` cannot be used.
        """
        return inspector("MemoryMap")(self, query, kinds=kinds, near=near)

    def _stats(self) -> Steps[Stats]:
        held = yield from held_by(self.user)
        timed = latencies_of(self.store).read()
        return Stats(user=self.user, store=type(self.store).__name__, held=held, latencies=timed)

    def _find(self, memory_id: str) -> Record | None:
        return self._bridge.run(self._writer.find(memory_id))
