"""`EpisodicSummarization`: what leaves an agent's context window becomes an episode first.

Short-term memory is the thread itself, and LangChain's own `SummarizationMiddleware` keeps it
in bounds: when it is triggered, older messages are replaced by a summary. A summary is
overwritten by the next; an episode stays. So this subclass has the older messages learned
before they are dropped, and else only mends where the cut is made.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NotRequired

from langchain.agents.middleware import AgentState, SummarizationMiddleware
from langchain.agents.middleware.types import PrivateStateAttr
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langgraph.config import get_config
from langgraph.runtime import Runtime

from memorykinds.agent.thread import conversation, is_summary, last_of_the_user
from memorykinds.agent.unstreamed import unstreamed
from memorykinds.kinds import InputError, MemoryKind
from memorykinds.memory import Memory

logger = logging.getLogger(__name__)


class SummarizedState(AgentState[Any]):
    """The agent's state, with what could not be learned when it left the window."""

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

    Args:
        memory: Whose memory, or a function that says so from the run's `Runtime`: one agent
            that serves many users must not mix their memories.
        model: Writes the summaries; the same as LangChain's.
        kinds: Which managers learn from what is dropped.
        **options: `trigger`, `keep` and all else that `SummarizationMiddleware` takes.
    """

    state_schema = SummarizedState

    def __init__(
        self,
        memory: Memory | Callable[[Runtime[Any]], Memory],
        *,
        model: str | BaseChatModel,
        kinds: Sequence[MemoryKind] = ("episodic",),
        **options: Any,
    ) -> None:
        super().__init__(model, **options)
        self._memory_of = memory if callable(memory) else lambda _: memory
        self._kinds = tuple(kinds)

    def before_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """Summarize if it is time, once what is dropped has been learned."""
        update = super().before_model(state, runtime)
        if update is None:
            return None
        waiting = _leaving(state, update)
        try:
            with unstreamed():
                self._memory_of(runtime).learn(**self._lesson(waiting))
        except Exception as error:  # noqa: BLE001 -- whatever fails, the thread goes on
            return {**update, "memorykinds_backlog": _kept(waiting, error)}
        return {**update, "memorykinds_backlog": []}

    async def abefore_model(
        self, state: AgentState[Any], runtime: Runtime[Any]
    ) -> dict[str, Any] | None:
        """Do what `before_model` does."""
        update = await super().abefore_model(state, runtime)
        if update is None:
            return None
        waiting = _leaving(state, update)
        try:
            with unstreamed():
                await self._memory_of(runtime).alearn(**self._lesson(waiting))
        except Exception as error:  # noqa: BLE001 -- whatever fails, the thread goes on
            return {**update, "memorykinds_backlog": _kept(waiting, error)}
        return {**update, "memorykinds_backlog": []}

    def _lesson(self, messages: list[AnyMessage]) -> dict[str, Any]:
        """Return what `Memory.learn` is given."""
        thread = get_config().get("configurable", {}).get("thread_id")
        # What leaves the window does not come again, so it does not wait for more turns.
        return {**conversation(messages, thread), "kinds": self._kinds, "min_turns": 0}

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
    """Log why nothing was learned; return the messages that another try may help."""
    if isinstance(error, InputError):  # it would be refused again
        logger.warning("Nothing was learned from %d messages: %s", len(waiting), error)
        return []
    logger.warning(
        "%d messages that left the window were not learned and wait: %s", len(waiting), error
    )
    return waiting
