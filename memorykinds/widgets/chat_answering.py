"""`Answering`: one answer of an agent with `MemoryMiddleware`, as it comes in.

The agent is that of `mk.create_agent`. Its middleware hands the turn over to be learned, as it
would to a `Reflection`, so that the answer is complete, and shown, before anything is learned.
"""

import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, closing, contextmanager
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from memorykinds.agent import MemoryMiddleware, MemoryTurn, create_agent
from memorykinds.kinds import MemoryKind, MemoryKindsError, ModelError
from memorykinds.memory import Memory
from memorykinds.models import Spent
from memorykinds.models.provider_errors import model_error
from memorykinds.models.redact import said
from memorykinds.widgets.chat_counting import Counting
from memorykinds.widgets.chat_turn import ToolUse

MOST_STEPS = 50
"""Steps of one answer, after which an agent that only calls tools is ended."""

NOT_RUN = "The tool was not run again: this only compares answers."

_MODES = ["messages", "values"]


class Stopped(Exception):  # noqa: N818 -- it is no error
    """The user has stopped it."""


class Answering:
    """One answer as it comes in.

    Args:
        memory: What is recalled from.
        model: Who answers.
        tools: What may be called.
        before: The conversation so far.
        question: What the user says now.
        thread: The conversation's name.
        kinds: Which kinds of memory are used.
        again: The tools' answers of the first time, if the question is asked again only to
            compare: then nothing is learned, no memory counts as used, and no tool is run.
    """

    def __init__(
        self,
        memory: Memory,
        model: BaseChatModel,
        tools: Sequence[Any],
        *,
        before: Sequence[AnyMessage],
        question: str,
        thread: str,
        kinds: Sequence[MemoryKind],
        again: Sequence[ToolUse] | None = None,
    ) -> None:
        self.model = model
        self.handed: list[AnyMessage] = []
        self._before = list(before)
        self._messages: list[AnyMessage] = [*before, HumanMessage(question)]
        self._coming = ""
        self._counting = Counting()
        compares = again is not None
        self._middleware = MemoryMiddleware(
            memory, reflect=None if compares else self, mark_used=not compares
        )
        others = [] if again is None else [_SameResults(again)]
        agent = create_agent(self._middleware, model=model, tools=tools, middleware=others)
        self._run = (
            {"messages": self._messages},
            {
                "configurable": {"thread_id": thread},
                "callbacks": [self._counting],
                "recursion_limit": MOST_STEPS,
            },
        )
        self._context = {"memory_kinds": list(kinds)}
        self._agent: Any = agent

    def run(self, show: Callable[[], None]) -> None:
        """Let the agent answer; `show` is called whenever there is more of it."""
        stream = self._agent.stream(*self._run, context=self._context, stream_mode=_MODES)
        with _one_sentence(self.model), closing(stream):
            for mode, part in stream:
                self._take(mode, part)
                show()

    async def arun(self, show: Callable[[], None]) -> None:
        """Do what `run` does."""
        stream = self._agent.astream(*self._run, context=self._context, stream_mode=_MODES)
        with _one_sentence(self.model):
            async with aclosing(stream):
                async for mode, part in stream:
                    self._take(mode, part)
                    show()

    def submit(self, messages: Sequence[AnyMessage], **_whose: Any) -> None:
        """Take what the middleware hands over to be learned."""
        self.handed = list(messages)

    @property
    def answer(self) -> str:
        """What the agent has said so far."""
        texts = [m.text for m in self._new if isinstance(m, AIMessage)]
        return "\n\n".join(text.strip() for text in (*texts, self._coming) if text.strip())

    @property
    def tools(self) -> tuple[ToolUse, ...]:
        """The calls of tools so far."""
        uses: list[ToolUse] = []
        results: dict[str, ToolMessage] = {}
        # From the end: a model may give a later call the id of an earlier one.
        for message in reversed(self._new):
            if isinstance(message, ToolMessage):
                results[message.tool_call_id] = message
            elif isinstance(message, AIMessage):
                uses[:0] = [
                    _use(call, results.get(call["id"] or "")) for call in message.tool_calls
                ]
                results = {}
        return tuple(uses)

    @property
    def memory(self) -> MemoryTurn | None:
        """What was recalled; None until it was."""
        return self._middleware.last()

    @property
    def spent(self) -> Spent:
        """What the model's calls have cost so far."""
        return self._counting.spent

    @property
    def conversation(self) -> list[AnyMessage]:
        """The conversation with this turn, as far as it can be gone on with.

        A call of a tool that was stopped has no result, and a model refuses such a thread.
        """
        results = {m.tool_call_id for m in self._messages if isinstance(m, ToolMessage)}
        kept: list[AnyMessage] = []
        for message in self._messages:
            calls = message.tool_calls if isinstance(message, AIMessage) else []
            if any(call["id"] not in results for call in calls):
                break
            kept.append(message)
        return [*kept, AIMessage(self._coming)] if self._coming.strip() else kept

    @property
    def _new(self) -> list[AnyMessage]:
        return self._messages[len(self._before) + 1 :]

    def _take(self, mode: str, part: Any) -> None:
        """Take one part of the stream: a piece of a message, or all messages after a step."""
        if mode == "values":
            if len(part["messages"]) > len(self._messages):
                self._coming = ""
            self._messages = list(part["messages"])
            return
        message, where = part
        # What a tool asks a model of its own is no part of the answer.
        if isinstance(message, AIMessage) and where.get("langgraph_node") == "model":
            self._coming += message.text


class _SameResults(AgentMiddleware[Any, Any, Any]):
    """Gives a tool's result of the first time, and runs none: it might send a mail again."""

    def __init__(self, uses: Sequence[ToolUse]) -> None:
        super().__init__()
        self._results = {(use.name, use.args): use.result for use in uses}

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], Any],  # noqa: ARG002 -- it is not called
    ) -> ToolMessage:
        call = request.tool_call
        result = self._results.get((call["name"], _as_json(call["args"])))
        return ToolMessage(
            NOT_RUN if result is None else result, tool_call_id=call["id"], name=call["name"]
        )

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Any]]
    ) -> ToolMessage:
        return self.wrap_tool_call(request, handler)


def _use(call: Any, result: ToolMessage | None) -> ToolUse:
    return ToolUse(
        call["name"],
        _as_json(call["args"]),
        None if result is None else result.text,
        failed=result is not None and result.status == "error",
    )


def _as_json(args: Any) -> str:
    return json.dumps(args, ensure_ascii=False, sort_keys=True, default=str)


@contextmanager
def _one_sentence(model: BaseChatModel) -> Iterator[None]:
    """Raise whatever fails in an agent, its model or its tools, as one sentence."""
    try:
        yield
    except (MemoryKindsError, Stopped):
        raise
    except Exception as error:
        known = model_error(error, model)
        raise known or ModelError(f"No answer came: {said(error, model)}") from error
