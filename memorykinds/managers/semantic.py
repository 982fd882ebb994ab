"""The semantic manager: facts, free of duplicates and contradictions, and profiles beside them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import (
    Candidate,
    Content,
    Fact,
    FactCandidate,
    FactProposal,
    MemoryContent,
    Record,
    Transcript,
)
from memorykinds.kinds.content import MemoryKind
from memorykinds.managers.draft import Draft, Question, as_known
from memorykinds.managers.manager import NEIGHBOURS, Manager
from memorykinds.managers.plan import Plan
from memorykinds.managers.policies import FACT_POLICIES
from memorykinds.managers.policies.facts import slot_of, slots_concerned
from memorykinds.managers.policy import Policy
from memorykinds.managers.profiles import Profile, read_profiles
from memorykinds.managers.profiles.document import Document, document_of
from memorykinds.managers.profiles.nominating import problem_of, proposal_form, read_patches
from memorykinds.managers.profiles.settling import Settling
from memorykinds.managers.prompts import build_prompt
from memorykinds.managers.proposing import Check, Proposed
from memorykinds.managers.related import find_related, in_slot, similar
from memorykinds.managers.segmenting import Segment
from memorykinds.managers.settings import SemanticSettings
from memorykinds.managers.subjects import with_one_name
from memorykinds.managers.tracing import trace_of

if TYPE_CHECKING:
    from langgraph.store.base import SearchOp

FACTS = {"kind": "Fact"}
"""What facts are compared with: facts, not the profiles that are kept beside them."""


class SemanticManager(Manager):
    """Extracts facts from conversations, and keeps the user's profiles."""

    kind: ClassVar[MemoryKind] = "semantic"
    prefix: ClassVar[str] = "fact"
    proposal: ClassVar[type[Content]] = FactProposal
    candidate: ClassVar[type[Candidate]] = FactCandidate
    default_policy: ClassVar[Policy] = staticmethod(FACT_POLICIES["bitemporal"])
    settings: SemanticSettings

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The profiles that are kept."""
        return read_profiles(self.settings.profiles)

    def question(
        self,
        transcript: Transcript,
        segments: tuple[Segment, ...] = (),
        related: tuple[Record, ...] | None = None,
    ) -> Steps[Question]:
        """Ask for facts and profiles in one call."""
        if not self.profiles:
            return (yield from super().question(transcript, segments, related))
        rows = [
            {"profile": name, "known": document.data}
            for name, document in (yield from self.documents()).items()
        ]
        if related is None:
            related = (yield from self.related(transcript)) if self.settings.facts else ()
        prompt = build_prompt(self.kind, transcript, related, self.settings, profiles=rows)
        return Question(transcript, as_known(related), prompt)

    def form(self) -> type[Content]:
        """Return the form of an answer: facts, and patches of each profile."""
        if not self.profiles:
            return super().form()
        return proposal_form(self.profiles, facts=self.settings.facts)

    def check(self) -> Steps[Check | None]:
        """Return what finds patches that a profile does not take."""
        if not self.profiles:
            return None
        return partial(problem_of, self.profiles, (yield from self.documents()))

    def read(self, question: Question, proposed: Proposed[Candidate]) -> Proposed[Candidate]:
        """Return the valid facts, and the patches beside them."""
        proposed = super().read(question, proposed)
        patches, invalid = read_patches(self.profiles, proposed.answers[-1].data)
        return replace(proposed, patches=patches, invalid=(*proposed.invalid, *invalid))

    def documents(self) -> Steps[dict[str, Document]]:
        """Return what is known of each profile, by its name."""
        records = yield from self.profile_records()
        return {p.name: document_of(p.shape, records.get(p.name)) for p in self.profiles}

    def settle(self, draft: Draft) -> Steps[Plan]:
        """Decide about facts, then about each profile, on the store's present state."""
        plan, forgotten = yield from super()._settled(draft)
        if not draft.proposed.patches:
            return plan
        now = self.clock()
        records = yield from self.profile_records()
        decisions, events = plan.decisions, plan.events
        for profile in self.profiles:
            patches = [patch for name, patch in draft.proposed.patches if name == profile.name]
            record = records.get(profile.name)
            settling = Settling(
                profile,
                record,
                namespace=self.namespace,
                transcript=draft.transcript,
                settings=self.settings,
                forgotten=forgotten,
                now=now,
            )
            settled = yield from settling.settle(patches)
            decisions, events = decisions + settled.decisions, events + settled.events
        trace = trace_of(self.kind, draft, decisions, events)
        return plan.with_(decisions=decisions, events=events, traces=(trace,))

    def profile_records(self) -> Steps[dict[str, Record]]:
        """Return what the store has of each profile, by its name."""
        from langgraph.store.base import GetOp

        items = yield Batch([GetOp(self.namespace, p.memory_id) for p in self.profiles])
        return {
            profile.name: Record.from_value(item.namespace, item.key, item.value)
            for profile, item in zip(self.profiles, items, strict=True)
            if item is not None
        }

    def related(self, transcript: Transcript) -> Steps[tuple[Record, ...]]:
        """Return the facts to show to the model."""
        return (yield from find_related(self.namespace, transcript, FACTS))

    def lookups(self, content: MemoryContent, conversation: str) -> "Sequence[SearchOp]":
        """Return searches for the most similar facts, and all of the slots concerned."""
        del conversation
        slots = slots_concerned(content) if isinstance(content, Fact) else []
        return [
            similar(self.namespace, content.render(), NEIGHBOURS, FACTS),
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
