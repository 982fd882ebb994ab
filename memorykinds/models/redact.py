"""What may be said of an exception: one line, not too long, and never a key."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr, ValidationError

MOST_CHARACTERS = 240
"""Of what the provider said itself; what follows is rarely worth more than a link."""

SHORTEST_SECRET = 8
"""A shorter value is a word of the language rather than a key."""

_KEY = re.compile(r"\b(?:sk|pk|gsk|xai)[-_][\w*-]{6,}|\bAIza[\w-]{10,}|(?<=Bearer )\S+")


def said(error: BaseException, model: object = None) -> str:
    """Return what `error` says, on one line, without any key, and not too long.

    Args:
        error: The exception; a provider's own message is preferred to its full text.
        model: The model that was called; its secrets are taken out of the text.
    """
    if isinstance(error, ValidationError):  # its own text quotes the input, maybe with a key
        text = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    else:
        body = getattr(error, "body", None)
        text = str(body.get("message") or "") if isinstance(body, Mapping) else ""
        text = text or str(error) or type(error).__name__
    secrets = [value.get_secret_value() for _, value in secret_fields(model)]
    secrets += [value for name, value in os.environ.items() if name.endswith("_API_KEY")]
    for secret in sorted(map(str, secrets), key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, "…")
    text = _KEY.sub("…", " ".join(text.split()))
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def secret_fields(model: object) -> list[tuple[str, SecretStr]]:
    """Return the name and value of each secret that `model` holds."""
    fields: dict[str, Any] = getattr(model, "__dict__", {})
    return [(name, value) for name, value in fields.items() if isinstance(value, SecretStr)]
