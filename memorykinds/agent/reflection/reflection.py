"""`Reflection`: the door with both wings, blocking and awaited."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from memorykinds.agent.reflection.door import Door
from memorykinds.agent.reflection.job import Job
from memorykinds.agent.reflection.running import Thread
from memorykinds.kinds import MemoryKind
from memorykinds.managers import Feedback, Update

T = TypeVar("T")


class Reflection(Door):
    """Learns conversations in the background, from a queue that survives the process.

    ::

        with Reflection(memory, after=30) as reflection:     # or: async with …
            reflection.submit(messages, thread="monday")     # learned 30 s after its last turn

    Learning takes calls of a model, for which no user should wait; and a conversation that is
    learned after each turn is paid for many times. So a turn is put into a queue, and the
    conversation is learned once, when it rests. The queue lies in the memory's store: what
    `submit` has returned for survives a restart, a crash and a killed process (and in a store
    that is only in memory, nothing does). Several processes may work on one queue.

    No thread runs before `start`, or ``with``. Without one, call `run_due` now and then, or
    `flush`.

    Args:
        memory: One user's memory, or a function that returns the memory of the user it is
            given, which is called for each run; keep what it returns if it is costly to make.
        store: Where the queue of all users lies, if `memory` is a function: mostly the store
            of their memories.
        after: Seconds from a conversation's last turn until it is learned.
        longest: Seconds from its first turn, for a talk that never rests.
        workers: How many conversations are learned at once; of one user, one.
        tries: How often a job is begun before it has failed for good. What cannot be used
            (`InputError`) fails at once.
        pause: Seconds that a job rests after its first failure; each time twice as many, up to
            an hour, and no fewer than a provider asks for. Up to a half of them is left to
            chance.
        limit: Seconds that a run may take. A model's call cannot be ended from outside: after
            this time its job is free for others, its user waits, and another thread takes its
            place. Choose it longer than the slowest run: a job that is run twice costs twice,
            and changes nothing.
        kinds: Which managers learn.
        consolidate: Consolidates a memory, for `schedule_consolidation`.
        on_update: Called with the job and its update, in the thread that has learned it.
        poll: Seconds between two looks at the queue, at most, for what other processes left.
        clock: Returns now; None for that of `memory`, or the system's.
        ids: Makes ids that no other process makes.
        jitter: Returns a number from 0 to 1.
        waiter: How threads wait; None for `ThreadWaiter`.

    Raises:
        InputError: If an argument cannot be used.
    """

    async def asubmit(
        self,
        messages: Any,
        *,
        user: str | None = None,
        thread: Thread | None = None,
        feedback: Feedback | None = None,
        after: float | None = None,
        kinds: Sequence[MemoryKind] | None = None,
    ) -> Job:
        """Do what `submit` does."""
        more: dict[str, Any] = {"feedback": feedback, "after": after, "kinds": kinds}
        return await asyncio.to_thread(self.submit, messages, user=user, thread=thread, **more)

    async def aschedule_consolidation(
        self, every: float | timedelta | None, *, user: str | None = None
    ) -> Job | None:
        """Do what `schedule_consolidation` does."""
        return await asyncio.to_thread(self.schedule_consolidation, every, user=user)

    async def apending(self, user: str | None = None) -> list[Job]:
        """Do what `pending` does."""
        return await asyncio.to_thread(self.pending, user)

    async def afailed(self, user: str | None = None) -> list[Job]:
        """Do what `failed` does."""
        return await asyncio.to_thread(self.failed, user)

    async def aretry(self, job: Job) -> Job:
        """Do what `retry` does."""
        return await asyncio.to_thread(self.retry, job)

    async def adrop(self, job: Job) -> bool:
        """Do what `drop` does."""
        return await asyncio.to_thread(self.drop, job)

    async def acancel(self, thread: Thread, *, user: str | None = None) -> bool:
        """Do what `cancel` does."""
        return await asyncio.to_thread(self.cancel, thread, user=user)

    async def aerase(self, user: str | None = None) -> int:
        """Do what `erase` does."""
        return await asyncio.to_thread(self.erase, user)

    async def aflush(
        self, thread: Thread | None = None, *, user: str | None = None
    ) -> list[Update]:
        """Do what `flush` does, in a thread."""
        return await _in_daemon(lambda: self.flush(thread, user=user))

    async def arun_due(self) -> list[Update]:
        """Do what `run_due` does, in a thread."""
        return await _in_daemon(self.run_due)

    async def adrain(self, timeout: float | None = None, *, early: bool = False) -> bool:  # noqa: ASYNC109 -- the same words as its twin
        """Do what `drain` does."""
        return await _in_daemon(lambda: self.drain(timeout, early=early))

    async def aclose(self, timeout: float = 10) -> None:  # noqa: ASYNC109
        """Do what `close` does."""
        await _in_daemon(lambda: self.close(timeout))

    async def __aenter__(self) -> Self:
        return self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()


async def _in_daemon(work: Callable[[], T]) -> T:
    """Await blocking work that may hang. An executor's thread would then keep Python from ending."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if ended.done():  # the task was cancelled
            return
        if error is not None:
            ended.set_exception(error)
        else:
            ended.set_result(cast(T, result))

    def run() -> None:
        outcome: tuple[T | None, BaseException | None]
        try:
            outcome = work(), None
        except Exception as error:  # noqa: BLE001 -- raised again, where it is awaited
            outcome = None, error
        with suppress(RuntimeError):  # the loop has ended, and nobody awaits any more
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run, name="awaited call", daemon=True).start()
    return await ended
