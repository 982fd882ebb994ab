"""`ByHand`: one kind's memories, written, changed and dropped by hand or by an agent's tool."""

from typing import Generic, TypeVar

from memorykinds.kinds import MemoryContent
from memorykinds.managers import Manager, Update
from memorykinds.managers.adopting import adopted
from memorykinds.managers.by_hand import BY_HAND, added, changed, dropped
from memorykinds.one_kind.parts import Parts

M = TypeVar("M", bound=Manager)


class ByHand(Generic[M]):
    """The part of `OneKind` that takes memories as they are; no model is asked."""

    manager: M
    _parts: Parts

    def add(self, content: MemoryContent, *, by: str = BY_HAND) -> Update:
        """Write one memory; the guard and the policy decide as if a model had nominated it.

        >>> memory.semantic.add(mk.Fact(                        # doctest: +SKIP
        ...     subject="user", predicate="likes", object="tea", text="The user likes tea."))

        Args:
            content: A `Fact`, an `Episode` or a `Rule`, as this kind holds.
            by: Who writes it, such as "tool"; `Provenance.conversation` begins with it.

        Returns:
            What changed. What was known already is kept, and what must not be is refused: the
            decision says so.

        Raises:
            InputError: If the content is of another kind.
        """
        return self._parts.carry_out(added(self.manager, content, by))

    async def aadd(self, content: MemoryContent, *, by: str = BY_HAND) -> Update:
        """Do what `add` does."""
        return await self._parts.acarry_out(added(self.manager, content, by))

    def change(self, memory_id: str, content: MemoryContent, *, by: str = BY_HAND) -> Update:
        """Put `content` in the place of a memory, which the policy changes or closes.

        Raises:
            NotFoundError: If the user has no memory of this kind with this id.
            InputError: If the memory is history, or the content is of another kind.
        """
        return self._parts.carry_out(changed(self.manager, memory_id, content, by))

    async def achange(self, memory_id: str, content: MemoryContent, *, by: str = BY_HAND) -> Update:
        """Do what `change` does."""
        return await self._parts.acarry_out(changed(self.manager, memory_id, content, by))

    def drop(self, memory_id: str, *, by: str = BY_HAND) -> Update:
        """Forget a memory of this kind, as `Memory.forget` does; what is pinned is refused.

        Raises:
            NotFoundError: If the user has no memory of this kind with this id.
        """
        return self._parts.carry_out(dropped(self.manager, memory_id, by))

    async def adrop(self, memory_id: str, *, by: str = BY_HAND) -> Update:
        """Do what `drop` does."""
        return await self._parts.acarry_out(dropped(self.manager, memory_id, by))

    def adopt(self) -> Update:
        """Take in what another program wrote among these memories, LangMem's tools for instance.

        From then on it is embedded, recalled and exported, and has a history; the other program
        can still read it. Until then it is only listed, and can be forgotten.

        Returns:
            What was taken in; what must not be kept, a secret for instance, is refused and stays
            as it is.
        """
        return self._parts.carry_out(adopted(self.manager))

    async def aadopt(self) -> Update:
        """Do what `adopt` does."""
        return await self._parts.acarry_out(adopted(self.manager))
