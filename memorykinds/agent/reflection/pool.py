"""The pool: one thread that looks for what is due, and a bounded number that run it.

One thread at a time is at work for a user, so a user with many conversations, or with a model
that hangs, takes one thread and no more. A thread in Python cannot be ended from outside: a run
that takes longer than its limit only loses its claim. Its thread counts no longer, so another
may take its place; there may be as many such lost threads as workers, and not more.

All threads are daemons: they never keep an interpreter from ending. What they leave unfinished
is still in the queue.
"""

import contextvars
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from memorykinds.agent.reflection.job import Job
from memorykinds.agent.reflection.rule import in_turn
from memorykinds.agent.reflection.waiter import Waiter
from memorykinds.kinds.clock import Clock

logger = logging.getLogger(__name__)


class Pool:
    """The threads of one `Reflection`.

    Args:
        jobs: Returns all jobs.
        run: Runs one.
        workers: How many run at once.
        limit: Seconds after which a run's thread is given up.
        poll: Seconds between two looks, at most: another process may have left work.
        clock: Returns now.
        waiter: How the looking thread waits.
    """

    def __init__(
        self,
        jobs: Callable[[], list[Job]],
        run: Callable[[Job], object],
        *,
        workers: int,
        limit: float,
        poll: float,
        clock: Clock,
        waiter: Waiter,
    ) -> None:
        self._jobs = jobs
        self._run = run
        self._workers = workers
        self._limit = timedelta(seconds=limit)
        self._poll = timedelta(seconds=poll)
        self._clock = clock
        self._waiter = waiter
        self._guard = threading.Lock()
        self._looker: threading.Thread | None = None
        self._busy: dict[str, datetime] = {}  # users, and until when their thread counts
        self._resting: dict[str, datetime] = {}  # users whose job could not even be claimed
        self._served: dict[str, int] = {}
        self._turn = 0

    @property
    def started(self) -> bool:
        """Whether a thread looks for work."""
        return self._looker is not None

    def start(self) -> None:
        """Begin to look; starting twice is fine."""
        with self._guard:
            if self._looker is not None:
                return
            self._looker = self._thread(self._look, "reflection")
            self._looker.start()

    def stop(self, timeout: float) -> None:
        """Begin nothing more, and wait so many seconds for what runs; stopping twice is fine."""
        with self._guard:
            looker, self._looker = self._looker, None
        self._waiter.wake()
        deadline = self._waiter.now() + timeout
        if looker is not None and looker is not threading.current_thread():
            looker.join(timeout)
        while True:
            seen = self._waiter.mark()
            left = deadline - self._waiter.now()
            if left <= 0 or not self.at_work():
                return
            self._waiter.wait(left, seen)

    def at_work(self) -> frozenset[str]:
        """Return the users for whom a thread works that is within its limit."""
        now = self._clock()
        with self._guard:
            return frozenset(user for user, until in self._busy.items() if until > now)

    def lost(self) -> frozenset[str]:
        """Return the users whose thread is beyond its limit and has not come back."""
        return frozenset(self._busy) - self.at_work()

    def begin(self) -> timedelta:
        """Start a thread for each job whose turn it is; return how long nothing new is due."""
        now = self._clock()
        with self._guard:
            if not self._has_room(now):  # a thread that ends wakes us: until then, read nothing
                return min((until - now for until in self._limits(now)), default=self._poll)
        jobs = self._jobs()
        now = self._clock()
        with self._guard:
            if self._looker is None:
                return self._poll
            self._resting = {user: until for user, until in self._resting.items() if until > now}
            self._served = {job.user: self._served.get(job.user, -1) for job in jobs}
            for job in in_turn((job for job in jobs if job.ready(now)), self._served):
                if self._may_begin(job.user, now):
                    self._begin(job, now)
            moments = [job.lease if job.lease and job.runs(now) else job.due for job in jobs]
            moments += [*self._limits(now), *self._resting.values()]
        return min((moment - now for moment in moments if moment > now), default=self._poll)

    def _may_begin(self, user: str, now: datetime) -> bool:
        return self._has_room(now) and user not in self._busy and user not in self._resting

    def _has_room(self, now: datetime) -> bool:
        return len(self._limits(now)) < self._workers and len(self._busy) < 2 * self._workers

    def _limits(self, now: datetime) -> list[datetime]:
        """Return when each thread that still counts ceases to."""
        return [until for until in self._busy.values() if until > now]

    def _begin(self, job: Job, now: datetime) -> None:
        self._turn += 1
        self._served[job.user] = self._turn
        self._busy[job.user] = now + self._limit
        self._thread(lambda: self._one(job), f"reflection of {job.user}").start()

    def _one(self, job: Job) -> None:
        trouble = False
        try:
            self._run(job)
        except Exception:  # the queue itself: the store is busy, or out of reach
            logger.exception("Job %r of %r could not be claimed or reported", job.key, job.user)
            trouble = True
        finally:
            with self._guard:
                del self._busy[job.user]
                if trouble:
                    self._resting[job.user] = self._clock() + self._poll
            self._waiter.wake()

    def _look(self) -> None:
        me = threading.current_thread()
        while self._looker is me:
            seen = self._waiter.mark()
            try:
                free = self.begin()
            except Exception:
                logger.exception("The queue of reflection cannot be read; it is tried again")
                free = self._poll
            if self._looker is me:
                self._waiter.wait(min(free, self._poll).total_seconds(), seen)

    @staticmethod
    def _thread(work: Callable[[], None], name: str) -> threading.Thread:
        # An empty context: what belongs to the caller's run (a trace, a config of LangGraph's)
        # does not belong to what runs after it.
        run = contextvars.Context().run
        return threading.Thread(target=run, args=(work,), name=name, daemon=True)
