"""`OfflineChatModel`: a chat model without a network, a key or a neural net."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel

from memorykinds.kinds import InputError
from memorykinds.kinds.blocks import parse_block
from memorykinds.kinds.proposal import FactProposal
from memorykinds.models.offline.answering import answer
from memorykinds.models.offline.consolidation import propose_generals, propose_merges
from memorykinds.models.offline.episodes import propose_episodes
from memorykinds.models.offline.facts import propose_facts
from memorykinds.models.offline.profiles import propose_patches
from memorykinds.models.offline.prompts import choose_prompts, criticize, propose_prompt
from memorykinds.models.offline.rules import propose_rules

Rows = list[dict[str, Any]]

_PROPOSERS: dict[str, Callable[[Rows, Rows], BaseModel]] = {
    "FactProposal": propose_facts,
    "SemanticProposal": propose_facts,
    "EpisodeProposal": propose_episodes,
    "RuleProposal": propose_rules,
}


_TIDIERS: dict[str, Callable[[Rows], BaseModel]] = {
    "MergeProposal": propose_merges,
    "GeneralProposal": propose_generals,
}

_PROMPTERS: dict[str, Callable[[Rows, Rows, Rows], BaseModel]] = {
    "PromptProposal": propose_prompt,
    "Criticism": criticize,
    "PromptChoice": choose_prompts,
}

_FORMS = {*_PROPOSERS, *_TIDIERS, *_PROMPTERS}

_CANNOT = {
    "Judgement": (
        "The offline model cannot judge answers: score them by what code can check "
        "(memorykinds.managers.max_words, mentions, …), or choose another model."
    ),
    "QueryProposal": "The offline model cannot write queries: it has no words of its own.",
}


class OfflineChatModel(BaseChatModel):
    """Patterns that answer like a chat model; not a language model.

    It reads plain sentences of one person about themselves and their people, English first
    and a few forms of German, French, Spanish and Italian, by a small grammar with closed
    word lists. It understands nothing else: no irony, no hints, no long sentences, no world
    knowledge. What it does not know it misses; `measured` says how far it reaches, and
    ``data/extraction/README.md`` how that was measured. It is deterministic and never opens a connection.

    The tool that is bound says the task: `FactProposal`, `EpisodeProposal` and `RuleProposal`
    are filled in from the blocks of the prompt; profiles as far as `profiles` says. So are the
    forms for improving a prompt, to which it can add rules but not rewrite it (`prompts`);
    answers it cannot judge. Without a form it answers as a demonstration of an agent, from the
    memories in the prompt; of tools it knows those for memories, and calls them in the form of
    their schemas or says that it cannot (`calling`).
    """

    @property
    def _llm_type(self) -> str:
        return "memorykinds-offline"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return {"model_name": "memorykinds-offline"}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Return the model with tools bound to it.

        Args:
            tools: Tools in any form that LangChain knows.
            tool_choice: "any", "auto", "none" or the name of one tool.
            **kwargs: Handed on to the call.
        """
        specs = [convert_to_openai_tool(tool) for tool in tools]
        return self.bind(tools=specs, tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        message = _reply(messages, kwargs.get("tools") or (), kwargs.get("tool_choice"))
        for mark in stop or ():
            message.content = str(message.content).split(mark)[0]
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        message = self._generate(messages, stop, run_manager, **kwargs).generations[0].message
        text = str(message.content)
        words = text.split(" ")
        for index, word in enumerate(words if text else []):
            token = word if index == len(words) - 1 else f"{word} "
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=token))
            if run_manager:
                run_manager.on_llm_new_token(token, chunk=chunk)
            yield chunk
        calls = message.tool_calls if isinstance(message, AIMessage) else []
        pieces = [
            {
                "name": call["name"],
                "args": json.dumps(call["args"], ensure_ascii=False),
                "id": call["id"],
                "index": number,
                "type": "tool_call_chunk",
            }
            for number, call in enumerate(calls)
        ]
        yield ChatGenerationChunk(
            message=AIMessageChunk(content="", tool_call_chunks=pieces, chunk_position="last")
        )


def _reply(messages: Sequence[BaseMessage], tools: Sequence[Any], choice: Any) -> AIMessage:
    """Return the answer: a filled-in form where one is bound, else an agent's turn."""
    specs = [tool["function"] for tool in tools if isinstance(tool, dict) and "function" in tool]
    if choice == "none":
        specs = []
    named = choice.get("function", {}).get("name") if isinstance(choice, dict) else choice
    for spec in specs:
        if spec["name"] in _CANNOT:
            raise InputError(_CANNOT[spec["name"]])
    forms = [spec for spec in specs if spec["name"] in _FORMS]
    form = next((spec for spec in forms if spec["name"] == named), forms[0] if forms else None)
    if form is None:
        return answer(messages, specs, required=named if named not in {"auto", "none"} else None)
    filled_in = _filled_in(form["name"], messages)
    args = filled_in.model_dump(mode="json")
    if isinstance(filled_in, FactProposal) and form["name"] == "SemanticProposal":
        schema = form["parameters"]
        patches = propose_patches(schema, filled_in.candidates, _rows("profiles", messages))
        args = {name: args[name] for name in args if name in schema["properties"]} | patches
    return tool_call(form["name"], args)


def _filled_in(form: str, messages: Sequence[BaseMessage]) -> BaseModel:
    conversation = _rows("conversation", messages)
    if form in _PROPOSERS:
        return _PROPOSERS[form](conversation, _rows("related", messages))
    if form in _TIDIERS:
        return _TIDIERS[form](_rows("clusters", messages))
    return _PROMPTERS[form](_rows("prompts", messages), conversation, _rows("criticism", messages))


def tool_call(name: str, args: dict[str, Any], number: int = 0) -> AIMessage:
    """Return a message that calls one tool."""
    return AIMessage(
        content="",
        tool_calls=[{"name": name, "args": args, "id": f"offline-{number}", "type": "tool_call"}],
    )


def _rows(name: Any, messages: Sequence[BaseMessage]) -> Rows:
    """Return the rows of the first such block in a human message; repairs come after it."""
    for message in messages:
        if isinstance(message, HumanMessage) and (rows := parse_block(name, message.text)):
            return [row for row in rows if isinstance(row, dict)]
    return []
