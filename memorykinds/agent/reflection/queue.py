"""The queue: when a job comes, is claimed, ends, rests, and who may do so.

Every change is made while the job's user is locked in the queue (`alone`). Where the store has
`exclusive` that keeps other processes out as well, and one of them gets a job; on any other
store it is this process alone, and two processes may both run a job: docs/reflection.md says
what that costs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from memorykinds.agent.reflection.items import Items
from memorykinds.agent.reflection.job import CONSOLIDATION, Job, learning_of
from memorykinds.agent.reflection.joining import joined
from memorykinds.agent.reflection.rule import due_at
from memorykinds.kinds import MemoryKind, NotFoundError, Transcript
from memorykinds.kinds.clock import Clock, NewId
from memorykinds.locks import alone, queue_of

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore


class Claimed(NamedTuple):
    """A job that is ours to run, and its words."""

    job: Job
    words: Transcript | None


class Queue:
    """The jobs of all users of a store.

    Args:
        store: Where they are kept.
        clock: Returns now.
        ids: Makes revisions and claims; two processes must not make the same.
    """

    def __init__(self, store: "BaseStore", clock: Clock, ids: NewId) -> None:
        self.store = store
        self.clock = clock
        self._items = Items(store)
        self._ids = ids

    def jobs(self, user: str | None = None) -> list[Job]:
        """Return all jobs, or one user's, the next one first."""
        jobs = self._items.jobs(user)
        return sorted(jobs, key=lambda job: (job.due, job.user, job.key))

    # -- coming in -----------------------------------------------------------------------

    def add(
        self,
        user: str,
        words: Transcript,
        thread: str | None,
        *,
        after: float,
        longest: float,
        secrets: set[str],
        kinds: tuple[MemoryKind, ...] | None = None,
    ) -> Job:
        """Let a conversation wait, together with what waits of it already for the same kinds."""
        key = learning_of(words.conversation, kinds)
        with self._alone(user):
            now = self.clock()
            old, waiting = self._items.find(user, key)
            words = joined(waiting, words, secrets) if waiting else words
            # What was begun already does not count: its burst is over.
            first = old.first if old and old.state == "waiting" and not old.tries else now
            job = Job(
                user=user,
                key=key,
                thread=thread,
                kinds=kinds,
                turns=len(words.turns),
                first=first,
                due=due_at(now, first, after, longest),
                revision=self._ids("revision"),
                claim=old.claim if old else "",
                lease=old.lease if old else None,
            )
            self._items.keep(job, words)
        return job

    def repeat(self, user: str, every: float | None) -> Job | None:
        """Let a consolidation come every so many seconds; None ends that."""
        with self._alone(user):
            old, _ = self._items.find(user, CONSOLIDATION)
            if every is None:
                self._items.remove(old)
                return None
            if old and old.every == every:
                return old
            now = self.clock()
            due = now + timedelta(seconds=every)
            fresh = Job(user=user, key=CONSOLIDATION, work="consolidate", first=now, due=due)
            job = (old or fresh).with_(due=due, every=every, revision=self._ids("revision"))
            self._items.keep(job)
        return job

    # -- being run -----------------------------------------------------------------------

    def claim(self, job: Job, *, seconds: float, most_tries: int) -> Claimed | None:
        """Take a job for so many seconds; None if it is not to be had.

        A try counts from its beginning: a job that kills its process is not tried for ever.
        """
        with self._alone(job.user):
            now = self.clock()
            found, words = self._items.find(job.user, job.key)
            if found is None or not found.ready(now):
                return None
            if found.work == "learn" and words is None:  # the user's words were erased
                self._items.remove(found)
                return None
            if found.tries >= most_tries:
                self._rest(found, _NEVER_ENDED.format(found.tries), None)
                return None
            lease = now + timedelta(seconds=seconds)
            claimed = found.with_(claim=self._ids("claim"), lease=lease, tries=found.tries + 1)
            self._items.keep(claimed)
        return Claimed(claimed, words)

    def done(self, job: Job) -> None:
        """Note that a claimed job is done; what was said meanwhile waits on."""
        with self._mine(job) as found:
            if found is None:
                return
            if found.revision == job.revision and found.every is None:
                self._items.remove(found)
                return
            free = found.with_(claim="", lease=None, tries=0, error="")
            if found.revision == job.revision:
                free = free.with_(due=self.clock() + timedelta(seconds=found.every or 0))
            self._items.keep(free)

    def failed(self, job: Job, error: str, pause: float | None) -> None:
        """Note why a claimed job failed, and let it rest; without a pause, for good."""
        with self._mine(job) as found:
            if found is None:
                return
            if found.revision == job.revision:
                self._rest(found, error, pause)
            else:  # something was said meanwhile, and has a time of its own
                self._items.keep(found.with_(claim="", lease=None, error=error))

    def give_back(self, job: Job) -> None:
        """Let go of a claimed job that was interrupted, as if it had not been begun."""
        with self._mine(job) as found:
            if found is not None:
                tries = max(found.tries - 1, 0)
                self._items.keep(found.with_(claim="", lease=None, tries=tries))

    # -- being changed by hand -----------------------------------------------------------

    def hasten(self, job: Job) -> Job:
        """Let a job be due now, and have all its tries.

        Raises:
            NotFoundError: If it is no more there.
        """
        with self._alone(job.user):
            found, _ = self._items.find(job.user, job.key)
            if found is None:
                raise NotFoundError(f"No job {job.key!r} of {job.user!r} waits or has failed.")
            due = min(found.due, self.clock())
            ready = found.with_(due=due, state="waiting", tries=0)
            self._items.keep(ready)
        return ready

    def drop(self, user: str, key: str) -> bool:
        """Delete a job and its words; return whether there was one."""
        with self._alone(user):
            found, _ = self._items.find(user, key)
            self._items.remove(found)
        return found is not None

    def erase(self, user: str) -> int:
        """Delete all jobs of a user, and all words, also such as belong to no job."""
        with self._alone(user):
            return self._items.remove_all(user)

    # -- inside --------------------------------------------------------------------------

    @contextmanager
    def _alone(self, user: str) -> Iterator[None]:
        with alone(self.store, queue_of(user)):
            yield

    @contextmanager
    def _mine(self, job: Job) -> Iterator[Job | None]:
        """Give the job as it is now; None if it was taken from us."""
        with self._alone(job.user):
            found, _ = self._items.find(job.user, job.key)
            yield found if found is not None and found.claim == job.claim else None

    def _rest(self, job: Job, error: str, pause: float | None) -> None:
        """Write that a job failed; what comes again and again has all its tries the next time."""
        free = job.with_(claim="", lease=None, error=error)
        if pause is not None:
            free = free.with_(due=self.clock() + timedelta(seconds=pause))
        elif job.every is not None:
            free = free.with_(due=self.clock() + timedelta(seconds=job.every), tries=0)
        else:
            free = free.with_(state="failed")
        self._items.keep(free)


_NEVER_ENDED = "It was begun {} times and never ended: its process died, or it took too long."
