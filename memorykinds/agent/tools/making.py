"""The tools for any agent of LangChain's or graph of LangGraph's; what they touch is known by run.

Beyond what LangMem's tools do: what they write is a memory like any other, with its kind, its
provenance and its event in the journal; the same again is kept once; a secret is refused; an id
that does not exist is said not to; and a user who is not known is nobody else.
"""

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import StructuredTool
from pydantic import BaseModel

from memorykinds.agent.memories import Memories
from memorykinds.agent.run import USER_KEY, RunValues
from memorykinds.agent.tools.function import MemoryFunction
from memorykinds.agent.tools.instructions import MANAGE_INSTRUCTIONS, SEARCH_INSTRUCTIONS
from memorykinds.agent.tools.langchain import langchain_tool
from memorykinds.agent.tools.managing import ACTIONS, Action, kind_of, manage_memory, profile_of
from memorykinds.agent.tools.namespaces import NamespaceTemplate
from memorykinds.agent.tools.running import store_of_run
from memorykinds.agent.tools.searching import LIMIT, search_memory
from memorykinds.kinds import InputError, MemoryKind, ModelError
from memorykinds.kinds.clock import Clock, NewId, random_id, system_clock
from memorykinds.managers import ManagerSettings, Profile, SemanticSettings
from memorykinds.memory import Memory
from memorykinds.recall.search import DEFAULT_KINDS

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore

USER = f"{{{USER_KEY}}}"


def manage_memory_tool(
    kind_or_schema: MemoryKind | type[BaseModel] | Profile = "semantic",
    *,
    namespace: str | Sequence[str] = USER,
    store: "BaseStore | None" = None,
    actions: Collection[Action] = ACTIONS,
    instructions: str = MANAGE_INSTRUCTIONS,
    name: str = "manage_memory",
    settings: ManagerSettings | None = None,
    clock: Clock = system_clock,
    ids: NewId = random_id,
) -> StructuredTool:
    """Return a tool with which an agent creates, updates and deletes memories.

    >>> tool = manage_memory_tool("semantic", actions={"create"})
    >>> agent = create_agent(model, [tool], store=store)            # doctest: +SKIP
    >>> agent.invoke(messages, {"configurable": {"user_id": "ada"}})   # doctest: +SKIP

    The tool's answer tells the model what was done; its artifact holds the memories concerned.

    Args:
        kind_or_schema: "semantic", "episodic" or "procedural", their `Fact`, `Episode` or `Rule`,
            or the Pydantic model of a profile, of which a user has one.
        namespace: Whose memories: a template such as "{user_id}", "team-{team}" or
            ("{user_id}", "semantic"), filled in from the run's ``configurable`` and context.
        store: Where they are kept; None for the store of the graph that runs, at each call.
        actions: What the agent may do, of "create", "update" and "delete".
        instructions: What the model is told of when to use it.
        name: The tool's name.
        settings: What is set of the kind's manager: its policy, what it may do.
        clock: Returns now, in UTC.
        ids: Makes ids.

    Raises:
        InputError: If an argument cannot be used.
    """
    kind, profile = kind_of(kind_or_schema), profile_of(kind_or_schema)
    function = manage_memory(kind_or_schema, actions, instructions, name)
    if profile is not None and settings is None:
        settings = SemanticSettings(profiles=[profile])
    more = {kind: settings, "clock": clock, "ids": ids}
    return _tool(function, _template(namespace, (kind,)), store, more)


def search_memory_tool(
    kinds: Sequence[MemoryKind] | MemoryKind | None = None,
    *,
    namespace: str | Sequence[str] = USER,
    store: "BaseStore | None" = None,
    instructions: str = SEARCH_INSTRUCTIONS,
    name: str = "search_memory",
    limit: int = LIMIT,
    budget: int | None = None,
    clock: Clock = system_clock,
) -> StructuredTool:
    """Return a tool with which an agent searches memories.

    Its answer is a block of JSON lines that is marked as data, and is never learned from; its
    artifact holds the memories.

    Args:
        kinds: Which kinds it searches; None for the one that `namespace` names, else for facts
            and episodes.
        namespace: Whose memories; see `manage_memory_tool`.
        store: Where they are kept; None for the store of the graph that runs, at each call.
        instructions: What the model is told of when to use it.
        name: The tool's name.
        limit: The most memories it returns, unless the model asks for another number.
        budget: The most tokens of its answer; None for no limit.
        clock: Returns now, in UTC.

    Raises:
        InputError: If an argument cannot be used.
    """
    named = NamespaceTemplate(namespace).kind
    chosen = kinds or ((named,) if named else DEFAULT_KINDS)
    chosen = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    function = search_memory(chosen, instructions, name, limit, budget)
    return _tool(function, _template(namespace, chosen), store, {"clock": clock})


def memory_tools(
    memory: Memory,
    kind_or_schema: MemoryKind | type[BaseModel] | Profile = "semantic",
    *,
    actions: Collection[Action] = ACTIONS,
) -> list[StructuredTool]:
    """Return the two tools, bound to one user's memory, with its settings.

    >>> agent = create_agent(model, memory_tools(memory))   # doctest: +SKIP

    Args:
        memory: Whose memory; a run that names another user is refused.
        kind_or_schema: What the agent may write; see `manage_memory_tool`.
        actions: What it may do, of "create", "update" and "delete".
    """
    memories = Memories(memory)
    functions = (manage_memory(kind_or_schema, actions), search_memory())

    def memory_of(config: RunnableConfig | None) -> Memory:
        return memories(memories.user(RunValues(config).get(USER_KEY)))

    return [langchain_tool(function, memory_of) for function in functions]


def _template(namespace: str | Sequence[str], kinds: Sequence[MemoryKind]) -> NamespaceTemplate:
    template = NamespaceTemplate(namespace)
    if template.kind not in (None, *kinds) or (template.kind and len(kinds) > 1):
        raise InputError(
            f"namespace= ends in {template.kind!r}, but the tool is for {', '.join(kinds)} "
            "memories: leave the last label out."
        )
    return template


def _tool(
    function: MemoryFunction,
    template: NamespaceTemplate,
    store: "BaseStore | None",
    more: dict[str, Any],
) -> StructuredTool:
    return langchain_tool(function, partial(_memory_of, template, store, more))


def _memory_of(
    template: NamespaceTemplate,
    store: "BaseStore | None",
    more: dict[str, Any],
    config: RunnableConfig | None,
) -> Memory:
    user = template.user(RunValues(config))
    return Memory(store or store_of_run(), user=user, model=_no_model, **more)


def _no_model() -> NoReturn:
    raise ModelError("A tool asks no model: it writes what it is given.")
