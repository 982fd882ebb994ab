"""`EpisodicSummarization`: what leaves an agent's context window becomes an episode first.

Short-term memory is the thread itself, and LangChain's own `SummarizationMiddleware` keeps it
in bounds: when it is triggered, older messages are replaced by a summary. A summary is
overwritten by the next; an episode stays. So this subclass has the older messages learned
before they are dropped, and else only mends where the cut is made.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Annotated, Any, NotRequired

from langchain.agents.middleware import AgentState, SummarizationMiddleware
from langchain.agents.middleware.types import PrivateStateAttr
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langgraph.runtime import Runtime

from memorykinds.agent.agent_memory import UserMemory
from memorykinds.agent.memories import Memories
from memorykinds.agent.run import checked_kinds, present_run
from memorykinds.agent.thread import conversation, is_summary, last_of_the_user
from memorykinds.agent.unstreamed import unstreamed
from memorykinds.agent.whose import OWNER_KEY, Owner, WrongUserError, check_owner
from memorykinds.kinds import InputError, MemoryKind

logger = logging.getLogger(__name__)


class SummarizedState(AgentState[Any]):
    """The agent's state, with what was not learned when it left the window, and whose thread it is."""

    memorykinds_user: NotRequired[Annotated[str, PrivateStateAttr, Owner]]
    memorykinds_backlog: NotRequired[Annotated[list[AnyMessage], PrivateStateAttr]]


class EpisodicSummarization(SummarizationMiddleware):
    """Keeps a thread in bounds, and remembers what it drops.

    ::

        agent = create_agent(
            model, tools, checkpointer=checkpointer,
            middleware=[EpisodicSummarization(memory, model=model, trigger=("tokens", 4000))],
        )

    Beyond what `SummarizationMiddleware` does:

    * The messages that are dropped are learned first, under the thread's id as the
      conversation's. Without a thread (no checkpointer) a message is known again by its
      words and those before it, so a client that sends the whole talk each time is fine.
    * The user's last message stays in the window as it is, however long the work on it
      becomes; it is learned and summarized with what it led to as well.
    * A tool's result stays with the call that asked for it, also where calls run in parallel.
    * If learning fails, the thread goes on: the failure is logged as a warning, and the
      messages wait in the thread's state, outside of the window, to be learned with the next
      that are dropped. They are lost only if the thread ends before, or has no checkpointer.
      Where a run has switched off the kinds that would learn them, they wait likewise.

    Args:
        memory: One user's memory, or a function that opens that of the user it is given. A run
            says whose it is as for `MemoryMiddleware`, and a run of another user is refused.
        model: Writes the summaries; the same as LangChain's.
        kinds: Which managers learn from what is dropped.
        **options: `trigger`, `keep` and all else that `SummarizationMiddleware` takes.
    """

    state_schema = SummarizedState

    def __init__(
        self,
        memory: UserMemory,
        *,
        model: str | BaseChatModel,
        kinds: Sequence[MemoryKind] = ("episodic",),
        **options: Any,
    ) -> None:
        super().__init__(model, **options)
        self._memories = memory if isinstance(memory, Memories) else Memories(memory)
        self._kinds = checked_kinds(kinds)

    def before_agent(
        self,
        state: AgentState[Any],
        runtime: Runtime[Any],  # noqa: ARG002 -- LangChain passes it
    ) -> dict[str, Any]:
        """Note whose thread it is, before anything is paid for."""
        return {OWNER_KEY: self._user(state)}

    async def abefore_agent(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any]:
        """Do what `before_agent` does."""
        return self.before_agent(state, runtime)

    def before_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """Summarize if it is time, once what is dropped has been learned."""
        user, update = self._user(state), super().before_model(state, runtime)
        if update is None:
            return None
        waiting = _leaving(state, update)
        try:
            lesson = self._lesson(waiting)
            with unstreamed():
                if lesson["kinds"]:
                    self._memories(user).learn(**lesson)
                    waiting = []
        except Exception as error:  # noqa: BLE001 -- whatever fails, the thread goes on
            waiting = _kept(waiting, error)
        return {**update, "memorykinds_backlog": waiting}

    async def abefore_model(
        self, state: AgentState[Any], runtime: Runtime[Any]
    ) -> dict[str, Any] | None:
        """Do what `before_model` does."""
        user, update = self._user(state), await super().abefore_model(state, runtime)
        if update is None:
            return None
        waiting = _leaving(state, update)
        try:
            lesson = self._lesson(waiting)
            with unstreamed():
                if lesson["kinds"]:
                    memory = await asyncio.to_thread(self._memories, user)
                    await memory.alearn(**lesson)
                    waiting = []
        except Exception as error:  # noqa: BLE001 -- whatever fails, the thread goes on
            waiting = _kept(waiting, error)
        return {**update, "memorykinds_backlog": waiting}

    def _user(self, state: Any) -> str:
        user = self._memories.user(present_run().user)
        check_owner(state, user)
        return user

    def _lesson(self, messages: list[AnyMessage]) -> dict[str, Any]:
        """Return what `Memory.learn` is given; no kinds if the run wants none of them."""
        run = present_run()
        kinds = self._kinds if run.kinds is None else [k for k in self._kinds if k in run.kinds]
        # What leaves the window does not come again, so it does not wait for more turns.
        return {**conversation(messages, run.thread), "kinds": kinds, "min_turns": 0}

    def _determine_cutoff_index(self, messages: list[AnyMessage]) -> int:
        """Cut where LangChain does, or earlier, so that no result loses its call.

        LangChain moves the cut before one call whose results remain; where results of several
        messages mix, others may lose theirs (langchain issue 38352).
        """
        cutoff = _before_their_calls(messages, super()._determine_cutoff_index(messages))
        last = last_of_the_user(messages)
        leaving = [m for n, m in enumerate(messages[:cutoff]) if n != last and not is_summary(m)]
        return cutoff if leaving else 0  # a summary of the summary alone would gain nothing

    @staticmethod
    def _partition_messages(
        conversation_messages: list[AnyMessage], cutoff_index: int
    ) -> tuple[list[AnyMessage], list[AnyMessage]]:
        """Keep the user's last message in the window, and summarize it with what it led to."""
        leaving = conversation_messages[:cutoff_index]
        last = last_of_the_user(conversation_messages)
        still = [conversation_messages[last]] if last is not None and last < cutoff_index else []
        return leaving, [*still, *conversation_messages[cutoff_index:]]


def _before_their_calls(messages: Sequence[AnyMessage], cutoff: int) -> int:
    """Return the greatest place up to `cutoff` after which every result has its call."""
    calls = {
        call["id"]: place
        for place, message in enumerate(messages)
        if isinstance(message, AIMessage)
        for call in message.tool_calls
    }
    while True:
        results = [m for m in messages[cutoff:] if isinstance(m, ToolMessage)]
        first = min((calls.get(m.tool_call_id, cutoff) for m in results), default=cutoff)
        if first >= cutoff:
            return cutoff
        cutoff = first


def _leaving(state: AgentState[Any], update: dict[str, Any]) -> list[AnyMessage]:
    """Return what is to be learned, oldest first: what waits, what is dropped, what it answers.

    The user's last message is among it where its answer is dropped, although it stays. So is
    an earlier summary, which is no word of the user's: `read_transcript` leaves it out.
    """
    messages = state["messages"]
    kept = {message.id for message in update["messages"]}
    until = max(n for n, message in enumerate(messages, start=1) if message.id not in kept)
    backlog: Any = state.get("memorykinds_backlog") or []
    return list({message.id: message for message in (*backlog, *messages[:until])}.values())


def _kept(waiting: list[AnyMessage], error: Exception) -> list[AnyMessage]:
    """Log why nothing was learned; return the messages that another try may help.

    Raises:
        WrongUserError: If it was that: nobody's words get into the memory of another.
    """
    if isinstance(error, WrongUserError):
        raise error
    if isinstance(error, InputError):  # it would be refused again
        logger.warning("Nothing was learned from %d messages: %s", len(waiting), error)
        return []
    logger.warning(
        "%d messages that left the window were not learned and wait: %s", len(waiting), error
    )
    return waiting
