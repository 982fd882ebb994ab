"""``provider:name``: opening a provider's model, with one sentence for each way to fail.

Shared by `chat_model` and `embedder`, which differ only in the LangChain function they call.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any, TypeVar

from memorykinds.kinds import InputError, MissingPartError
from memorykinds.models.provider_errors import model_name
from memorykinds.models.redact import said

T = TypeVar("T")

KEY_VARIABLES = {
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "azure_openai": ("AZURE_OPENAI_API_KEY", "OPENAI_API_KEY"),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "fireworks": ("FIREWORKS_API_KEY",),
    "google_genai": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "groq": ("GROQ_API_KEY",),
    "mistralai": ("MISTRAL_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY",),
    "together": ("TOGETHER_API_KEY",),
    "xai": ("XAI_API_KEY",),
}
"""Providers that always need a key, and where each looks for it."""

PLACEHOLDER_KEY = "no-key-needed"
"""Sent to a server of the user's own when no key is set: its client demands some key."""

_FAMILIES = {
    "gpt-": "openai",
    "text-embedding": "openai",
    "claude": "anthropic",
    "gemini": "google_genai",
}


def split_spec(spec: str, words: str) -> tuple[str, str]:
    """Return provider and name of ``provider:name``.

    Args:
        spec: What the user wrote.
        words: The words that are possible beside ``provider:name``, for the error.

    Raises:
        InputError: If `spec` has another form.
    """
    provider, colon, name = (part.strip() for part in spec.partition(":"))
    if colon and provider and name:
        return provider.lower().replace("-", "_"), name
    guess = next((p for start, p in _FAMILIES.items() if spec.startswith(start)), None)
    example = f" such as {f'{guess}:{spec}'!r}" if guess else ""
    known = ", ".join((*KEY_VARIABLES, "ollama"))
    raise InputError(
        f"{spec!r} is neither {words} nor 'provider:name'{example}; some providers: {known}."
    )


def custom_address(options: dict[str, Any]) -> str | None:
    """Return the base URL that the OpenAI client will use instead of OpenAI's own, if any."""
    places = (
        options.get("base_url"),
        options.get("openai_api_base"),
        os.environ.get("OPENAI_BASE_URL"),
        os.environ.get("OPENAI_API_BASE"),
    )
    return next((str(place) for place in places if place), None)


def openai_options(options: dict[str, Any]) -> dict[str, Any]:
    """Return `options` for a class of OpenAI's, completed where its client falls short.

    A server of the user's own gets a placeholder key where none is set. Connections are not
    kept: the client shares them between event loops, so that every second ``asyncio.run``
    would fail with "Event loop is closed". A new one costs little beside a model's answer.
    """
    headers = {"Connection": "close", **(options.get("default_headers") or {})}
    options = {**options, "default_headers": headers}
    if custom_address(options) and not _has_key("openai", options):
        options["api_key"] = PLACEHOLDER_KEY
    return options


def open_model(spec: str, provider: str, options: dict[str, Any], create: Callable[[], T]) -> T:
    """Return what `create` makes, its failures as one sentence each.

    Raises:
        MissingPartError: If the provider's package is not installed.
        InputError: If the provider is unknown, has no key, or refuses an option.
    """
    missing = (
        f"{spec!r} needs a key: set the environment variable "
        f"{(KEY_VARIABLES.get(provider) or ('',))[0]}."
    )
    keyless = provider in KEY_VARIABLES and not _has_key(provider, options)
    try:
        model = create()
    except ImportError as error:
        found = re.search(r"pip install ([\w.-]+)", str(error))
        what = found.group(1).rstrip(".") if found else f"langchain-{provider.replace('_', '-')}"
        raise MissingPartError(f"{spec!r} needs a package: pip install {what}") from error
    except Exception as error:
        if re.match(r"Unsupported provider|Provider '.*' is not supported", str(error)):
            known = ", ".join((*KEY_VARIABLES, "ollama"))
            raise InputError(
                f"{provider!r} in {spec!r} is no provider that LangChain knows, such as {known}."
            ) from error
        if keyless:
            raise InputError(missing) from error
        raise InputError(f"{spec!r} cannot be opened: {said(error)}") from error
    if keyless and not any(getattr(model, name, None) for name in _secret_fields(model)):
        raise InputError(missing)
    return model


def model_key(model: object) -> str:
    """Return what prices and caches call a chat model: "offline", ``provider:name`` or its name."""
    if getattr(model, "_llm_type", "") == "memorykinds-offline":
        return "offline"
    name, read = model_name(model), getattr(model, "_get_ls_params", None)
    provider = str((read() if read else {}).get("ls_provider", ""))
    provider = {"azure": "azure_openai"}.get(provider, provider)
    return f"{provider}:{name}" if provider in (*KEY_VARIABLES, "ollama") else name


def _has_key(provider: str, options: dict[str, Any]) -> bool:
    given = any(value for name, value in options.items() if name.endswith("api_key"))
    return given or any(os.environ.get(name) for name in KEY_VARIABLES[provider])


def _secret_fields(model: object) -> list[str]:
    """Return the attributes that hold a key, as LangChain's models declare them."""
    declared = list(getattr(model, "lc_secrets", None) or ())
    return declared or [name for name in vars(model) if name.endswith("api_key")]
