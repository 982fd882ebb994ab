"""`OneKind`: one kind of a user's memories, `memory.semantic` for instance."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from memorykinds.bridge import Steps
from memorykinds.kinds import Event, Record
from memorykinds.kinds.names import Namespace, user_of
from memorykinds.managers import Feedback, Manager, Plan, Policy, Trace, Update
from memorykinds.managers.past import as_before, changed_by, since
from memorykinds.managers.plan import trace_in
from memorykinds.managers.rerunning import StepName, rerun
from memorykinds.one_kind.by_hand import ByHand
from memorykinds.one_kind.parts import Parts
from memorykinds.reading import read_all

M = TypeVar("M", bound=Manager)


class OneKind(ByHand[M]):
    """The memories of one kind and the manager that keeps them.

    Args:
        manager: The manager.
        parts: What the user's memory is made of.
        plan: `Memory.plan`.
        learn: `Memory.learn`.
        aplan: `Memory.aplan`.
        alearn: `Memory.alearn`.
    """

    def __init__(
        self,
        manager: M,
        parts: Parts,
        *,
        plan: Callable[..., Plan],
        learn: Callable[..., Update],
        aplan: Callable[..., Awaitable[Plan]],
        alearn: Callable[..., Awaitable[Update]],
    ) -> None:
        self.manager = manager
        self._parts = parts
        self._plan = plan
        self._learn = learn
        self._aplan = aplan
        self._alearn = alearn

    def plan(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        min_turns: int | None = None,
    ) -> Plan:
        """Return what this manager alone would change. Nothing is written."""
        more = self._more(feedback, conversation, min_turns)
        return self._plan(messages, **more)

    async def aplan(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        min_turns: int | None = None,
    ) -> Plan:
        """Do what `plan` does."""
        more = self._more(feedback, conversation, min_turns)
        return await self._aplan(messages, **more)

    def learn(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        min_turns: int | None = None,
    ) -> Update:
        """Learn with this manager alone."""
        more = self._more(feedback, conversation, min_turns)
        return self._learn(messages, **more)

    async def alearn(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        min_turns: int | None = None,
    ) -> Update:
        """Do what `learn` does."""
        more = self._more(feedback, conversation, min_turns)
        return await self._alearn(messages, **more)

    def rerun(
        self,
        run: Update | Plan | Trace,
        step: StepName = "decisions",
        data: Any = None,
        *,
        policy: Policy | str | None = None,
    ) -> Plan:
        """Return what a run would have come to with other data at one of its steps.

        The run goes on from there as it did, through the same code; nothing is written, and the
        model is asked only if the step stands before its answer:

        >>> update = memory.learn("I live in Turin.")                      # doctest: +SKIP
        >>> memory.semantic.rerun(update, "transcript", {"t1": "I live in Rome."})  # doctest: +SKIP
        Plan(1 decisions, 1 changes)

        An update is compared with what was known before it, as the journal tells; a plan, which
        is not applied yet, and a bare trace with what is known now.

        Args:
            run: What this manager did.
            step: Where it is taken up: "transcript", "segments", "related", "prompt", "answer",
                "candidates" or "decisions".
            data: What stands there instead (see `memorykinds.managers.rerunning`); None for what
                stood there.
            policy: What decides in place of the manager's own policy.

        Raises:
            InputError: If the data has not the form of its step, or the run is none that can be
                taken up again.
            NotFoundError: If a related memory is none of the user's.
            ModelError: If the model is asked and gives no usable answer.
        """
        return self._parts.bridge.run(self._rerun(run, step, data, policy))

    async def arerun(
        self,
        run: Update | Plan | Trace,
        step: StepName = "decisions",
        data: Any = None,
        *,
        policy: Policy | str | None = None,
    ) -> Plan:
        """Do what `rerun` does."""
        return await self._parts.bridge.arun(self._rerun(run, step, data, policy))

    def _rerun(
        self,
        run: Update | Plan | Trace,
        step: StepName,
        data: Any,
        policy: Policy | str | None,
    ) -> Steps[Plan]:
        trace = run if isinstance(run, Trace) else trace_in(run, self.manager.kind)
        program = rerun(self.manager, trace, step, data, policy=policy)
        if not isinstance(run, Update):
            return (yield from program)
        events = yield from self._parts.journal.events()
        changed = changed_by(self._parts.user, since(run, events))
        embeddings = getattr(self._parts.store, "embeddings", None)
        return (yield from as_before(program, changed, embeddings))

    def _more(
        self, feedback: Feedback | None, conversation: str | None, min_turns: int | None
    ) -> dict[str, Any]:
        """Return what is handed on besides the messages."""
        kinds = [self.manager.kind]
        told = {"feedback": feedback, "conversation": conversation, "kinds": kinds}
        return {**told, "min_turns": min_turns}

    def all(self, *, active: bool = True) -> list[Record]:
        """Return the memories of this kind, oldest first.

        Args:
            active: Leave out what was superseded or retracted.
        """
        return self._parts.bridge.run(read_records(self.manager.namespace, active=active))

    async def aall(self, *, active: bool = True) -> list[Record]:
        """Do what `all` does."""
        return await asyncio.to_thread(self.all, active=active)

    def history(self, memory_id: str | None = None) -> list[Event]:
        """Return the journal of this kind, oldest event first; of one memory if an id is given."""
        return self._parts.bridge.run(self._parts.journal.events(memory_id, kind=self.manager.kind))

    async def ahistory(self, memory_id: str | None = None) -> list[Event]:
        """Do what `history` does."""
        return await asyncio.to_thread(self.history, memory_id)

    def undo(self, update: Update) -> Update:
        """Take an update back as one unit, as `Memory.undo` does.

        Raises:
            InputError: If one of its memories has changed since. Nothing is written then.
        """
        return self._parts.undo(update)

    async def aundo(self, update: Update) -> Update:
        """Do what `undo` does."""
        return await asyncio.to_thread(self.undo, update)

    def __len__(self) -> int:
        """Return how many memories of this kind are believed now."""
        return len(self.all())

    def __repr__(self) -> str:
        return f"<{self.manager.kind} memories of {user_of(self.manager.namespace[0])!r}>"


def read_records(namespace: Namespace, *, active: bool = False) -> Steps[list[Record]]:
    """Return the memories of a namespace, oldest first; only what is believed, if asked."""
    items = yield from read_all(namespace, {"state": "active"} if active else None)
    records = [Record.from_value(item.namespace, item.key, item.value) for item in items]
    return sorted(records, key=lambda record: (record.created_at, record.id))
