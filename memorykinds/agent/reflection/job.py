"""`Job`: one conversation that waits to be learned, or one user's next consolidation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from memorykinds.kinds import Frozen, Instant, MemoryKind

Work = Literal["learn", "consolidate"]

CONSOLIDATION = "consolidate"
"""The key of a user's consolidation."""


class Job(Frozen):
    """What is to be done, when, and how that has gone so far; what was said is not in it.

    Attributes:
        user: For whom.
        key: "learn:" and the conversation's id, or "consolidate". User and key name a job.
            One conversation has several where some of its turns are for some kinds only.
        work: What is done.
        thread: The thread, if the conversation has one.
        kinds: Which kinds of memory learn from it; None for those of the reflection.
        turns: How many turns wait.
        first: When the first of them came.
        due: When it is to run; a claimed job may run already.
        state: "waiting", or "failed" after the last try.
        tries: How often it was begun since something was last said.
        error: Why the last try failed.
        every: Seconds between two runs, of what comes again and again.
        revision: Another one whenever something was added to it.
        claim: Who runs it now, if anybody does.
        lease: Until when the claim holds: whoever has not ended by then is taken for dead.
    """

    user: str
    key: str
    work: Work = "learn"
    thread: str | None = None
    kinds: tuple[MemoryKind, ...] | None = None
    turns: int = 0
    first: Instant
    due: Instant
    state: Literal["waiting", "failed"] = "waiting"
    tries: int = 0
    error: str = ""
    every: float | None = None
    revision: str = ""
    claim: str = ""
    lease: Instant | None = None

    def runs(self, now: datetime) -> bool:
        """Whether somebody, in whatever process, is at it."""
        return self.lease is not None and self.lease > now

    def ready(self, now: datetime) -> bool:
        """Whether it may be begun."""
        return self.state == "waiting" and self.due <= now and not self.runs(now)


def learning_of(conversation: str, kinds: Sequence[MemoryKind] | None = None) -> str:
    """Return the key of the job that learns a conversation, or some kinds from it."""
    return f"learn[{','.join(kinds)}]:{conversation}" if kinds else f"learn:{conversation}"


def conversation_of(thread: str) -> str:
    """Return the id that a thread's conversation has wherever it is learned."""
    return f"thread-{thread}"
