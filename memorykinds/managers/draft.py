"""`Draft`: the first half of a manager's run, what was read and proposed, nothing decided."""

from dataclasses import dataclass

from memorykinds.bridge import Prompt
from memorykinds.kinds import Candidate, Record, Transcript
from memorykinds.managers.proposing import Proposed
from memorykinds.managers.segmenting import Segment


@dataclass(frozen=True, slots=True)
class Draft:
    """What the model saw and what it proposed.

    Attributes:
        transcript: The conversation.
        related: The known memories that the prompt shows, in the order of their numbers.
        prompt: What was asked.
        proposed: What was answered.
        segments: The conversation's segments, where the manager tells each by itself.
    """

    transcript: Transcript
    related: tuple[Record, ...]
    prompt: Prompt
    proposed: Proposed[Candidate]
    segments: tuple[Segment, ...] = ()
