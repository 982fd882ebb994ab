"""A model that nominates what a case says it should: to measure a policy apart from a model.

What the measured model cannot read, a case brings along in its turns::

    {"role": "user", "content": "I've gone off tea.", "nominate": [
        {"subject": "user", "predicate": "dislikes", "object": "tea",
         "text": "The user dislikes tea.", "contradicts": ["likes tea"]}]}

`same_as` and `contradicts` are regular expressions over the related memories that the prompt
shows, since their numbers are not known beforehand; "." nominates every one of them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from memorykinds.kinds.blocks import parse_block
from memorykinds.kinds.text import normalized

Nomination = dict[str, Any]


class NominatingChatModel(BaseChatModel):
    """Answers a request for facts with the nominations of the turns that the prompt shows.

    Attributes:
        nominations: What each turn says, by its text; other turns say nothing.
    """

    nominations: dict[str, list[Nomination]]

    @property
    def _llm_type(self) -> str:
        return "nominating"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Return the model with the form that it must fill in."""
        forms = [convert_to_openai_tool(tool) for tool in tools]
        return self.bind(tools=forms, tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 -- a filled-in form has no such end
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        form = kwargs["tools"][0]["function"]["name"]
        prompt = next(message.text for message in messages if isinstance(message, HumanMessage))
        candidates = self._candidates(prompt) if form == "FactProposal" else []
        call = {"name": form, "args": {"candidates": candidates}, "id": "call-1"}
        return ChatResult(generations=[ChatGeneration(message=AIMessage("", tool_calls=[call]))])

    def _candidates(self, prompt: str) -> list[dict[str, Any]]:
        related = parse_block("related", prompt)
        return [
            _candidate(nomination, str(turn["id"]), related)
            for turn in parse_block("conversation", prompt)
            for nomination in self.nominations.get(normalized(str(turn.get("text", ""))), ())
        ]


def nominating(*conversations: Sequence[Mapping[str, Any]]) -> NominatingChatModel | None:
    """Return the model for these turns; None if none of them brings nominations along."""
    told = [turn for turns in conversations for turn in turns if "nominate" in turn]
    found = {normalized(str(turn["content"])): list(turn["nominate"]) for turn in told}
    return NominatingChatModel(nominations=found) if found else None


def _candidate(
    nomination: Nomination, turn: str, related: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    own = ("intent", "same_as", "contradicts")
    content = {"confidence": 1.0, "valid_from": None, "valid_to": None}
    content |= {name: value for name, value in nomination.items() if name not in own}
    return {
        "intent": nomination.get("intent", "remember"),
        "evidence": [turn],
        "same_as": _numbers(nomination.get("same_as", ()), related),
        "contradicts": _numbers(nomination.get("contradicts", ()), related),
        "content": content,
    }


def _numbers(patterns: Sequence[str], related: Sequence[Mapping[str, Any]]) -> list[int]:
    return [
        int(row["n"])
        for row in related
        if any(re.search(pattern, str(row["text"]), re.IGNORECASE) for pattern in patterns)
    ]
