"""Floor 0: what a memory is. Data only; nothing here reads, writes or waits."""

from memorykinds.kinds.content import KINDS, Content, Frozen, Instant, MemoryContent, MemoryKind
from memorykinds.kinds.decision import Action, Decision, Reason
from memorykinds.kinds.episode import Episode
from memorykinds.kinds.errors import (
    InputError,
    MemoryKindsError,
    MissingPartError,
    ModelError,
    NotFoundError,
    NotRecordedError,
    StoreError,
)
from memorykinds.kinds.event import Event, EventAction
from memorykinds.kinds.fact import Fact
from memorykinds.kinds.judgement import Judgement
from memorykinds.kinds.profile import FieldChange, ProfileContent, ProfileWarning
from memorykinds.kinds.proposal import (
    Candidate,
    EpisodeCandidate,
    EpisodeProposal,
    FactCandidate,
    FactProposal,
    Proposal,
    RuleCandidate,
    RuleProposal,
)
from memorykinds.kinds.record import Provenance, Record, State, importance_of
from memorykinds.kinds.rule import Rule, RuleStatus
from memorykinds.kinds.rule_book import RuleBook
from memorykinds.kinds.rule_changes import RuleChanges
from memorykinds.kinds.rule_entry import RuleEntry
from memorykinds.kinds.transcript import Role, Transcript, Turn
from memorykinds.kinds.trial import Trial

__all__ = [
    "KINDS",
    "Action",
    "Candidate",
    "Content",
    "Decision",
    "Episode",
    "EpisodeCandidate",
    "EpisodeProposal",
    "Event",
    "EventAction",
    "Fact",
    "FactCandidate",
    "FactProposal",
    "FieldChange",
    "Frozen",
    "InputError",
    "Instant",
    "Judgement",
    "MemoryContent",
    "MemoryKind",
    "MemoryKindsError",
    "MissingPartError",
    "ModelError",
    "NotFoundError",
    "NotRecordedError",
    "ProfileContent",
    "ProfileWarning",
    "Proposal",
    "Provenance",
    "Reason",
    "Record",
    "Role",
    "Rule",
    "RuleBook",
    "RuleCandidate",
    "RuleChanges",
    "RuleEntry",
    "RuleProposal",
    "RuleStatus",
    "State",
    "StoreError",
    "Transcript",
    "Trial",
    "Turn",
    "importance_of",
]
