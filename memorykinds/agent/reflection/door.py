"""`Door`: how work comes into the queue, is looked at and changed, as blocking calls."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from memorykinds.agent.reflection.checks import seconds_of, thread_name, whole
from memorykinds.agent.reflection.job import Job, conversation_of
from memorykinds.agent.reflection.pool import Pool
from memorykinds.agent.reflection.queue import Queue
from memorykinds.agent.reflection.running import Running, Thread
from memorykinds.agent.reflection.waiter import ThreadWaiter, Waiter
from memorykinds.agent.reflection.worker import OnUpdate, Worker
from memorykinds.agent.run import checked_kinds
from memorykinds.kinds import KINDS, InputError, MemoryKind
from memorykinds.kinds.clock import Clock, NewId, random_id, system_clock
from memorykinds.managers import Feedback, Update, read_transcript
from memorykinds.memory import Memory

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore


class Door(Running):
    """The part of `Reflection` that blocks; `Reflection` has its arguments and the async twins."""

    def __init__(
        self,
        memory: Memory | Callable[[str], Memory],
        *,
        store: "BaseStore | None" = None,
        after: float = 30,
        longest: float = 600,
        workers: int = 4,
        tries: int = 5,
        pause: float = 30,
        limit: float = 300,
        kinds: Sequence[MemoryKind] = KINDS,
        consolidate: Callable[[Memory], Update] = Memory.consolidate,
        on_update: OnUpdate | None = None,
        poll: float = 5,
        clock: Clock | None = None,
        ids: NewId = random_id,
        jitter: Callable[[], float] = random.random,
        waiter: Waiter | None = None,
    ) -> None:
        self._only = memory.user if isinstance(memory, Memory) else None
        if isinstance(memory, Memory):
            if store is not None and store is not memory.store:
                raise InputError("A memory brings its own store: leave out store=.")
            store, clock = memory.store, clock or memory.semantic.manager.clock
        elif store is None:
            raise InputError(
                "Say where the queue of all users is kept: Reflection(…, store=store)."
            )
        self._kinds = checked_kinds(kinds)
        self._after = seconds_of("after", after)
        self._longest = seconds_of("longest", longest)
        self._poll = seconds_of("poll", poll, least=0.001)
        self._clock = clock or system_clock
        self._waiter = waiter or ThreadWaiter()
        self._queue = Queue(store, self._clock, ids)
        self._worker = Worker(
            self._queue,
            memories=(lambda _: memory) if isinstance(memory, Memory) else memory,
            kinds=self._kinds,
            limit=seconds_of("limit", limit, least=0.001),
            tries=whole("tries", tries),
            base=seconds_of("pause", pause),
            jitter=jitter,
            consolidate=consolidate,
            on_update=on_update,
        )
        self._pool = Pool(
            self._jobs,
            self._worker.run,
            workers=whole("workers", workers),
            limit=self._worker.limit,
            poll=self._poll,
            clock=self._clock,
            waiter=self._waiter,
        )

    # -- handing in ----------------------------------------------------------------------

    def submit(
        self,
        messages: Any,
        *,
        user: str | None = None,
        thread: Thread | None = None,
        feedback: Feedback | None = None,
        after: float | None = None,
        kinds: Sequence[MemoryKind] | None = None,
    ) -> Job:
        """Let a conversation be learned when it rests. When this returns, it is in the queue.

        Args:
            messages: The conversation, in any form that `Memory.learn` takes: the whole of it
                or only what is new. What waits of the thread already is not lost, and both are
                learned in one run. Secrets are withheld before anything is kept.
            user: Whose; needed where reflection serves many.
            thread: The id of the thread. Turns of one thread wait for each other, those of
                others never. None for a conversation that is known by its first turn.
            feedback: A verdict on it, as for `Memory.learn`.
            after: Seconds from now until it is learned, if nothing follows; None for those of
                the reflection.
            kinds: Which of the reflection's kinds learn from it; None for all. What waits for
                other kinds waits on as a job of its own.

        Raises:
            InputError: If there is nothing to learn from, no user, or none of the kinds.
            StoreError: If it cannot be kept.
        """
        name = self._one(user)
        label = None if thread is None else thread_name(thread)
        conversation = None if label is None else conversation_of(label)
        seconds = self._after if after is None else seconds_of("after", after)
        secrets: set[str] = set()
        words = read_transcript(
            messages,
            now=self._clock(),
            conversation=conversation,
            feedback=feedback,
            secrets=secrets,
        )
        words = words.with_(conversation=conversation or words.conversation)
        times = {"after": seconds, "longest": self._longest}
        job = self._queue.add(
            name, words, label, kinds=self._wanted(kinds), secrets=secrets, **times
        )
        if seconds < self._poll:  # else the next look, which comes by itself, is in time
            self._waiter.wake()
        return job

    def schedule_consolidation(
        self, every: float | timedelta | None, *, user: str | None = None
    ) -> Job | None:
        """Let a user's memories be consolidated every so many seconds, from one such time on.

        There is one schedule for a user, in whatever process it was made, and it survives
        restarts. The same again changes nothing.

        Args:
            every: Seconds, or a `timedelta`; None ends it.
            user: Whose; needed where reflection serves many.
        """
        if isinstance(every, timedelta):
            every = every.total_seconds()
        seconds = None if every is None else seconds_of("every", every, least=1)
        job = self._queue.repeat(self._one(user), seconds)
        self._waiter.wake()
        return job

    # -- changing ------------------------------------------------------------------------

    def retry(self, job: Job) -> Job:
        """Let a job that has failed, or rests, be due now, with all its tries.

        Raises:
            NotFoundError: If it is no more there.
        """
        self._one(job.user)
        ready = self._queue.hasten(job)
        self._waiter.wake()
        return ready

    def drop(self, job: Job) -> bool:
        """Delete a job and its words; return whether it was there. A run that has begun goes on."""
        return self._queue.drop(self._one(job.user), job.key)

    def cancel(self, thread: Thread, *, user: str | None = None) -> bool:
        """Do with what waits of a thread what `drop` does."""
        found = self._of_thread(thread, self._one(user))
        return sum(self._queue.drop(job.user, job.key) for job in found) > 0

    def erase(self, user: str | None = None) -> int:
        """Delete all jobs of a user, schedule and words included; return how many they were.

        A run that has begun goes on, and what it learns is in the memory: stop it first.
        """
        return self._queue.erase(self._one(user))

    # -- inside --------------------------------------------------------------------------

    def _wanted(self, kinds: Sequence[MemoryKind] | None) -> tuple[MemoryKind, ...] | None:
        """Return which kinds a conversation is for; None for all that are learned here."""
        if kinds is None:
            return None
        asked = checked_kinds(kinds)
        wanted = tuple(kind for kind in self._kinds if kind in asked)
        if not wanted:
            raise InputError(
                f"Nothing is to be learned: this reflection learns {', '.join(self._kinds)} "
                f"memories, and kinds= names {', '.join(asked) or 'none'}."
            )
        return None if wanted == self._kinds else wanted
