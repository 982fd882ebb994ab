"""`Recalling`: what finds memories for a question, `memory.recall()`."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from memorykinds.bridge import Steps
from memorykinds.kinds import KINDS, InputError, MemoryKind, Record
from memorykinds.kinds.clock import Clock, end_of, parse_instant
from memorykinds.kinds.given import given
from memorykinds.latencies import latencies_of
from memorykinds.locks import alone
from memorykinds.looking import Looking
from memorykinds.models.provider_errors import model_name
from memorykinds.querying import Queries, asked_for
from memorykinds.recall import Examples, Fusion, Recall, Weights
from memorykinds.recall import recall as recall_steps
from memorykinds.recall.counting import Counter, counter_of
from memorykinds.recall.narrowing import Narrowing
from memorykinds.recall.queries import Query
from memorykinds.recall.search import DEFAULT_KINDS, read
from memorykinds.recall.wanted import POOL, Shares

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore


class Recalling(Looking):
    """The part of `Memory` that recalls, and counts what was used."""

    user: str
    store: "BaseStore"
    _clock: Clock

    def recall(
        self,
        query: Any,
        *,
        queries: Queries = "given",
        k: int = 8,
        budget: int | None = None,
        kinds: Sequence[MemoryKind] = DEFAULT_KINDS,
        weights: Weights | Mapping[MemoryKind, Weights] | None = None,
        pool: int = POOL,
        fusion: Fusion = "minmax",
        diversity: float = 0.0,
        shares: Shares | None = None,
        as_of: str | datetime | None = None,
        filter: Mapping[str, Any] | None = None,  # noqa: A002 -- as every store names it
        since: str | datetime | None = None,
        until: str | datetime | None = None,
    ) -> Recall:
        """Return the memories that matter to `query`, with every term of their scores.

        Args:
            query: The question, in any words; or the last messages of a conversation, in any
                form that `learn` takes. Then the user's last message is searched for, and at half
                the weight the last two together, for "And when was that?" says little alone.
            queries: "model" has up to four more queries written by the model, with one call that
                `cost` shows as "queries"; the offline model cannot, and `Recall.notes` says so.
            k: The most memories to return.
            budget: The most tokens that `Recall.prompt` may take, counted as `Recall.counted_by`
                says; None for no limit.
            kinds: Which kinds to search. Rules are all in force at once: see `rules`.
            weights: How much each term counts, for all kinds or by kind (a `Weights` for
                each); None for the defaults.
            pool: How many memories are kept with their scores, those that lost as well.
            fusion: How likeness of meaning and of words become comparable: "minmax", "zscore",
                "rrf" or "interleave".
            diversity: From 0 to 1, how much a memory loses by repeating a better one.
            shares: Of the budget, what each kind may fill before the others:
                ``{"semantic": 0.6, "episodic": 0.4}``. What a kind leaves unused goes to the best
                of what did not fit, whatever its kind.
            as_of: A time, or a date, which means its end: recall what was true then.
            filter: What fields of a memory must be, with the operators of LangGraph's stores:
                ``{"predicate": "likes", "importance": {"$gte": 0.5}}``. Names are those of its
                content (a fact's, an episode's, a profile's) or of the record around it.
            since: A time, or a date: only what was said from then on.
            until: A time, or a date, which means its end: only what was said up to then.
                All three hold before anything is ranked.

        Raises:
            InputError: If the query is blank, a number below 1, or an option unknown.
            ModelError: If the model was to write queries, and its provider failed.
        """
        steps = self._recall(
            query,
            queries,
            k=k,
            budget=budget,
            kinds=kinds,
            weights=weights,
            pool=pool,
            fusion=fusion,
            diversity=diversity,
            shares=shares,
            as_of=as_of,
            filter=filter,
            since=since,
            until=until,
        )
        return self._with_finder(self._bridge.run(steps))

    async def arecall(
        self,
        query: Any,
        *,
        queries: Queries = "given",
        k: int = 8,
        budget: int | None = None,
        kinds: Sequence[MemoryKind] = DEFAULT_KINDS,
        weights: Weights | Mapping[MemoryKind, Weights] | None = None,
        pool: int = POOL,
        fusion: Fusion = "minmax",
        diversity: float = 0.0,
        shares: Shares | None = None,
        as_of: str | datetime | None = None,
        filter: Mapping[str, Any] | None = None,  # noqa: A002 -- as every store names it
        since: str | datetime | None = None,
        until: str | datetime | None = None,
    ) -> Recall:
        """Do what `recall` does."""
        steps = self._recall(
            query,
            queries,
            k=k,
            budget=budget,
            kinds=kinds,
            weights=weights,
            pool=pool,
            fusion=fusion,
            diversity=diversity,
            shares=shares,
            as_of=as_of,
            filter=filter,
            since=since,
            until=until,
        )
        return self._with_finder(await self._bridge.arun(steps))

    def mark_used(self, recalled: Recall | Examples) -> None:
        """Count the recalled memories as given to an agent (`Record.accesses`)."""
        found = (
            recalled.chosen
            if isinstance(recalled, Examples)
            else given(recalled, Recall, "recalled").hits
        )
        with alone(self.store, self.user):
            self._bridge.run(self._writer.mark_used([memory.record for memory in found]))

    async def amark_used(self, recalled: Recall | Examples) -> None:
        """Do what `mark_used` does."""
        await asyncio.to_thread(self.mark_used, recalled)

    def _recall(
        self,
        query: Any,
        queries: Queries,
        *,
        kinds: Sequence[MemoryKind],
        as_of: str | datetime | None,
        filter: Mapping[str, Any] | None,  # noqa: A002
        since: str | datetime | None,
        until: str | datetime | None,
        **options: Any,
    ) -> Steps[Recall]:
        watch = latencies_of(self.store).started("recall")
        options |= {"kinds": chosen_kinds(kinds), "lap": watch.lap, "counting": self._counter}
        options["as_of"] = None if as_of is None else end_of(as_of)
        options["narrowing"] = Narrowing(
            filter,
            None if since is None else parse_instant(since),
            None if until is None else end_of(until),
        )
        asked, notes = yield from asked_for(query, queries, self._clock())
        if queries == "model":
            watch.lap("queries")
        found = yield from recall_steps(self.user, asked, now=self._clock(), notes=notes, **options)
        watch.stop()
        return found

    def _with_finder(self, recall: Recall) -> Recall:
        basis = recall._basis  # noqa: SLF001 -- lets it read what comes among the best later on
        if basis is not None:
            basis.read = self._read_memories
            basis.again = partial(self._search_again, recall.queries, now=recall.at)
        return recall

    def _counter(self) -> Counter:
        """Return what counts tokens: by the encoding of the memory's own chat model, if it has one."""
        try:
            return counter_of(model_name(self._bridge.model()))
        except Exception:  # noqa: BLE001 -- who only reads may do without a model
            return Counter()

    def _search_again(self, queries: Sequence[Query], **settings: Any) -> Recall:
        settings["counting"] = self._counter
        names = ("filter", "since", "until")
        settings["narrowing"] = Narrowing(*(settings.pop(name) for name in names))
        return self._with_finder(self._bridge.run(recall_steps(self.user, queries, **settings)))

    def _read_memories(self, names: Sequence[tuple[MemoryKind, str]]) -> list[Record | None]:
        return self._bridge.run(read(self.user, names))


def chosen_kinds(kinds: Sequence[MemoryKind]) -> list[MemoryKind]:
    """Return the kinds that are named, each once.

    Raises:
        InputError: If one is no kind, or they are no list.
    """
    listed = isinstance(kinds, Collection) and not isinstance(kinds, str)
    if not listed or any(kind not in KINDS for kind in kinds):
        raise InputError(f"kinds= must be a list of some of {', '.join(KINDS)}.")
    return list(dict.fromkeys(kinds))
