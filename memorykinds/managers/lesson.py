"""`Lesson`: who learns a conversation now, and what is written besides their memories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import MemoryKind, Transcript
from memorykinds.managers.forgotten import forgotten_in, search_of, shown
from memorykinds.managers.manager import Manager
from memorykinds.managers.plan import Plan
from memorykinds.managers.waiting import marks_of, waiting


@dataclass(frozen=True, slots=True)
class Lesson:
    """Who learns, and who waits.

    Attributes:
        managers: Who is asked.
        plan: The decisions of those who wait, what is not read again, and how far the others will
            have learned.
        transcripts: The conversation as each kind's manager may read it, without what was
            forgotten.
    """

    managers: tuple[Manager, ...]
    plan: Plan
    transcripts: Mapping[MemoryKind, Transcript]


def lesson(
    user: str, transcript: Transcript, managers: Sequence[Manager], least: int, *, marking: bool
) -> Steps[Lesson]:
    """Return who of `managers` learns `transcript` now.

    Args:
        user: Whose memories.
        transcript: The conversation as it is now.
        managers: Who might learn it.
        least: How many new turns of the user are worth a call of the model.
        marking: Whether to keep how far it is learned, for the next time.
    """
    decisions = yield from waiting(user, transcript, [m.kind for m in managers], least)
    idle = {decision.kind for decision in decisions}
    learning = tuple(manager for manager in managers if manager.kind not in idle)
    marks = marks_of(transcript, [m.kind for m in learning]) if marking else ()
    transcripts: dict[MemoryKind, Transcript] = {}
    if learning:
        namespace = learning[0].namespace
        (items,) = yield Batch([search_of(namespace)])
        forgotten = yield from forgotten_in(namespace, items)
        for manager in learning:
            left, refusals = shown(forgotten, manager.kind, transcript)
            decisions += refusals
            if left is not None:
                transcripts[manager.kind] = left
    reading = tuple(manager for manager in learning if manager.kind in transcripts)
    return Lesson(reading, Plan(decisions=decisions, marks=marks), transcripts)
