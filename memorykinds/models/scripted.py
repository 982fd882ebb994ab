"""`ScriptedChatModel`: a chat model that says what a test or a lesson tells it to say."""

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field, PrivateAttr

from memorykinds.kinds import InputError, ModelError

Reply = str | dict[str, Any] | AIMessage | BaseException
"""A text, the data of a structured answer or tool call, a whole message, or a failure."""


class ScriptedChatModel(BaseChatModel):
    """Answers each call with the next of `replies`.

    ::

        model = ScriptedChatModel(["Hello!", {"candidates": []}, TimeoutError("too slow")])
        model.invoke("Hi").text         # 'Hello!'
        model.history[0][0].text        # 'Hi'

    Args:
        replies: What to answer, in order. A str is the text of the answer. A dict is the
            structured answer: the arguments of the tool that the call demands, else of the
            first that is bound, else the text as JSON. An AIMessage is returned as it is. An
            exception is raised.

    Attributes:
        history: The messages of each call so far, in order.

    Raises:
        InputError: If a reply is something else.
        ModelError: If it is called once more than there are replies.
    """

    replies: list[Any]
    history: list[list[BaseMessage]] = Field(default_factory=list)
    model: str = "scripted"
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def __init__(self, replies: Iterable[Reply] = (), **options: Any) -> None:
        listed = list(replies)
        for number, reply in enumerate(listed, start=1):
            if not isinstance(reply, str | dict | AIMessage | BaseException):
                raise InputError(
                    f"Reply {number} is a {type(reply).__name__}; use a text, a dict, an AIMessage "
                    "or an exception."
                )
        super().__init__(replies=listed, **options)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Return this model with `tools` on offer; a dict reply then calls one of them."""
        offered = [convert_to_openai_tool(tool) for tool in tools]
        return self.bind(tools=offered, tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 -- a script does not stop early
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        message = self._next(messages, kwargs)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for piece in pieces(self._next(messages, kwargs)):
            chunk = ChatGenerationChunk(message=piece)
            if run_manager:
                run_manager.on_llm_new_token(piece.text, chunk=chunk)
            yield chunk

    def _next(self, messages: list[BaseMessage], bound: dict[str, Any]) -> AIMessage:
        """Note the call and return its answer."""
        with self._lock:
            number = len(self.history)
            self.history.append(list(messages))
        if number >= len(self.replies):
            raise ModelError(
                f"The script is at its end: call {number + 1} came after {len(self.replies)} "
                "replies."
            )
        reply = self.replies[number]
        if isinstance(reply, BaseException):
            raise reply
        if isinstance(reply, AIMessage):
            return reply
        if isinstance(reply, str):
            return AIMessage(reply)
        if tool := _demanded(bound):
            call = {"name": tool, "args": reply, "id": f"call-{number + 1}", "type": "tool_call"}
            return AIMessage("", tool_calls=[call])
        return AIMessage(json.dumps(reply, ensure_ascii=False))


def _demanded(bound: dict[str, Any]) -> str | None:
    """Return the name of the tool that this call demands, else of the first on offer."""
    names = [str(tool["function"]["name"]) for tool in bound.get("tools") or ()]
    choice = bound.get("tool_choice")
    if isinstance(choice, dict):
        choice = choice.get("function", {}).get("name")
    return choice if choice in names else next(iter(names), None)


def pieces(message: AIMessage) -> Iterator[AIMessageChunk]:
    """Yield `message` word by word, then its tool calls."""
    for word in re.findall(r"\s*\S+\s*\Z|\s*\S+|\s+", message.text):
        yield AIMessageChunk(content=word)
    for index, call in enumerate(message.tool_calls):
        chunk = {
            "name": call["name"],
            "args": json.dumps(call["args"], ensure_ascii=False),
            "id": call["id"],
            "index": index,
            "type": "tool_call_chunk",
        }
        yield AIMessageChunk(content="", tool_call_chunks=[chunk])
    yield AIMessageChunk(content="", usage_metadata=message.usage_metadata, chunk_position="last")
