"""`Question` and `Draft`: the first half of a manager's run, nothing decided.

Both are plain data, and a `Trace` holds all that is in them: so a run can be taken up again
from any step (see `rerunning`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from memorykinds.bridge import Prompt
from memorykinds.kinds import Candidate, Record, Transcript
from memorykinds.managers.proposing import Proposed
from memorykinds.managers.segmenting import Segment


class Known(NamedTuple):
    """A memory that the model is shown.

    Attributes:
        id: Its id.
        text: Its text at that time.
    """

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the model is asked.

    Attributes:
        transcript: The conversation.
        related: The known memories that the prompt shows, in the order of their numbers.
        prompt: What is asked.
        segments: The conversation's segments, where the manager tells each by itself.
    """

    transcript: Transcript
    related: tuple[Known, ...]
    prompt: Prompt
    segments: tuple[Segment, ...] = ()

    def answered(self, proposed: Proposed[Candidate]) -> "Draft":
        """Return the draft that an answer makes of the question."""
        return Draft(self.transcript, self.related, self.prompt, proposed, self.segments)


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
    related: tuple[Known, ...]
    prompt: Prompt
    proposed: Proposed[Candidate]
    segments: tuple[Segment, ...] = ()


def as_known(records: Iterable[Record]) -> tuple[Known, ...]:
    """Return memories as a draft keeps them."""
    return tuple(Known(record.id, record.text) for record in records)
