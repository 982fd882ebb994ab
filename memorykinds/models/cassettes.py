"""`Cassette`: the recorded answers of a real model, replayed without a key.

An instructor records once; a class replays for nothing and gets the same answers each time.
The idea is that of VCR (https://github.com/vcr/vcr), one floor above HTTP: what is kept is
what was asked and answered, and no header that could hold a key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

from memorykinds.kinds import InputError, NotRecordedError
from memorykinds.models.answer import json_object, raise_if_unusable
from memorykinds.models.cassette_file import Entry, RecordedAnswer, Tape, plain, refuse_secrets
from memorykinds.models.cassette_misses import miss
from memorykinds.models.cassette_question import Question
from memorykinds.models.provider_errors import model_name, provider_errors
from memorykinds.models.scripted import pieces


class Cassette(BaseChatModel):
    """A chat model that answers from a file, or records what another one answers.

    ::

        mk.open(model=Cassette("lesson4.yaml", record="openai:gpt-4o-mini"))   # once, with a key
        mk.open(model="cassette:lesson4.yaml")                                 # ever after

    A question is known by its messages, tools and form, letter by letter but for UUIDs, which agents
    draw anew in each run; which model is asked is no part of it. Let a `LessonClock` and `counted_ids` tell the times and ids of a lesson,
    so that it asks the same each time.

    Args:
        path: The file, YAML that can be read and corrected by hand.
        record: The model to ask what the file does not answer yet: ``provider:name`` or a chat
            model; None to replay alone.
        rerecord: The model to ask everything once more; what is not asked stays as it was.

    Raises:
        InputError: If the file is not there, or holds a secret and is recorded on; from a call,
            if the question or the answer holds one.
        StoreError: If the file is damaged, newer, or no cassette.
        NotRecordedError: From a call that the file has no answer to.
    """

    path: str
    _tape: Tape = PrivateAttr()
    _inner: BaseChatModel | None = PrivateAttr(default=None)
    _again: bool = PrivateAttr(default=False)
    _done: set[str] = PrivateAttr(default_factory=set)

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        record: str | BaseChatModel | None = None,
        rerecord: str | BaseChatModel | None = None,
        **options: Any,
    ) -> None:
        super().__init__(path=fspath(path), **options)
        if record is not None and rerecord is not None:
            raise InputError("A cassette is recorded or re-recorded: pass one of the two models.")
        asked = record if rerecord is None else rerecord
        if asked is not None:
            from memorykinds.models.chat import chat_model

            self._inner = chat_model(asked)
        self._again = rerecord is not None
        self._tape = Tape(Path(self.path), recording=asked is not None)

    @property
    def model_name(self) -> str:
        """The name of the model that is recorded, or of the file that is replayed."""
        return model_name(self._inner) if self._inner else f"cassette:{Path(self.path).name}"

    @property
    def _llm_type(self) -> str:
        return "memorykinds-cassette"

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> Any:
        if self._inner is not None:  # so that prices find the model
            return self._inner._get_ls_params(stop, **kwargs)  # noqa: SLF001
        return super()._get_ls_params(stop, **kwargs)

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Return the cassette with `tools` on offer; they are part of each question."""
        if kwargs.pop("ls_structured_output_format", None):  # so LangChain asks for a form
            kwargs["structured"] = True
        specs = [convert_to_openai_tool(tool, strict=kwargs.get("strict")) for tool in tools]
        return self.bind(tools=specs, tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        asked = Question(messages, stop, kwargs)
        if known := self._known(asked):
            return known
        inner = self._may_ask(asked)
        with provider_errors(inner):
            said = asked.put_to(inner).invoke(messages)
        return _result(self._keep(asked, inner, said))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        asked = Question(messages, stop, kwargs)
        if known := self._known(asked):
            return known
        inner = self._may_ask(asked)
        with provider_errors(inner):
            said = await asked.put_to(inner).ainvoke(messages)
        return _result(await asyncio.to_thread(self._keep, asked, inner, said))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        message = self._generate(messages, stop, **kwargs).generations[0].message
        for piece in pieces(cast("AIMessage", message)):
            chunk = ChatGenerationChunk(message=piece)
            if run_manager:
                run_manager.on_llm_new_token(piece.text, chunk=chunk)
            yield chunk

    def _known(self, asked: Question) -> ChatResult | None:
        if self._again and asked.key not in self._done:
            return None
        entry = self._tape.entries.get(asked.key)
        return _result(asked.answered(entry), cassette=self.path) if entry else None

    def _may_ask(self, asked: Question) -> BaseChatModel:
        """Return the model to ask; a question with a secret is refused before it costs anything."""
        if self._inner is None:
            entries = self._tape.entries.values()
            raise NotRecordedError(miss(Path(self.path).name, asked.form, asked.prompt, entries))
        refuse_secrets(asked.prompt, "The question")
        return self._inner

    def _keep(self, asked: Question, inner: BaseChatModel, message: AIMessage) -> Entry:
        raise_if_unusable(inner, message)
        entry = Entry(
            key=asked.key,
            model=model_name(inner),
            form=asked.form,
            prompt=asked.prompt,
            answer=_recorded(message, asked.form if asked.structured else None, asked.key),
        )
        kept = self._tape.add(entry, again=self._again and asked.key not in self._done)
        self._done.add(asked.key)
        return asked.answered(kept)


def _recorded(message: AIMessage, form: str | None, key: str) -> RecordedAnswer:
    """Return an answer as it is kept; data in the form that was asked for as a call of it."""
    text = message.text or "".join(bad["args"] or "" for bad in message.invalid_tool_calls)
    calls = [{k: call[k] for k in ("name", "args", "id")} for call in message.tool_calls]
    if form and not calls and (data := json_object(text)) is not None:
        text, calls = "", [{"name": form, "args": data, "id": f"call-{key[:8]}"}]
    usage = message.usage_metadata
    tokens = usage and {n: usage[n] for n in ("input_tokens", "output_tokens")}
    return RecordedAnswer.model_validate(
        plain({"text": text, "tool_calls": calls, "usage": tokens or {}})
    )


def _result(entry: Entry, cassette: str = "") -> ChatResult:
    """Return an entry as a model's answer, marked if it was replayed and not paid for."""
    answer, usage = entry.answer, None
    if set(answer.usage) >= {"input_tokens", "output_tokens"}:
        sent, got = answer.usage["input_tokens"], answer.usage["output_tokens"]
        usage = UsageMetadata(input_tokens=sent, output_tokens=got, total_tokens=sent + got)
    message = AIMessage(
        answer.text,
        tool_calls=[{**call, "type": "tool_call"} for call in answer.tool_calls],
        usage_metadata=usage,
        response_metadata={
            "model_name": entry.model,
            **({"cassette": cassette} if cassette else {}),
        },
    )
    return ChatResult(generations=[ChatGeneration(message=message)])
