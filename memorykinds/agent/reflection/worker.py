"""The worker: one job, from its claim to its end. It raises nothing that a job may cause."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from memorykinds.agent.reflection.job import Job
from memorykinds.agent.reflection.queue import Claimed, Queue
from memorykinds.agent.reflection.rule import pause
from memorykinds.kinds import InputError, MemoryKind, MissingPartError
from memorykinds.kinds.secrets import withhold_secrets
from memorykinds.managers import Update
from memorykinds.memory import Memory
from memorykinds.models.redact import said

logger = logging.getLogger(__name__)

OnUpdate = Callable[[Job, Update], object]
"""Called with what was learned, in the thread that has learned it."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Runs jobs.

    Args:
        queue: Where they are claimed and reported.
        memories: Returns a user's memory.
        kinds: Which managers learn, where a job does not say so.
        limit: Seconds that a run may take, and that its claim holds.
        tries: How often a job is begun before it has failed.
        base: Seconds that it rests after its first failure.
        jitter: Returns a number from 0 to 1.
        consolidate: Consolidates a memory.
        on_update: Told what was learned; None for nobody.
    """

    queue: Queue
    memories: Callable[[str], Memory]
    kinds: Sequence[MemoryKind]
    limit: float
    tries: int
    base: float
    jitter: Callable[[], float]
    consolidate: Callable[[Memory], Update]
    on_update: OnUpdate | None

    def run(self, job: Job) -> Update | None:
        """Run a job if it is to be had; return what changed, None if it was not or failed."""
        claimed = self.queue.claim(job, seconds=self.limit, most_tries=self.tries)
        if claimed is None:
            return None
        try:
            update = self._work(claimed)
        except Exception as error:  # noqa: BLE001 -- whatever fails, it is the job's failure
            self._note(claimed.job, error)
            return None
        except BaseException:  # Ctrl-C: the next worker need not wait for the lease to end
            self.queue.give_back(claimed.job)
            raise
        self.queue.done(claimed.job)
        self._tell(claimed.job, update)
        return update

    def _work(self, claimed: Claimed) -> Update:
        job, words = claimed
        memory = self.memories(job.user)
        if memory.user != job.user:
            raise InputError(f"memories= returned the memory of {memory.user!r} for {job.user!r}.")
        if words is None:
            return self.consolidate(memory)
        # The burst is over, and what waits here does not come again: no turn waits for others.
        return memory.learn(words, kinds=job.kinds or self.kinds, min_turns=0)

    def _note(self, job: Job, error: Exception) -> None:
        """Write down why a job failed: it rests, or has failed for good."""
        reason = withhold_secrets(said(error))[0]
        final = job.tries >= self.tries or isinstance(error, InputError | MissingPartError)
        asked = getattr(error, "retry_after", None)
        rest = pause(job.tries, base=self.base, jitter=self.jitter(), asked=asked)
        self.queue.failed(job, reason, None if final else rest)
        after = "it is not tried again by itself" if final else f"next try in {rest:.0f} s"
        told = (job.key, job.user, job.tries, self.tries, after, reason)
        logger.warning("Job %r of %r failed (try %d of %d; %s): %s", *told)

    def _tell(self, job: Job, update: Update) -> None:
        if self.on_update is None:
            return
        try:
            self.on_update(job, update)
        except Exception:
            logger.exception("on_update failed; job %r of %r is done", job.key, job.user)
