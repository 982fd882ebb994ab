"""`Answer`: what a model said to one call, read from LangChain's message.

It is parsed, not validated: the write path validates with Pydantic, so that it can show the
model its own error and let it repair. Malformed JSON is therefore an `Answer` with a `problem`;
only what no repair can help with is raised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from memorykinds.kinds import ModelError
from memorykinds.models.provider_errors import model_name, stopped
from memorykinds.models.redact import said
from memorykinds.models.spent import Spent

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

    from memorykinds.kinds import Content

Source = Literal["model", "cache", "cassette"]
"""Who answered: a model that was asked now, or what was kept of its answer."""
_CUT_OFF = frozenset({"length", "max_tokens", "MAX_TOKENS", "max_output_tokens"})
_FILTERED = frozenset({"content_filter", "refusal", "SAFETY", "PROHIBITED_CONTENT"})
_FENCE = re.compile(r"\A```(?:json)?\s*\n(.*)\n\s*```\Z", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What a model answered to one call.

    Attributes:
        data: The JSON object of the answer, parsed but not validated; None if there is none, or
            if words were asked for.
        text: The answer verbatim: the message's text, or the arguments of its tool call.
        problem: What is wrong with the data, as one sentence to show to the model; None if
            nothing is.
        model: The name of the model that was asked.
        input_tokens: Tokens of the prompt as the provider counts them, or None.
        output_tokens: Tokens of the answer as the provider counts them, or None.
        cached_tokens: Those of the prompt that the provider had kept, or None.
        source: Who answered.
        spent: What it cost, where the call was metered.
    """

    data: dict[str, Any] | None
    text: str
    problem: str | None
    model: str
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None = None
    source: Source = "model"
    spent: Spent = field(default=Spent(), compare=False)


def read_answer(
    model: BaseChatModel,
    schema: type[Content] | None,
    raw: AIMessage,
    source: Source | None = None,
) -> Answer:
    """Return a model's message as an answer.

    Args:
        model: Who answered.
        schema: The form that was asked for; None if it was words.
        raw: The message.
        source: Where the message comes from; None to read it off the message.

    Raises:
        ModelError: If the model refused or was cut off; it says how many tokens that took.
    """
    usage: Mapping[str, Any] = raw.usage_metadata or {}
    sent, got = usage.get("input_tokens"), usage.get("output_tokens")
    try:
        raise_if_unusable(model, raw)
    except ModelError as error:
        error.tokens = (sent or 0, got or 0)
        raise
    text, data, problem = _content(raw, form_name(schema)) if schema else (raw.text, None, None)
    return Answer(
        data=data,
        text=text,
        problem=problem,
        model=_answered_by(model, raw),
        input_tokens=sent,
        output_tokens=got,
        cached_tokens=(usage.get("input_token_details") or {}).get("cache_read"),
        source=source or _source(raw, usage),
    )


def written(text: str, by: str) -> Answer:
    """Return words as the answer that they would be if a model had said them.

    Args:
        text: The words.
        by: Who wrote them.
    """
    data, problem = _parse(text)
    return Answer(data, text, problem, model=by, input_tokens=None, output_tokens=None)


def raise_if_unusable(model: BaseChatModel, raw: AIMessage) -> None:
    """Raise for a refusal or a cut-off answer, however the provider reports it."""
    blocks = [block for block in raw.content if isinstance(block, dict)]
    refusals = [raw.additional_kwargs.get("refusal"), *(block.get("refusal") for block in blocks)]
    if refusal := next(filter(None, refusals), None):
        raise ModelError(f"{model_name(model)!r} refused to answer: {said(ValueError(refusal))}")
    found = raw.response_metadata
    details = found.get("incomplete_details") or {}
    reasons = {found.get(key) for key in ("finish_reason", "stop_reason", "done_reason")}
    reasons.add(details.get("reason"))
    if reasons & _CUT_OFF:
        raise stopped(model, "cut off")
    if reasons & _FILTERED:
        raise stopped(model, "filtered")


def json_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object that `text` is, or None."""
    return _parse(text)[0]


def form_name(schema: type[Content]) -> str:
    """Return the schema's name in the letters that OpenAI allows for it."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", schema.__name__)[:64]


def _answered_by(model: BaseChatModel, raw: AIMessage) -> str:
    """Return who answered; of a cassette that is the model that was recorded."""
    recorded = (
        raw.response_metadata.get("model_name") if "cassette" in raw.response_metadata else ""
    )
    return str(recorded or model_name(model))


def _source(raw: AIMessage, usage: Mapping[str, Any]) -> Source:
    if "cassette" in raw.response_metadata:
        return "cassette"
    # So LangChain marks what its own cache gave (`set_llm_cache`).
    return "cache" if usage.get("total_cost") == 0 else "model"


def _content(raw: AIMessage, form: str) -> tuple[str, dict[str, Any] | None, str | None]:
    """Return the answer's text, its data and what is wrong with it."""
    for call in raw.tool_calls:
        if call["name"] == form:
            return _arguments(raw, form) or json.dumps(call["args"]), call["args"], None
    for bad in raw.invalid_tool_calls:
        text = bad["args"] or ""
        return text, *_parse(text)
    if raw.tool_calls:
        called = raw.tool_calls[0]["name"]
        return "", None, f"The answer calls the tool {called!r} instead of {form!r}."
    return raw.text, *_parse(raw.text)


def _arguments(raw: AIMessage, form: str) -> str | None:
    """Return the arguments of a tool call as the provider sent them, where it sent text."""
    for call in raw.additional_kwargs.get("tool_calls") or ():
        function = call.get("function") or {}
        if function.get("name") == form and isinstance(function.get("arguments"), str):
            return str(function["arguments"])
    return None


def _parse(text: str) -> tuple[dict[str, Any] | None, str | None]:
    """Return the JSON object in `text`, or None and the reason."""
    text = text.strip()
    if not text:
        return None, "The answer is empty."
    if fenced := _FENCE.match(text):
        text = fenced.group(1)
    try:
        data = json.loads(text, parse_constant=_no_json)
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        return None, f"The answer is not valid JSON: {error.msg} at {place}."
    except (ValueError, RecursionError) as error:
        return None, f"The answer is not valid JSON: {said(error)}."
    if not isinstance(data, dict):
        return None, f"The answer is a JSON {type(data).__name__}, not an object."
    return data, None


def _no_json(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON number")
