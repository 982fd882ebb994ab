"""`MemoryMiddleware`: long-term memory for an agent made with LangChain's `create_agent`.

Before the model is called, what matters to the user's last words is recalled and shown to the
model; when the agent has answered, its thread is learned. What was recalled is put into the
request alone, never into the thread: a checkpointer does not keep it, and so nothing that was
recalled can be learned again as if it had been said.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, NotRequired
from uuid import uuid4

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain.agents.middleware.types import ModelRequest, ModelResponse, PrivateStateAttr
from langgraph.runtime import Runtime

from memorykinds.agent.agent_memory import AgentMemory, Reflect, UserMemory
from memorykinds.agent.prompting import with_data, with_rules
from memorykinds.agent.recollecting import Recalling
from memorykinds.agent.turn import MemoryTurn
from memorykinds.agent.turns import Turns
from memorykinds.agent.whose import OWNER_KEY, Owner
from memorykinds.kinds import KINDS, MemoryKind

Handler = Callable[[ModelRequest[Any]], ModelResponse[Any]]
AsyncHandler = Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]


class RememberingState(AgentState[Any]):
    """The agent's state, with which turn this is and whose thread; no word of a memory."""

    memorykinds_turn: NotRequired[Annotated[str, PrivateStateAttr]]
    memorykinds_user: NotRequired[Annotated[str, PrivateStateAttr, Owner]]


class MemoryMiddleware(AgentMiddleware[RememberingState, Any, Any]):
    """Recalls for each turn of the user, and learns from it.

    ::

        memory = mk.open("ada.db", user="ada")
        agent = create_agent(model, tools, middleware=[..., MemoryMiddleware(memory)])

    * **Recalled** once for each turn of the user, not again for each step of a tool: the rules
      in force end the system prompt; past episodes as examples and facts as data stand in
      marked blocks before the user's words. See `last` for what it was.
    * **Learned** when the agent has answered: the thread as it is then, under the thread's id.
      A run that is interrupted is learned when it was resumed and has ended, once.
    * **Several users**: pass a function that opens the memory of the user it is given, and let
      each run say whose it is, ``agent.invoke(…, context={"user_id": "ada"})``, or in the
      config as ``{"configurable": {"user_id": "ada"}}``. A run without a user is refused, and
      so is one in a thread of another user.
    * **Kinds** may be switched off for one run: ``context={"memory_kinds": ["semantic"]}``.
    * **If memory fails**, its store or its model, the agent goes on without it: one warning is
      logged, and `last` has it in `troubles`. What was not learned is learned with the
      thread's next turn.

    It may stand anywhere among other middleware. At the end it sees the prompt as all others
    have made it, which matters where one replaces the system prompt.

    Args:
        memory: One user's memory, or a function that opens that of the user it is given
            (it is called once for each user; `Memories` says how many are kept).
        k: The most facts to recall.
        examples: The most episodes to recall.
        budget: The most tokens of facts and episodes together; None for no limit.
        rules_budget: The most tokens of the rules; None for no limit.
        kinds: Which kinds are recalled and learned where a run does not say otherwise.
        reflect: "now" to learn before the run ends; a `Reflection`, or whatever has its
            ``submit(messages, user=…, thread=…)``, to learn later; None to learn nothing.
        strict: Let the run fail where memory fails.
        mark_used: Whether what is recalled counts as used (`Record.accesses`); False for a run
            that only looks what an answer would be.

    Raises:
        InputError: If an argument cannot be used.
    """

    state_schema = RememberingState

    def __init__(
        self,
        memory: UserMemory,
        *,
        k: int = 8,
        examples: int = 2,
        budget: int | None = 600,
        rules_budget: int | None = 300,
        kinds: Sequence[MemoryKind] = KINDS,
        reflect: Reflect = "now",
        strict: bool = False,
        mark_used: bool = True,
    ) -> None:
        super().__init__()
        recalling = Recalling(
            k=k,
            examples=examples,
            budget=budget,
            rules_budget=rules_budget,
            kinds=kinds,
            mark_used=mark_used,
        )
        self._memory = AgentMemory(memory, recalling, reflect=reflect, strict=strict)
        self._turns = Turns()

    def last(self, thread: str | None = None, *, user: str | None = None) -> MemoryTurn | None:
        """Return what memory did in the last turn: what was recalled, learned, and failed.

        Args:
            thread: The last turn of this thread; None for any.
            user: The last turn of this user; None for any.

        Returns:
            The turn; None if there was none in this process, or it is long ago.
        """
        return self._turns.last(thread, user)

    # -- what LangChain calls ------------------------------------------------------------

    def before_agent(
        self,
        state: RememberingState,
        runtime: Runtime[Any],  # noqa: ARG002 -- LangChain passes it
    ) -> dict[str, Any]:
        """Note whose turn this is, before anything is paid for."""
        turn = self._memory.begin(state)
        return {"memorykinds_turn": uuid4().hex, OWNER_KEY: turn.user}

    async def abefore_agent(self, state: RememberingState, runtime: Runtime[Any]) -> dict[str, Any]:
        """Do what `before_agent` does."""
        return self.before_agent(state, runtime)

    def wrap_model_call(self, request: ModelRequest[Any], handler: Handler) -> ModelResponse[Any]:
        """Show the model what is recalled for this turn."""
        turn = self._memory.begin(request.state)
        known = self._turns.known(_key(request.state), turn)
        turn = known or self._memory.recall(turn, request.messages)
        return handler(self._shown(request, turn))

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: AsyncHandler
    ) -> ModelResponse[Any]:
        """Do what `wrap_model_call` does."""
        turn = self._memory.begin(request.state)
        known = self._turns.known(_key(request.state), turn)
        turn = known or await self._memory.arecall(turn, request.messages)
        return await handler(self._shown(request, turn))

    def after_agent(
        self,
        state: RememberingState,
        runtime: Runtime[Any],  # noqa: ARG002
    ) -> None:
        """Learn the thread, or hand it to who does."""
        turn, said = self._ended(state)
        self._turns.keep(_key(state), self._memory.reflect(turn, said))

    async def aafter_agent(
        self,
        state: RememberingState,
        runtime: Runtime[Any],  # noqa: ARG002
    ) -> None:
        """Do what `after_agent` does."""
        turn, said = self._ended(state)
        self._turns.keep(_key(state), await self._memory.areflect(turn, said))

    # -- inside --------------------------------------------------------------------------

    def _shown(self, request: ModelRequest[Any], turn: MemoryTurn) -> ModelRequest[Any]:
        system = with_rules(request.system_message, turn)
        said = with_data(request.messages, turn)
        turn = replace(turn, shown=(*([system] if system else []), *said))
        self._turns.keep(_key(request.state), turn, request.messages)
        return request.override(system_message=system, messages=said)

    def _ended(self, state: Any) -> tuple[MemoryTurn, list[Any]]:
        """Return the turn, and what was said in the thread and in this turn."""
        turn = self._memory.begin(state)
        known = self._turns.known(_key(state), turn)
        return known or turn, self._turns.said(_key(state), state["messages"])


def _key(state: Any) -> str:
    return str(state.get("memorykinds_turn", ""))
