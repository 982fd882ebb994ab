"""The episodic manager: what happened, and what was learned from it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import (
    Candidate,
    Content,
    EpisodeCandidate,
    EpisodeProposal,
    MemoryContent,
    Record,
    Transcript,
)
from memorykinds.kinds.content import MemoryKind
from memorykinds.managers import episode_policy
from memorykinds.managers.draft import Question
from memorykinds.managers.manager import Manager
from memorykinds.managers.policy import Policy
from memorykinds.managers.related import MAX_RELATED, in_slot
from memorykinds.managers.segmenting import Segment, split
from memorykinds.managers.settings import EpisodicSettings
from memorykinds.managers.telling import ToldSegment, as_first_learned, of_whole_segment

if TYPE_CHECKING:
    from langgraph.store.base import SearchOp

MAX_EPISODES = 1000
"""How many episodes of one conversation are read at once."""


class EpisodicManager(Manager):
    """Tells conversations as episodes, one for each segment that is worth telling."""

    kind: ClassVar[MemoryKind] = "episodic"
    prefix: ClassVar[str] = "episode"
    proposal: ClassVar[type[Content]] = EpisodeProposal
    candidate: ClassVar[type[Candidate]] = EpisodeCandidate
    default_policy: ClassVar[Policy] = staticmethod(episode_policy.decide)

    def question(
        self,
        transcript: Transcript,
        segments: tuple[Segment, ...] = (),
        related: tuple[Record, ...] | None = None,
    ) -> Steps[Question]:
        """Split the conversation, and ask about each of its segments."""
        known = yield from self._episodes_of(transcript)
        transcript = as_first_learned(transcript, known)
        segments = segments or self._split(transcript, known)
        return (yield from super().question(transcript, segments, related))

    def completed(self, candidate: Candidate, question: Question) -> Candidate:
        """Return a nomination as one of its whole segment."""
        return of_whole_segment(candidate, question.segments, question.transcript)

    def candidate_of(self, fields: Mapping[str, Any]) -> Candidate:
        """Return a nomination as it was kept in a trace, with what code noted about it."""
        return (
            ToldSegment.model_validate(fields) if "note" in fields else super().candidate_of(fields)
        )

    def related(self, transcript: Transcript) -> Steps[tuple[Record, ...]]:
        """Return this talk's last episode, which may go on, then those most alike."""
        alike = yield from super().related(transcript)
        known = yield from self._episodes_of(transcript)
        own = [record for record in known if record.state == "active"]
        shown = {record.id: record for record in (*own[-1:], *alike)}
        return tuple(shown.values())[:MAX_RELATED]

    def lookups(self, content: MemoryContent, conversation: str) -> "Sequence[SearchOp]":
        """Return searches for the most similar episodes, and all of this conversation."""
        return [*super().lookups(content, conversation), self._in_conversation(conversation)]

    def slot(self, content: MemoryContent, conversation: str) -> str:
        """Return the conversation: its episodes are the ones that may go on."""
        del content
        return _slot(conversation)

    def _in_conversation(self, conversation: str) -> "SearchOp":
        return in_slot(self.namespace, _slot(conversation), MAX_EPISODES)

    def _episodes_of(self, transcript: Transcript) -> Steps[tuple[Record, ...]]:
        """Return the episodes that tell turns of this transcript, oldest first."""
        (items,) = yield Batch([self._in_conversation(transcript.conversation)])
        records = [Record.from_value(item.namespace, item.key, item.value) for item in items]
        digests = {turn.digest for turn in transcript.turns}
        telling = [r for r in records if digests.intersection(r.provenance.digests)]
        return tuple(sorted(telling, key=lambda record: (record.created_at, record.id)))

    def _split(self, transcript: Transcript, known: Sequence[Record]) -> tuple[Segment, ...]:
        """Return the segments; those that are episodes already stay as they are.

        An episode most of whose turns are out of sight, as in a window on a long talk, is no
        guide: it cannot be told anew from what is left of it.
        """
        digests = {turn.digest for turn in transcript.turns}
        settings = self.settings
        if not isinstance(settings, EpisodicSettings):
            settings = EpisodicSettings()
        told = {
            digest: record.id
            for record in known
            if _share(record, digests) >= episode_policy.OVERLAP
            for digest in record.provenance.digests
        }
        return split(transcript, gap=settings.gap, min_turns=settings.min_turns, told=told)


def _slot(conversation: str) -> str:
    return f"conversation|{conversation}"


def _share(record: Record, digests: set[str]) -> float:
    """Return the share of an episode's turns that are among `digests`."""
    own = record.provenance.digests
    return len(digests.intersection(own)) / len(own)
