"""`chat_model`: from a short string to a LangChain chat model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from memorykinds.kinds import InputError
from memorykinds.models.providers import (
    KEY_VARIABLES,
    custom_address,
    open_model,
    openai_options,
    split_spec,
)

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

TIMEOUT = 60.0
"""Seconds to wait for one answer."""

MAX_RETRIES = 2
"""How often the provider's client tries again after a 429, a 5xx or a lost connection."""

CASSETTE = "cassette:"
"""What stands before the name of a file that is replayed."""

RECORD = "record:"
"""What stands before the name of a file that is recorded, and the model that is asked."""

_RECORDING = re.compile(r"record:(?P<file>.+?\.ya?ml):(?P<model>.+)", re.DOTALL)
_STEADY_OPENAI = re.compile(r"gpt-3\.5|gpt-4|chatgpt-4o")
_REASONING = re.compile(r"o\d|gpt-[5-9]|gpt-oss|codex")


def chat_model(spec: str | BaseChatModel = "offline", **options: Any) -> BaseChatModel:
    """Return the chat model that `spec` names.

    A key in the environment never changes what ``"offline"`` is: nobody gets a bill without
    having named a provider.

    A server of your own (Ollama, vLLM, LM Studio) is reached as
    ``chat_model("openai:llama3.1", base_url="http://127.0.0.1:11434/v1")`` or by the
    environment variable OPENAI_BASE_URL. Where OPENAI_API_KEY is not set, a placeholder is
    sent as the key, since such servers need none and the client demands one.

    Args:
        spec: ``"offline"`` for the pattern model, ``"cassette:FILE"`` for recorded answers,
            ``"record:FILE.yaml:provider:name"`` to record them, ``"provider:name"`` such as
            ``"openai:gpt-4o-mini"``, or a chat model, which is returned as it is.
        options: Handed to the provider's class. Unless given, the time-out is 60 s, failed
            requests are sent twice more, and the temperature is 0 for models known to accept
            it; reasoning models refuse one, so it is left unset for all others.

    Raises:
        InputError: If `spec` is none of these, the provider is unknown, its key is missing,
            or it refuses an option; the sentence says which.
        MissingPartError: If the provider's package is not installed.
    """
    if not isinstance(spec, str):
        return _given(spec, options)
    if spec == "offline":
        from memorykinds.models.offline import OfflineChatModel

        return OfflineChatModel(**options)
    if spec.startswith(CASSETTE):
        from memorykinds.models.cassettes import Cassette

        return Cassette(spec.removeprefix(CASSETTE), **options)
    if spec.startswith(RECORD):
        return _recording(spec, options)
    provider, name = split_spec(spec, "'offline'")
    options = {**_defaults(provider, name, options), **options}
    if provider == "openai":
        options = openai_options(options)

    def create() -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        model: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
        return model

    return open_model(spec, provider, options, create)


def _recording(spec: str, options: dict[str, Any]) -> BaseChatModel:
    from memorykinds.models.cassettes import Cassette

    parts = _RECORDING.fullmatch(spec)
    if parts is None:
        raise InputError(
            f"{spec!r} names no cassette and model: write 'record:lesson4.yaml:openai:gpt-4o-mini'."
        )
    return Cassette(parts["file"], record=parts["model"], **options)


def _given(model: BaseChatModel, options: dict[str, Any]) -> BaseChatModel:
    from langchain_core.language_models import BaseChatModel

    if not isinstance(model, BaseChatModel):
        raise InputError(
            f"A model is 'offline', 'provider:name' or a LangChain chat model, not a "
            f"{type(model).__name__}."
        )
    if options:
        raise InputError(
            f"{', '.join(options)} cannot be set on a model that exists: pass it to its class."
        )
    return model


def _defaults(provider: str, name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that this provider takes and the caller did not give."""
    defaults: dict[str, Any] = {}
    if provider in KEY_VARIABLES:  # clients over HTTP, all of which know these two
        defaults = {"timeout": TIMEOUT, "max_retries": MAX_RETRIES}
    own_server = provider == "ollama" or (provider == "openai" and custom_address(options))
    if (own_server and not _REASONING.match(name)) or (
        provider == "openai" and _STEADY_OPENAI.match(name)
    ):
        defaults["temperature"] = 0
    return defaults
