"""`Memory`: the one door. It learns, recalls, looks back and forgets for one user.

Each method that waits has an async twin with an ``a`` before its name. Both run the same
program (see `memorykinds.bridge`); no logic is written twice.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Self

from memorykinds.amending import Amending
from memorykinds.bridge import Bridge, Steps
from memorykinds.consolidating import Consolidating
from memorykinds.journal import Journal
from memorykinds.kinds import KINDS, MemoryKind, Transcript
from memorykinds.kinds.clock import Clock, NewId, random_id, system_clock
from memorykinds.kinds.given import given
from memorykinds.latencies import Stopwatch, latencies_of
from memorykinds.locks import alone, queue_of
from memorykinds.managers import (
    Draft,
    EpisodicManager,
    EpisodicSettings,
    Feedback,
    Manager,
    Plan,
    ProceduralManager,
    ProceduralSettings,
    SemanticManager,
    SemanticSettings,
    Update,
    read_transcript,
)
from memorykinds.managers.lesson import Lesson, lesson
from memorykinds.managers.waiting import checked_min_turns
from memorykinds.managers.writing import Writer
from memorykinds.models import Asker
from memorykinds.moving import Moving
from memorykinds.one_kind import EpisodicMemories, Parts, ProceduralMemories, SemanticMemories
from memorykinds.recalling import Recalling, chosen_kinds
from memorykinds.showing import inspector

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langgraph.store.base import BaseStore


class Memory(Recalling, Amending, Consolidating, Moving):
    """One user's long-term memory, of all three kinds.

    `Recalling` has what finds memories for a question and `Looking`, beneath it, what only reads;
    `Amending` has what pins and corrects one memory, `Consolidating` what tidies up, `Moving` what
    carries memories from one store to another.

    Made by `memorykinds.open`; make one yourself to bring parts of your own.

    Args:
        store: Any LangGraph `BaseStore`.
        user: Whose memories. No other user's are read, searched or counted.
        model: Returns the chat model that nominates memories; called when first needed.
        consolidation_model: Returns the chat model for all else; None for the same.
        clock: Returns now, in UTC.
        ids: Makes ids.
        semantic: What is set of the semantic manager; None for its defaults.
        episodic: What is set of the episodic manager; None for its defaults.
        procedural: What is set of the procedural manager; None for its defaults.
        asker: Makes the calls of the models and counts what they cost; None for a new one.
        min_turns: How many new turns of the user are worth a call of the model (see `learn`).
        on_close: Called by `close`; by default the store is left open, as it was given.
    """

    def __init__(
        self,
        store: "BaseStore",
        *,
        user: str,
        model: "Callable[[], BaseChatModel]",
        consolidation_model: "Callable[[], BaseChatModel] | None" = None,
        clock: Clock = system_clock,
        ids: NewId = random_id,
        semantic: SemanticSettings | None = None,
        episodic: EpisodicSettings | None = None,
        procedural: ProceduralSettings | None = None,
        asker: Asker | None = None,
        min_turns: int = 0,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self.user = user
        self.store = store
        self.journal = Journal(user)
        self._clock = clock
        self._bridge = Bridge(store, model, consolidation_model, asker)
        self._writer = Writer(user, self.journal, clock, ids)
        self._min_turns = checked_min_turns(min_turns)
        self._on_close = on_close
        parts = Parts(user, store, self._bridge, self.journal, self._writer, clock, ids)
        own: dict[str, Any] = {"clock": clock, "ids": ids}
        verbs: dict[str, Any] = {"plan": self.plan, "learn": self.learn}
        verbs |= {"aplan": self.aplan, "alearn": self.alearn}
        facts = SemanticManager(
            user,
            settings=given(semantic or SemanticSettings(), SemanticSettings, "semantic="),
            **own,
        )
        episodes = EpisodicManager(
            user,
            settings=given(episodic or EpisodicSettings(), EpisodicSettings, "episodic="),
            **own,
        )
        rules = ProceduralManager(
            user,
            settings=given(procedural or ProceduralSettings(), ProceduralSettings, "procedural="),
            **own,
        )
        self.semantic = SemanticMemories(facts, parts, **verbs)
        self.episodic = EpisodicMemories(episodes, parts, **verbs)
        self.procedural = ProceduralMemories(rules, parts, **verbs)

    def learn(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        kinds: Sequence[MemoryKind] = KINDS,
        min_turns: int | None = None,
    ) -> Update:
        """Turn a conversation into memories, and write them as one batch.

        Args:
            messages: The conversation, in any form that `read_transcript` takes.
            feedback: A verdict on it, from which rules are learned: "Too long. Bullets, please.",
                a score from 0 to 1, ``{"score": 2, "of": 5}``, or the last answer as the user
                corrected it, ``Edited("…")``; None if the verdict is in the conversation.
            conversation: Its id, if you have one; a conversation that goes on keeps it.
            kinds: Which managers learn from it.
            min_turns: How many new turns of the user are worth a call of the model. With fewer
                nothing is asked and kept, and the ledger says "waiting": pass the whole
                conversation again with its next turn, and 0 at its end. None for what the
                memory was opened with. New feedback never waits.

        Returns:
            What changed, with the decision on every candidate and the trace of every step.

        Raises:
            InputError: If there is nothing to learn from, or the feedback says nothing.
            ModelError: If the model gave no usable answer. Nothing is written then.
        """
        watch = latencies_of(self.store).started("learn")
        transcript = self._read(messages, feedback, conversation)
        lesson = self._bridge.run(self._lesson(transcript, kinds, min_turns))
        drafts = [self._bridge.run(m.draft(lesson.transcripts[m.kind])) for m in lesson.managers]
        watch.lap("draft")
        return self._settle_and_apply(lesson, drafts, watch)

    async def alearn(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        kinds: Sequence[MemoryKind] = KINDS,
        min_turns: int | None = None,
    ) -> Update:
        """Do what `learn` does; the kinds' calls of the model run side by side."""
        watch = latencies_of(self.store).started("learn")
        transcript = self._read(messages, feedback, conversation)
        lesson = await self._bridge.arun(self._lesson(transcript, kinds, min_turns))
        programs = (self._bridge.arun(m.draft(lesson.transcripts[m.kind])) for m in lesson.managers)
        drafts = await asyncio.gather(*programs)
        watch.lap("draft")
        # A lock held across an await would stop the loop, so this half runs in a thread.
        return await asyncio.to_thread(self._settle_and_apply, lesson, drafts, watch)

    def plan(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        kinds: Sequence[MemoryKind] = KINDS,
        min_turns: int | None = None,
    ) -> Plan:
        """Return what `learn` would change. Nothing is written."""
        transcript = self._read(messages, feedback, conversation)
        lesson = self._bridge.run(self._lesson(transcript, kinds, min_turns))
        plans = [self._bridge.run(m.plan(lesson.transcripts[m.kind])) for m in lesson.managers]
        return Plan.merge((*plans, lesson.plan)).found_with(self)

    async def aplan(
        self,
        messages: Any,
        *,
        feedback: Feedback | None = None,
        conversation: str | None = None,
        kinds: Sequence[MemoryKind] = KINDS,
        min_turns: int | None = None,
    ) -> Plan:
        """Do what `plan` does; the kinds' calls of the model run side by side."""
        transcript = self._read(messages, feedback, conversation)
        lesson = await self._bridge.arun(self._lesson(transcript, kinds, min_turns))
        programs = (self._bridge.arun(m.plan(lesson.transcripts[m.kind])) for m in lesson.managers)
        plans = await asyncio.gather(*programs)
        return Plan.merge((*plans, lesson.plan)).found_with(self)

    def apply(self, plan: Plan) -> Update:
        """Write what a plan says, as one batch.

        Raises:
            InputError: If a memory has changed since the plan was made. Nothing is written then.
        """
        with alone(self.store, self.user):
            return self._bridge.run(self._writer.apply(plan)).found_with(self)

    async def aapply(self, plan: Plan) -> Update:
        """Do what `apply` does."""
        return await asyncio.to_thread(self.apply, plan)

    def forget(self, memory_id: str, *, erase: bool = False) -> Update:
        """Remove a memory, and do not learn it from the same turns again.

        Whoever reads the conversation again, as an agent does whose thread goes on, finds the turns
        that said it refused as "forgotten"; said in a new turn, it is learned. See docs/agents.md.

        Args:
            memory_id: Which one.
            erase: Also remove its content from the journal, and the words it came from out of
                the excerpts of other memories and of what waits to be learned, and show those
                turns to no model again. That cannot be undone. What other memories say
                themselves (an episode that tells of it) stays: erase them by their ids.

        Raises:
            NotFoundError: If the user has no memory of this id.
        """
        if erase:
            self._bridge.asker.forget()
        queue = alone(self.store, queue_of(self.user)) if erase else nullcontext()
        with alone(self.store, self.user), queue:
            return self._bridge.run(self._writer.forget(memory_id, erase=erase))

    async def aforget(self, memory_id: str, *, erase: bool = False) -> Update:
        """Do what `forget` does."""
        return await asyncio.to_thread(self.forget, memory_id, erase=erase)

    def undo(self, update: Update) -> Update:
        """Take an update back as one unit.

        Raises:
            InputError: If one of its memories has changed since. Nothing is written then.
        """
        with alone(self.store, self.user):
            return self._bridge.run(self._writer.undo(update))

    async def aundo(self, update: Update) -> Update:
        """Do what `undo` does."""
        return await asyncio.to_thread(self.undo, update)

    def inspect(self, *updates: Update) -> Any:
        """Return a `MemoryInspector`: all memories, to look through and to put right by hand.

        Args:
            updates: What `learn` returned, if you have it: a memory is then shown with its whole
                turn and those about it.
        """
        return inspector("MemoryInspector")(self, updates)

    def close(self) -> None:
        """Close the store, if this memory opened it."""
        if self._on_close is not None:
            self._on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Memory(user={self.user!r}, store={type(self.store).__name__})"

    def _read(
        self, messages: Any, feedback: Feedback | None, conversation: str | None
    ) -> Transcript:
        return read_transcript(
            messages, now=self._clock(), conversation=conversation, feedback=feedback
        )

    def _managers(self, kinds: Sequence[MemoryKind]) -> list[Manager]:
        managers: dict[MemoryKind, Manager] = {
            "semantic": self.semantic.manager,
            "episodic": self.episodic.manager,
            "procedural": self.procedural.manager,
        }
        return [managers[kind] for kind in chosen_kinds(kinds)]

    def _lesson(
        self, transcript: Transcript, kinds: Sequence[MemoryKind], min_turns: int | None
    ) -> Steps[Lesson]:
        least = self._min_turns if min_turns is None else checked_min_turns(min_turns)
        marking = bool(self._min_turns or least)
        return lesson(self.user, transcript, self._managers(kinds), least, marking=marking)

    def _settle_and_apply(
        self, lesson: Lesson, drafts: Sequence[Draft], watch: Stopwatch
    ) -> Update:
        """Decide and write under one lock, so that two conversations cannot both be first."""
        with alone(self.store, self.user):
            watch.lap("wait")
            pairs = zip(lesson.managers, drafts, strict=True)
            plans = [self._bridge.run(manager.settle(draft)) for manager, draft in pairs]
            watch.lap("settle")
            update = self._bridge.run(self._writer.apply(Plan.merge((*plans, lesson.plan))))
        watch.lap("write")  # a store keeps what is written at the end of the block
        watch.stop()
        return update.found_with(self)
