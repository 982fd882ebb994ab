"""`Lesson`: who learns a conversation now, and what is written besides their memories."""

from collections.abc import Sequence
from dataclasses import dataclass

from memorykinds.bridge import Steps
from memorykinds.kinds import Transcript
from memorykinds.managers.manager import Manager
from memorykinds.managers.plan import Plan
from memorykinds.managers.waiting import marks_of, waiting


@dataclass(frozen=True, slots=True)
class Lesson:
    """Who learns, and who waits.

    Attributes:
        managers: Who is asked.
        plan: The decisions of those who wait, and how far the others will have learned.
    """

    managers: tuple[Manager, ...]
    plan: Plan


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
    return Lesson(learning, Plan(decisions=decisions, marks=marks))
