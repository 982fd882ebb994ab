"""`recall_node` and `reflect_node`: the same memory for a graph that you draw yourself.

::

    def answer(state):
        return {"messages": [model.invoke(with_memories(state.get("remembered"), state["messages"]))]}

    graph = StateGraph(MemoryState)
    graph.add_node("recall", recall_node(memory))
    graph.add_node("answer", answer)
    graph.add_node("reflect", reflect_node(memory))
    graph.add_edge(START, "recall")
    graph.add_edge("recall", "answer")
    graph.add_edge("answer", "reflect")
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, NotRequired, TypedDict

from langchain_core.messages import AnyMessage
from langchain_core.runnables import Runnable, RunnableLambda
from langgraph.channels import UntrackedValue
from langgraph.graph.message import add_messages

from memorykinds.agent.agent_memory import AgentMemory, Reflect, UserMemory
from memorykinds.agent.recollecting import Recalling
from memorykinds.agent.turn import MemoryTurn
from memorykinds.agent.whose import OWNER_KEY, Owner
from memorykinds.kinds import KINDS, MemoryKind


class MemoryState(TypedDict):
    """The state that the nodes read and write; make your own a subclass to add to it.

    Attributes:
        messages: The thread, in which nothing recalled is ever put.
        remembered: What memory did in this turn. No checkpointer keeps it, so it is missing
            before the turn's recall, and after an interrupt.
        memorykinds_user: Whose thread it is; the nodes write it once, and refuse any other user.
    """

    messages: Annotated[list[AnyMessage], add_messages]
    remembered: NotRequired[Annotated[MemoryTurn, UntrackedValue]]
    memorykinds_user: NotRequired[Annotated[str, Owner]]


def recall_node(
    memory: UserMemory,
    *,
    k: int = 8,
    examples: int = 2,
    budget: int | None = 600,
    rules_budget: int | None = 300,
    kinds: Sequence[MemoryKind] = KINDS,
    strict: bool = False,
) -> Runnable[Any, dict[str, Any]]:
    """Return a node that recalls for the user's last words, into ``state["remembered"]``.

    Draw it before the model's node, outside of the loop of its tools; in that node,
    `with_memories` makes of the state what the model is shown. The arguments, and how a run
    says whose it is, are those of `MemoryMiddleware`.

    Raises:
        InputError: If an argument cannot be used.
    """
    recalling = Recalling(
        k=k, examples=examples, budget=budget, rules_budget=rules_budget, kinds=kinds
    )
    agent = AgentMemory(memory, recalling, reflect=None, strict=strict)

    def recall(state: MemoryState) -> dict[str, Any]:
        return _said(agent.recall(agent.begin(state), state["messages"]))

    async def arecall(state: MemoryState) -> dict[str, Any]:
        return _said(await agent.arecall(agent.begin(state), state["messages"]))

    return RunnableLambda(recall, arecall, name="recall")


def reflect_node(
    memory: UserMemory,
    *,
    kinds: Sequence[MemoryKind] = KINDS,
    reflect: Reflect = "now",
    strict: bool = False,
) -> Runnable[Any, dict[str, Any]]:
    """Return a node that learns the thread; draw it where a turn of the user ends.

    What reflection answered is then in ``state["remembered"].learned``. The arguments are
    those of `MemoryMiddleware`.

    Raises:
        InputError: If an argument cannot be used.
    """
    agent = AgentMemory(memory, Recalling(kinds=kinds), reflect=reflect, strict=strict)

    # Whose turn it is, and in which thread, is never taken from the state: a client may write
    # `remembered`. Only whose thread it is stands there, and that nobody can change.
    def learn(state: MemoryState) -> dict[str, Any]:
        done = agent.reflect(agent.begin(state), state["messages"])
        return _said(_together(state.get("remembered"), done))

    async def alearn(state: MemoryState) -> dict[str, Any]:
        done = await agent.areflect(agent.begin(state), state["messages"])
        return _said(_together(state.get("remembered"), done))

    return RunnableLambda(learn, alearn, name="reflect")


def _said(turn: MemoryTurn) -> dict[str, Any]:
    return {"remembered": turn, OWNER_KEY: turn.user}


def _together(recalled: MemoryTurn | None, learned: MemoryTurn) -> MemoryTurn:
    """Return what was recalled in a turn with what was learned of it."""
    if recalled is None or recalled.user != learned.user:
        return learned
    troubles = (*recalled.troubles, *learned.troubles)
    return replace(recalled, learned=learned.learned, troubles=troubles)
