"""`Consolidating`: what sleep does to memories, `memory.consolidate()`."""

import asyncio
from collections.abc import Sequence
from typing import Literal, overload

from memorykinds.bridge import Bridge
from memorykinds.kinds import KINDS, MemoryKind
from memorykinds.locks import alone
from memorykinds.managers import Plan, Update
from memorykinds.managers.consolidation import Consolidator, Retention, Wanted
from memorykinds.managers.consolidation.lookups import Looked
from memorykinds.managers.consolidation.wanted import Answers
from memorykinds.managers.writing import Writer
from memorykinds.one_kind import ProceduralMemories, SemanticMemories

MAX_CALLS = 10
MAX_RETIRED = 200


class Consolidating:
    """The part of `Memory` that tidies up."""

    semantic: SemanticMemories
    procedural: ProceduralMemories
    _bridge: Bridge
    _writer: Writer

    @overload
    def consolidate(
        self,
        *,
        dry_run: Literal[False] = False,
        kinds: Sequence[MemoryKind] = KINDS,
        retention: Retention | None = None,
        max_calls: int = MAX_CALLS,
        max_retired: int = MAX_RETIRED,
        everything: bool = False,
    ) -> Update: ...

    @overload
    def consolidate(
        self,
        *,
        dry_run: Literal[True],
        kinds: Sequence[MemoryKind] = KINDS,
        retention: Retention | None = None,
        max_calls: int = MAX_CALLS,
        max_retired: int = MAX_RETIRED,
        everything: bool = False,
    ) -> Plan: ...

    def consolidate(
        self,
        *,
        dry_run: bool = False,
        kinds: Sequence[MemoryKind] = KINDS,
        retention: Retention | None = None,
        max_calls: int = MAX_CALLS,
        max_retired: int = MAX_RETIRED,
        everything: bool = False,
    ) -> Plan | Update:
        """Merge memories that say the same, learn from repeated episodes, let go of the faded.

        >>> import memorykinds as mk
        >>> memory = mk.open()
        >>> memory.consolidate()
        Update(0 decisions, 0 changes)

        All of it is one update: ``memory.undo(update)`` takes it back, and what was taken back
        is not done again. What was looked at is not looked at again until it changes.

        Args:
            dry_run: Return the plan, which `apply` takes, and write nothing.
            kinds: Which kinds of memories.
            retention: How much is kept; None, the default, for everything.
            max_calls: The most calls of the consolidation model, repairs counted.
            max_retired: The most memories that are merged into others or let go of. What this
                and `max_calls` leave over, the next consolidation goes on with.
            everything: Look at all memories, not only at those that are new or changed.

        Returns:
            What changed, or with `dry_run` what would, with every decision.

        Raises:
            InputError: If a kind is none, or a number is below 0.
            ModelError: If the model gave no usable answer. Nothing is written then.
        """
        program = self._consolidator(kinds, retention, max_calls, max_retired, everything)
        looked = self._bridge.run(program.look())
        answers = self._bridge.run(program.ask(looked))
        return self._settle_consolidation(program, looked, answers, dry_run)

    @overload
    async def aconsolidate(
        self,
        *,
        dry_run: Literal[False] = False,
        kinds: Sequence[MemoryKind] = KINDS,
        retention: Retention | None = None,
        max_calls: int = MAX_CALLS,
        max_retired: int = MAX_RETIRED,
        everything: bool = False,
    ) -> Update: ...

    @overload
    async def aconsolidate(
        self,
        *,
        dry_run: Literal[True],
        kinds: Sequence[MemoryKind] = KINDS,
        retention: Retention | None = None,
        max_calls: int = MAX_CALLS,
        max_retired: int = MAX_RETIRED,
        everything: bool = False,
    ) -> Plan: ...

    async def aconsolidate(
        self,
        *,
        dry_run: bool = False,
        kinds: Sequence[MemoryKind] = KINDS,
        retention: Retention | None = None,
        max_calls: int = MAX_CALLS,
        max_retired: int = MAX_RETIRED,
        everything: bool = False,
    ) -> Plan | Update:
        """Do what `consolidate` does; only the model is awaited, the rest runs in a thread."""
        program = self._consolidator(kinds, retention, max_calls, max_retired, everything)
        looked = await asyncio.to_thread(lambda: self._bridge.run(program.look()))
        answers = await self._bridge.arun(program.ask(looked))
        return await asyncio.to_thread(
            self._settle_consolidation, program, looked, answers, dry_run
        )

    def _consolidator(
        self,
        kinds: Sequence[MemoryKind],
        retention: Retention | None,
        max_calls: int,
        max_retired: int,
        everything: bool,
    ) -> Consolidator:
        wanted = Wanted(
            kinds=kinds,
            retention=retention,
            max_calls=max_calls,
            max_retired=max_retired,
            everything=everything,
        )
        facts, rules = self.semantic.manager, self.procedural.manager
        return Consolidator(self._writer.user, facts, rules, facts.clock, facts.ids, wanted)

    def _settle_consolidation(
        self, program: Consolidator, looked: Looked, answers: Answers, dry_run: bool
    ) -> Plan | Update:
        """Decide and write under one lock, so that nobody learns between the two."""
        with alone(self._bridge.store, self._writer.user):
            plan = self._bridge.run(program.settle(looked, answers))
            return plan if dry_run else self._bridge.run(self._writer.apply(plan))
