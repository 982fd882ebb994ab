"""`Running`: how waiting work is run: by threads, or here and now."""

import atexit
from contextlib import suppress
from types import TracebackType
from typing import Self
from uuid import UUID

from memorykinds.agent.reflection.checks import thread_name
from memorykinds.agent.reflection.job import Job
from memorykinds.agent.reflection.pool import Pool
from memorykinds.agent.reflection.queue import Queue
from memorykinds.agent.reflection.rule import in_turn
from memorykinds.agent.reflection.waiter import Waiter
from memorykinds.agent.reflection.worker import Worker
from memorykinds.kinds import InputError, NotFoundError
from memorykinds.kinds.clock import Clock
from memorykinds.kinds.names import user_label
from memorykinds.managers import Update

Thread = str | int | UUID


class Running:
    """The part of `Reflection` that looks into the queue and runs what is in it."""

    _only: str | None
    _clock: Clock
    _poll: float
    _waiter: Waiter
    _queue: Queue
    _worker: Worker
    _pool: Pool

    def pending(self, user: str | None = None) -> list[Job]:
        """Return what waits or runs, the next one first; of all users, or of one."""
        return [job for job in self._jobs(user) if job.state == "waiting"]

    def failed(self, user: str | None = None) -> list[Job]:
        """Return what has failed for good, each with its error; of all users, or of one."""
        return [job for job in self._jobs(user) if job.state == "failed"]

    def flush(self, thread: Thread | None = None, *, user: str | None = None) -> list[Update]:
        """Learn now, in this thread, what waits; of one thread or user if one is named.

        What another thread or process is learning already is left to it. A job that fails
        rests or fails as always.

        Returns:
            What changed, one update for each conversation that was learned.
        """
        found = self.pending(user) if thread is None else self._of_thread(thread, user)
        hastened = []
        for job in found:
            if job.work != "learn" or job.state != "waiting":
                continue
            with suppress(NotFoundError):  # somebody was quicker
                hastened.append(self._queue.hasten(job))
        return self._run(hastened)

    def run_due(self) -> list[Update]:
        """Run now, in this thread, what is due: for a cron job, a test or a notebook.

        Returns:
            What changed, one update for each job that succeeded.
        """
        now = self._clock()
        return self._run([job for job in self._jobs() if job.ready(now)])

    def drain(self, timeout: float | None = None, *, early: bool = False) -> bool:
        """Wait until what is due is done, as before a shutdown. Without threads, do it here.

        What waits for its time, or rests after a failure, is not run before that time: it
        stays in the queue.

        Args:
            timeout: Seconds to wait, at most; None for no limit.
            early: Also run what waits for its time.

        Returns:
            Whether nothing is left that is due.
        """
        if early:
            for job in self.pending():
                with suppress(NotFoundError):
                    if job.work == "learn":
                        self._queue.hasten(job)
            self._waiter.wake()
        if not self._pool.started:
            self.run_due()
            return not self._due()
        deadline = None if timeout is None else self._waiter.now() + timeout
        while True:
            seen = self._waiter.mark()
            due = self._due()
            lost = self._pool.lost()  # until such a thread comes back nothing is run for its user
            if not self._pool.at_work() and all(job.user in lost for job in due):
                return not due
            left = self._poll if deadline is None else deadline - self._waiter.now()
            if left <= 0:
                return False
            self._waiter.wait(min(left, self._poll), seen)

    def start(self) -> Self:
        """Begin to run what is due in threads of its own; starting twice is fine."""
        self._pool.start()
        atexit.register(self._pool.stop, 0.0)
        return self

    def close(self, timeout: float = 10) -> None:
        """Begin nothing more, and wait for what runs; closing twice is fine.

        What has not been run stays in the queue, for the next reflection on its store. What
        still runs after the timeout ends by itself, or is run again when its lease has ended.

        Args:
            timeout: Seconds to wait, at most.
        """
        self._pool.stop(timeout)
        atexit.unregister(self._pool.stop)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        whose = "all users" if self._only is None else repr(self._only)
        return f"Reflection(of {whose}, {'running' if self._pool.started else 'not started'})"

    # -- inside --------------------------------------------------------------------------

    def _one(self, user: str | None) -> str:
        """Return the user that is meant: one that was named, or the only one."""
        name = self._only if user is None else user
        if name is None:
            raise InputError("This reflection serves many users: say whose with user=.")
        user_label(name)
        if self._only not in (None, name):
            raise InputError(f"This reflection is of {self._only!r}'s memory, not of {name!r}'s.")
        return name

    def _jobs(self, user: str | None = None) -> list[Job]:
        return self._queue.jobs(self._only if user is None else self._one(user))

    def _of_thread(self, thread: Thread, user: str | None) -> list[Job]:
        """Return the jobs of a thread: one, and one more for each choice of kinds."""
        name = thread_name(thread)
        return [job for job in self._jobs(user) if job.thread == name]

    def _due(self) -> list[Job]:
        now = self._clock()
        return [job for job in self._jobs() if job.ready(now)]

    def _run(self, jobs: list[Job]) -> list[Update]:
        updates = [self._worker.run(job) for job in in_turn(jobs, {})]
        self._waiter.wake()
        return [update for update in updates if update is not None]
