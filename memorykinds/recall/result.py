"""`Recall`: what was remembered for a query, and why this and not that.

Everything that was considered is kept, the losers with the gate that stopped them, so the
question "why did it not remember that?" has an answer.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import Any, Final, Literal, Self

from pydantic import PrivateAttr

from memorykinds.kinds import (
    Frozen,
    InputError,
    Instant,
    MemoryKind,
)
from memorykinds.recall.basis import Basis
from memorykinds.recall.budget import render_memories
from memorykinds.recall.counting import Counter
from memorykinds.recall.fusion import Fusion
from memorykinds.recall.gates import Hit, cut
from memorykinds.recall.queries import Query
from memorykinds.recall.ranking import Ranking, rank
from memorykinds.recall.table_view import as_html, as_text
from memorykinds.recall.wanted import Shares, Wanted
from memorykinds.recall.weights import DEFAULTS, Weights, weights_of
from memorykinds.recall.why_not import WhyNot, why_not
from memorykinds.showing import inspector

NO_VECTORS = "This store has no vectors, so similarity does not count."
NO_LOOK = (
    "This store cannot rank all memories by their words: of each kind only {which} were "
    "weighed, {searched} at most."
)
GONE = "{gone} of the best were removed or given up since the search, and are left out."


class _Kept(Enum):
    """Stands for a setting that is not changed, for None is one."""

    KEPT = "as it was"


Kept = Literal[_Kept.KEPT]
KEPT: Final = _Kept.KEPT


class Recall(Frozen):
    """The answer to a query.

    Attributes:
        query: What was asked.
        queries: All that was searched for, `query` first: windows of a conversation, and what a
            model wrote. Each memory has the likeness of the query that found it best.
        at: When.
        k: How many memories were wanted.
        budget: How many tokens the prompt may take; None if any.
        pool: How many memories were kept with their scores.
        kinds: Which kinds were searched.
        weights: How the terms were weighed, by kind.
        fusion: How the two arms became comparable.
        diversity: How much a memory lost by repeating a better one.
        shares: Of each kind its share of the budget; None if there were none.
        as_of: When what was recalled was true; None for now.
        filter: What its fields had to be; None for anything.
        since: When it had to be said at the earliest; None for any time.
        until: When it had to be said at the latest; None for any time.
        hits: What was recalled, best first.
        lost: What was considered and stopped by a gate, best first.
        notes: What a reader must know: for instance, that the store has no vectors.
    """

    query: str
    queries: tuple[Query, ...] = ()
    at: Instant
    k: int
    budget: int | None
    pool: int
    kinds: tuple[MemoryKind, ...]
    weights: dict[MemoryKind, Weights]
    fusion: Fusion = "minmax"
    diversity: float = 0.0
    shares: dict[MemoryKind, float] | None = None
    as_of: Instant | None = None
    filter: dict[str, Any] | None = None
    since: Instant | None = None
    until: Instant | None = None
    hits: tuple[Hit, ...]
    lost: tuple[Hit, ...] = ()
    notes: tuple[str, ...] = ()

    _basis: Basis | None = PrivateAttr(default=None)

    @classmethod
    def made_of(cls, basis: Basis, wanted: Wanted, ranking: Ranking | None = None) -> Self:
        """Return what is recalled of what was searched; nothing is searched or embedded.

        Args:
            basis: What was searched.
            wanted: How it is to be ranked and cut.
            ranking: What `rank` makes of both, if that is known.
        """
        if ranking is None:
            ranking = rank(basis.found, wanted.weights, wanted.fusion, wanted.read)
        records = basis.records(ranking.places)
        hits, lost = cut(ranking, records, wanted, basis.counting)
        asked = basis.found.asked
        narrowing = asked.narrowing
        recall = cls(
            query=asked.queries[0].text,
            queries=asked.queries,
            at=asked.now,
            k=wanted.k,
            budget=wanted.budget,
            pool=wanted.read,
            kinds=asked.kinds,
            weights=dict(wanted.weights),
            fusion=wanted.fusion,
            diversity=wanted.diversity,
            shares=None if wanted.shares is None else dict(wanted.shares),
            as_of=asked.as_of,
            filter=None if narrowing.fields is None else dict(narrowing.fields),
            since=narrowing.since,
            until=narrowing.until,
            hits=hits,
            lost=lost,
            notes=(*asked.notes, *_notes(ranking, len(ranking.places) - len(records))),
        )
        recall._basis = basis
        return recall

    def with_(  # type: ignore[override]  # any field may be changed of other frozen data
        self,
        *,
        weights: Weights | Mapping[MemoryKind, Weights] | Kept | None = KEPT,
        k: int | Kept = KEPT,
        budget: int | Kept | None = KEPT,
        fusion: Fusion | Kept = KEPT,
        diversity: float | Kept = KEPT,
        shares: Shares | Kept | None = KEPT,
    ) -> Self:
        """Return what the same search recalls with other settings.

        Nothing is searched or embedded again: every memory is ranked anew by what the search
        told of it, which is what `Memory.recall` would have returned then with these settings
        (over a store that cannot rank all memories: of those that it found). A memory that
        comes among the best for the first time is read from the store as it is now; one that
        was removed meanwhile, or is no longer believed, is left out, and `notes` says so.

        Args:
            weights: How much each term counts, for all kinds or by kind; a kind that is not
                named keeps its weights; None for the defaults. The half-life is one of them.
            k: The most memories to return.
            budget: The most tokens that `prompt` may take; None for no limit.
            fusion: How the two arms become comparable.
            diversity: From 0 to 1, how much a memory loses by repeating a better one.
            shares: Of each kind its share of the budget; None for no shares.

        Raises:
            InputError: If a setting cannot be used, or this recall was read from a file.
        """
        settings = {
            "k": k,
            "budget": budget,
            "fusion": fusion,
            "diversity": diversity,
            "shares": shares,
        }
        changes: dict[str, Any] = {n: value for n, value in settings.items() if value is not KEPT}
        if weights is not KEPT:
            default = DEFAULTS if weights is None else self.weights
            changes["weights"] = weights_of(weights, self.kinds, default)
        return self.made_of(self._required_basis(), replace(self._wanted(), **changes))

    async def awith_(self, **settings: Any) -> Self:
        """Do what `with_` does: it may have to read memories."""
        return await asyncio.to_thread(partial(self.with_, **settings))

    @property
    def prompt(self) -> str:
        """The block for an agent's prompt: dated, with ids, marked as data."""
        return render_memories([hit.record for hit in self.hits])

    @property
    def tokens(self) -> int:
        """How many tokens `prompt` takes; `counted_by` says how they were counted."""
        return self._counter().count(self.prompt)

    @property
    def counted_by(self) -> str:
        """The encoding by which tokens were counted, such as "o200k_base", or the estimate."""
        return str(self._counter())

    def why_not(self, memory_id: str) -> WhyNot:
        """Return why a memory was not recalled, or that it was, and what would admit it.

        All of it is told from what was searched. Only for what was not, such as a memory of
        another kind or of another time, a new search looks whether it would be recalled.

        Raises:
            NotFoundError: If the user has no memory of this id.
            InputError: If this recall was read from a file.
        """
        return why_not(self, self._required_basis(), self._wanted(), memory_id)

    async def awhy_not(self, memory_id: str) -> WhyNot:
        """Do what `why_not` does: it may have to look the memory up."""
        return await asyncio.to_thread(self.why_not, memory_id)

    def explore(self) -> Any:
        """Return this recall taken apart, to look at in Jupyter and to ask for in other ways.

        Returns:
            A `memorykinds.widgets.RecallExplorer`.
        """
        return inspector("RecallExplorer")(self)

    def explain(self) -> str:
        """Return a table: each hit with its ranks, its score and what every term adds to it.

        The columns "meaning" and "words" hold the rank in each arm. Below stands what did not
        fit the budget, and the best of what other gates stopped.
        """
        return as_text(self)

    def __eq__(self, other: object) -> bool:
        """Whether both say the same; what they were computed from is not compared."""
        return isinstance(other, Recall) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]  # as of what holds a dict

    def __repr__(self) -> str:
        """Return the query and counts; stable, so that a notebook's output can be compared."""
        return f"Recall({self.query!r}: {len(self.hits)} hits, {len(self.lost)} considered more)"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """Return the table of `explain` as accessible HTML; memory text is escaped."""
        return as_html(self)

    @property
    def settings(self) -> dict[str, Any]:
        """How it was asked for, but for the query: what `Memory.recall` takes."""
        names = (*Wanted.__dataclass_fields__, "kinds", "as_of", "filter", "since", "until")
        return {name: getattr(self, name) for name in names}

    def _wanted(self) -> Wanted:
        return Wanted(**{name: getattr(self, name) for name in Wanted.__dataclass_fields__})

    def _counter(self) -> Counter:
        return Counter() if self._basis is None else self._basis.counting()

    def _required_basis(self) -> Basis:
        if self._basis is None:
            raise InputError("Only a recall that Memory.recall() returned can be ranked anew.")
        return self._basis


def _notes(ranking: Ranking, gone: int) -> tuple[str, ...]:
    found, notes = ranking.found, []
    if ranking.places and found.arms.cosine is None:
        notes.append(NO_VECTORS)
    if ranking.places and found.limit is not None:
        blind = found.arms.cosine is None
        which = "those that it lists first" if blind else "the nearest by vector"
        notes.append(NO_LOOK.format(which=which, searched=found.limit))
    if gone:
        notes.append(GONE.format(gone=gone))
    return tuple(notes)
