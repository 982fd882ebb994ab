"""The semantic manager: facts, free of duplicates and contradictions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from memorykinds.bridge import Steps
from memorykinds.kinds import (
    Candidate,
    Content,
    Fact,
    FactCandidate,
    FactProposal,
    MemoryContent,
    Transcript,
)
from memorykinds.kinds.content import MemoryKind
from memorykinds.managers.manager import Manager
from memorykinds.managers.policies import FACT_POLICIES
from memorykinds.managers.policies.facts import slot_of, slots_concerned
from memorykinds.managers.policy import Policy
from memorykinds.managers.related import in_slot
from memorykinds.managers.subjects import with_one_name

if TYPE_CHECKING:
    from langgraph.store.base import SearchOp


class SemanticManager(Manager):
    """Extracts facts from conversations."""

    kind: ClassVar[MemoryKind] = "semantic"
    prefix: ClassVar[str] = "fact"
    proposal: ClassVar[type[Content]] = FactProposal
    candidate: ClassVar[type[Candidate]] = FactCandidate
    default_policy: ClassVar[Policy] = staticmethod(FACT_POLICIES["bitemporal"])

    def lookups(self, content: MemoryContent, conversation: str) -> "Sequence[SearchOp]":
        """Return searches for the most similar facts, and all of the slots concerned."""
        slots = slots_concerned(content) if isinstance(content, Fact) else []
        return [
            *super().lookups(content, conversation),
            *(in_slot(self.namespace, slot) for slot in slots),
        ]

    def prepared(
        self, candidates: Sequence[Candidate], transcript: Transcript
    ) -> Steps[list[Candidate]]:
        """Return the candidates with each person under one name, the user as "user"."""
        return (yield from with_one_name(candidates, self.namespace, transcript))

    def slot(self, content: MemoryContent, conversation: str) -> str:
        """Return subject and relation: two facts of one slot speak of the same thing."""
        del conversation
        return slot_of(content) if isinstance(content, Fact) else ""
