"""`Amending`: what a person does to one memory as it stands: pin it, put right what it says."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from memorykinds.bridge import Bridge, Steps
from memorykinds.kinds import MemoryContent, Record
from memorykinds.locks import alone
from memorykinds.managers import Manager, Update
from memorykinds.managers.amending import corrected, pinned
from memorykinds.managers.writing import Writer
from memorykinds.one_kind import EpisodicMemories, ProceduralMemories, SemanticMemories

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore


class Amending:
    """The part of `Memory` that changes single memories by hand; no model and no policy is asked.

    Each change is an event of the journal, and `Memory.undo` takes it back.
    """

    user: str
    store: "BaseStore"
    semantic: SemanticMemories
    episodic: EpisodicMemories
    procedural: ProceduralMemories
    _bridge: Bridge
    _writer: Writer

    def pin(self, memory_id: str) -> Update:
        """Keep a memory whatever happens: no policy, consolidation or agent may end or rewrite it.

        A person still may: with `forget`, or `correct`. Pinning twice changes nothing.

        Args:
            memory_id: Which one, of any kind.

        Returns:
            What changed; an `Update` without events if it was pinned already.

        Raises:
            NotFoundError: If the user has no memory of this id.
        """
        return self._amend(pinned(self._writer, memory_id, on=True))

    async def apin(self, memory_id: str) -> Update:
        """Do what `pin` does."""
        return await asyncio.to_thread(self.pin, memory_id)

    def unpin(self, memory_id: str) -> Update:
        """Let a pinned memory change and end like any other; of one that is not, change nothing.

        Raises:
            NotFoundError: If the user has no memory of this id.
        """
        return self._amend(pinned(self._writer, memory_id, on=False))

    async def aunpin(self, memory_id: str) -> Update:
        """Do what `unpin` does."""
        return await asyncio.to_thread(self.unpin, memory_id)

    def correct(
        self, memory_id: str, content: MemoryContent, *, seen: Record | None = None
    ) -> Update:
        """Put right what a memory says: it was never so. It stays the same memory.

        Where the world has changed, use `change` of its kind (``memory.semantic.change``): the
        policy then closes the old memory, so that what was true before can still be asked.
        Whether a rule is in force does not change here; see `ProceduralMemories.promote`.

        Args:
            memory_id: Which one; a pinned one as well.
            content: What it shall say: a `Fact`, an `Episode`, a `Rule`, or a profile's content.
            seen: The memory as you looked at it: if it was changed since, nothing is written.

        Returns:
            What changed; an `Update` without events if it says so already.

        Raises:
            NotFoundError: If the user has no memory of this id.
            InputError: If it is history, the content has another form or does not fit the
                profile's schema, it must not be kept (a secret for instance), or it was
                changed since it was `seen`.
        """
        managers: Mapping[str, Manager] = {
            "semantic": self.semantic.manager,
            "episodic": self.episodic.manager,
            "procedural": self.procedural.manager,
        }
        return self._amend(corrected(self._writer, managers, memory_id, content, seen))

    async def acorrect(
        self, memory_id: str, content: MemoryContent, *, seen: Record | None = None
    ) -> Update:
        """Do what `correct` does."""
        return await asyncio.to_thread(self.correct, memory_id, content, seen=seen)

    def _amend(self, program: Steps[Update]) -> Update:
        with alone(self.store, self.user):
            return self._bridge.run(program)
