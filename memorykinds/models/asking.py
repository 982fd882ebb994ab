"""`ask` for data and `say` for words: the only places where the library calls a chat model.

How an answer is read stands in `answer`.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from memorykinds.kinds import InputError
from memorykinds.models.answer import Answer, form_name, read_answer
from memorykinds.models.provider_errors import model_name, provider_errors

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel, LanguageModelInput
    from langchain_core.runnables import Runnable

    from memorykinds.kinds import Content


_BEFORE_STRUCTURED_OUTPUT = re.compile(r"gpt-3|gpt-4(?:-|\Z)")


def ask(model: BaseChatModel, messages: LanguageModelInput, schema: type[Content]) -> Answer:
    """Ask `model` once for data in the shape of `schema`.

    OpenAI's own models are held to the schema by the provider (method ``json_schema`` with
    ``strict``); others by what their LangChain class takes to be best, mostly a tool call.

    Args:
        model: The chat model to ask.
        messages: The prompt: a list of messages, or what else LangChain accepts.
        schema: The form to fill in; its JSON schema must be valid under the strict mode.

    Returns:
        The answer, with `data` None and a `problem` where it is no JSON object.

    Raises:
        ModelError: If the model refused, was cut off, or its provider failed.
        InputError: If this chat model cannot give structured answers at all.
    """
    caller = _caller(model, schema)
    with provider_errors(model):
        result = caller.invoke(messages)
    return read_answer(model, schema, result["raw"])


async def aask(model: BaseChatModel, messages: LanguageModelInput, schema: type[Content]) -> Answer:
    """Do as `ask` does, without blocking the event loop."""
    caller = _caller(model, schema)
    with provider_errors(model):
        result = await caller.ainvoke(messages)
    return read_answer(model, schema, result["raw"])


def say(model: BaseChatModel, messages: LanguageModelInput) -> Answer:
    """Ask `model` once for words, as its users do; the answer has no data.

    Raises:
        ModelError: If the model refused, was cut off, or its provider failed.
    """
    with provider_errors(model):
        raw = model.invoke(messages)
    return read_answer(model, None, raw)


async def asay(model: BaseChatModel, messages: LanguageModelInput) -> Answer:
    """Do as `say` does, without blocking the event loop."""
    with provider_errors(model):
        raw = await model.ainvoke(messages)
    return read_answer(model, None, raw)


def _caller(model: BaseChatModel, schema: type[Content]) -> Runnable[LanguageModelInput, Any]:
    """Return what takes messages and gives LangChain's raw and parsed answer."""
    return structured(model, {**schema.model_json_schema(), "title": form_name(schema)})


def structured(model: BaseChatModel, form: dict[str, Any]) -> Runnable[LanguageModelInput, Any]:
    """Return `model` held to a form, as well as it can be; its answers are raw and parsed.

    Args:
        model: The chat model.
        form: A JSON schema whose title is the form's name.

    Raises:
        InputError: If this chat model cannot give structured answers at all.
    """
    how = _method(model)
    if how.get("strict"):  # complete, so that LangChain does not close an open object in silence
        form = {"name": form["title"], "schema": form, "strict": True}
    try:
        return model.with_structured_output(form, include_raw=True, **how)
    except NotImplementedError as error:
        raise InputError(
            f"{model_name(model)!r} cannot give structured answers: choose a chat model with "
            "tool calling."
        ) from error


def _method(model: BaseChatModel) -> dict[str, Any]:
    """Return how to hold this model to a schema; {} leaves it to its class."""
    openai = sys.modules.get("langchain_openai")  # loaded if the model is one of its classes
    if openai is None or not isinstance(model, (openai.ChatOpenAI, openai.AzureChatOpenAI)):
        return {}
    if _BEFORE_STRUCTURED_OUTPUT.match(model.model_name or ""):
        return {"method": "function_calling"}
    return {"method": "json_schema", "strict": True}
