"""One message of any common form: its role, its text, its name, its id and its time.

Dicts in OpenAI's form, ``(role, text)`` pairs, LangChain messages, turns of a transcript.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from memorykinds.kinds import InputError, Turn
from memorykinds.kinds.content import to_instant
from memorykinds.kinds.text import clean

TIME_FIELDS = ("at", "timestamp", "created_at")


def as_list(messages: Any) -> list[Any]:
    """Return the messages of a conversation in any form, as a list of messages of any form.

    Raises:
        InputError: If it is no conversation.
    """
    if isinstance(messages, str):
        return [{"role": "user", "content": messages}]
    if isinstance(messages, Mapping):
        if "messages" in messages:
            return as_list(messages["messages"])
        return [messages]
    if hasattr(messages, "content") and hasattr(messages, "type"):
        return [messages]
    if not isinstance(messages, Iterable) or isinstance(messages, bytes):
        raise InputError(
            "messages must be a string or a list of messages such as "
            f"{{'role': 'user', 'content': '...'}}, not {type(messages).__name__}."
        )
    return list(messages)


def fields_of(message: Any, number: int) -> dict[str, Any]:
    """Return role, content, id, name and time of a message of any form."""
    if isinstance(message, str):
        message = {"role": "user", "content": message}
    elif isinstance(message, tuple | list) and len(message) == 2:  # noqa: PLR2004 -- (role, text)
        message = {"role": message[0], "content": message[1]}
    if isinstance(message, Turn):
        message = message.model_dump()
    if isinstance(message, Mapping):
        role = message.get("role", message.get("type"))
        content = message.get("content", message.get("text"))
        extra: Mapping[str, Any] = message
    elif hasattr(message, "content") and hasattr(message, "type"):  # a LangChain message
        role = message.role if message.type == "chat" else message.type
        content = message.content
        extra = {
            **getattr(message, "additional_kwargs", {}),
            "id": getattr(message, "id", None),
            "name": getattr(message, "name", None),
        }
    else:
        raise InputError(
            f"Message {number} is a {type(message).__name__}; use "
            "{'role': 'user', 'content': '...'} or a LangChain message."
        )
    if role is None:
        raise InputError(f"Message {number} has no role; say who speaks with 'role': 'user'.")
    at = next((extra[name] for name in TIME_FIELDS if extra.get(name) is not None), None)
    return {
        "role": role,
        "content": content,
        "id": extra.get("id"),
        "name": extra.get("name"),
        "at": at,
        # LangChain's SummarizationMiddleware puts its summary in as a message of the user.
        "summary": extra.get("lc_source") == "summarization",
    }


def text_of(content: Any, number: int) -> tuple[str, list[str]]:
    """Return the text of a message's content, and a note for each part that is no text."""
    if content is None:
        return "", []
    if isinstance(content, str):
        return content, []
    if not isinstance(content, Iterable) or isinstance(content, bytes | Mapping):
        raise InputError(
            f"Message {number} has content of type {type(content).__name__}; use a string or a "
            "list of content parts."
        )
    texts: list[str] = []
    missing: list[str] = []
    for part in content:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Mapping) and isinstance(part.get("text"), str):
            texts.append(part["text"])
        else:
            kind = part.get("type", "part") if isinstance(part, Mapping) else type(part).__name__
            missing.append(f"a part of type {clean(str(kind))!r} without text")
    return "\n".join(texts), missing


def time_of(value: Any, number: int, now: datetime) -> tuple[datetime, bool]:
    """Return a message's time, and whether it had one; without one it is `now`.

    Raises:
        InputError: If it is no time.
    """
    if value is None:
        return now, False
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            value = datetime.fromtimestamp(value, tz=now.tzinfo)
        except (ValueError, OverflowError, OSError):
            value = str(value)
    instant = to_instant(value)
    if not isinstance(instant, datetime):
        raise InputError(
            f"Message {number} has the time {value!r}; use ISO 8601 such as '2026-05-03T09:00'."
        )
    return instant, True
