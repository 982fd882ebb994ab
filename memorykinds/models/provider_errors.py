"""What a provider's exceptions mean, each as one `ModelError` of one sentence.

Every provider's package has exceptions of its own; what they share is an HTTP status, a
response with headers, or the base classes of the few libraries that send the request. A
sentence says what to do; it never holds a key, and the original stays as its cause.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from memorykinds.kinds import MemoryKindsError, ModelError
from memorykinds.models.redact import said, secret_fields

_SDKS = ("openai", "anthropic", "groq")  # packages of one make: the same exceptions in each
_HTTP = ("httpx", "httpx2")

_SENTENCES = {
    "cut off": "The answer of {name!r} was cut off at its token limit: raise max_tokens, or learn "
    "fewer messages at once.",
    "filtered": "The provider's content filter stopped the answer of {name!r}.",
    "timeout": "{name!r} at {at} did not answer in time: try again, or raise its timeout.",
    "refused": "Nothing answers at {at}: check the address, the server and the network.",
    "dropped": "The connection to {at} broke off before the answer was complete: try again.",
    "no completion": "What {at} answered is no answer of a model: check that the address is the "
    "base URL of the provider's API, such as http://127.0.0.1:11434/v1.",
    "too long": "The conversation is too long for {name!r} ({status}): learn fewer messages at "
    "once.",
    "quota": "The account of {name!r} has no quota left ({status}): check its plan and billing.",
    "401": "The provider refused the key for {name!r} (401): check {variable}.",
    "403": "This key may not use {name!r} (403): {message}",
    "404": "{name!r} is unknown at {at} (404): check the model's name and the address.",
    "413": "The conversation is too long for {name!r} (413): learn fewer messages at once.",
    "429": "The rate limit of {name!r} is reached (429): {pause}, then try again.",
    "4xx": "The provider refused the request to {name!r} ({status}): {message}",
    "5xx": "The provider of {name!r} failed on its side ({status}): try again later.",
    "other": "The call of {name!r} failed: {message}",
}
_TOO_LONG = re.compile(r"context.?(length|window)|maximum context|prompt is too long")


@contextmanager
def provider_errors(model: object) -> Iterator[None]:
    """Raise a `ModelError` for any exception that comes from the provider of `model`.

    Exceptions that do not come from a provider pass unchanged.
    """
    try:
        yield
    except MemoryKindsError:
        raise
    except Exception as error:
        if (known := model_error(error, model)) is None:
            raise
        raise known from error


def model_error(error: Exception, model: object) -> ModelError | None:
    """Return what `error` means for a call of `model`, or None if no provider raised it."""
    status, message, wait = _status(error), said(error, model), _retry_after(error)
    case = _case(error, status, message)
    if case is None:
        return None
    sentence = _SENTENCES[case].format(
        name=model_name(model),
        at=_address(error, model),
        variable=_key_variable(model),
        message=message,
        status=status,
        pause="wait a while" if wait is None else f"wait {wait:g} s",
    )
    known = ModelError(sentence, status=status, retry_after=wait)
    usage = getattr(getattr(error, "completion", None), "usage", None)  # OpenAI: cut off, filtered
    if usage is not None:
        known.tokens = (usage.prompt_tokens, usage.completion_tokens)
    return known


def stopped(model: object, case: str) -> ModelError:
    """Return the error for an answer that is ``"cut off"`` or ``"filtered"``."""
    return ModelError(_SENTENCES[case].format(name=model_name(model)))


def model_name(model: object) -> str:
    """Return the name that the provider knows a model by, such as 'gpt-4o-mini'."""
    for attribute in ("model_name", "model", "model_id", "deployment_name", "name"):
        if isinstance(value := getattr(model, attribute, None), str) and value:
            return value
    return type(model).__name__


def _case(error: Exception, status: int | None, message: str) -> str | None:
    """Return which of the sentences fits, or None if no provider raised `error`."""
    by_class: dict[str, tuple[type[Exception], ...]] = {
        "cut off": _classes(_SDKS, "LengthFinishReasonError"),
        "filtered": _classes(_SDKS, "ContentFilterFinishReasonError"),
        "timeout": (
            TimeoutError,
            *_classes(_SDKS, "APITimeoutError"),
            *_classes(_HTTP, "TimeoutException"),
        ),
        "refused" if _never_connected(error) else "dropped": (
            ConnectionError,
            *_classes(_SDKS, "APIConnectionError"),
            *_classes(_HTTP, "TransportError"),
        ),
    }
    if case := next((name for name, kinds in by_class.items() if isinstance(error, kinds)), None):
        return case
    if status is None:
        own = _classes(_SDKS, "OpenAIError", "AnthropicError", "GroqError")
        return "other" if isinstance(error, own) else None
    return _case_of_status(status, message)


def _case_of_status(status: int, message: str) -> str:
    if status < 400:  # noqa: PLR2004 -- the answer itself could not be read
        return "no completion"
    if status == 429 and "quota" in message.casefold():  # noqa: PLR2004
        return "quota"
    if status in {400, 422} and _TOO_LONG.search(message):
        return "too long"
    return str(status) if str(status) in _SENTENCES else "4xx" if status < 500 else "5xx"  # noqa: PLR2004


def _never_connected(error: BaseException) -> bool:
    refused: tuple[type[Exception], ...] = (
        ConnectionRefusedError,
        *_classes(_HTTP, "ConnectError"),
    )
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, refused):
        cause = cause.__cause__ or cause.__context__
    return cause is not None


def _key_variable(model: object) -> str:
    """Return where the key of `model` comes from: an environment variable, where known."""
    declared = getattr(model, "lc_secrets", None)
    if isinstance(declared, Mapping) and declared:
        return f"the environment variable {next(iter(declared.values()))}"
    secrets = secret_fields(model)
    return f"the environment variable {secrets[0][0].upper()}" if secrets else "its API key"


def _address(error: Exception, model: object) -> str:
    """Return where the request went, as scheme and host: never a path or a query."""
    try:
        url = getattr(getattr(error, "request", None), "url", None)
    except RuntimeError:  # httpx: an exception that no request belongs to
        url = None
    for place in (url, *(getattr(model, name, None) for name in ("openai_api_base", "base_url"))):
        parts = urlsplit(str(place or ""))
        if parts.hostname:
            return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return "the provider's address"


def _status(error: Exception) -> int | None:
    """Return the HTTP status that `error` carries, wherever its package keeps it."""
    response = getattr(error, "response", None)
    if isinstance(response, Mapping):  # botocore
        places = [response.get("ResponseMetadata", {}).get("HTTPStatusCode")]
    else:
        places = [getattr(error, name, None) for name in ("status_code", "code")]
        places.append(getattr(response, "status_code", None))
    found = (int(value) for value in places if isinstance(value, int) and 100 <= value <= 599)  # noqa: PLR2004
    return next(found, None)


def _retry_after(error: Exception) -> float | None:
    """Return the seconds of a Retry-After header; a date counts from the response's own."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None)
    if not hasattr(headers, "get") or not (text := headers.get("retry-after")):
        return None
    try:
        return max(float(text), 0.0)
    except ValueError:
        pass
    try:
        then, now = parsedate_to_datetime(text), parsedate_to_datetime(headers.get("date", ""))
        return max((then - now).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None


def _classes(packages: tuple[str, ...], *names: str) -> tuple[type[Exception], ...]:
    """Return the exception classes of these names in packages that are loaded already.

    Only a package that is loaded can have raised something, so nothing is imported.
    """
    loaded = (sys.modules[package] for package in packages if package in sys.modules)
    return tuple(getattr(module, n) for module in loaded for n in names if hasattr(module, n))
