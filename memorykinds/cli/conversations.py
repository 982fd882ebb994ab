"""Conversations in files: the form of data/tour/, and where those files are."""

import json
from pathlib import Path
from typing import Any

from memorykinds.kinds import Frozen, InputError
from memorykinds.shipped import shipped

MAX_FILE_BYTES = 64 * 2**20
"""A larger file is no conversation."""


class Conversation(Frozen):
    """One conversation as a file holds it.

    Attributes:
        title: What to call it.
        conversation: Its id; None to derive one.
        messages: The messages, in any form that `Memory.learn` takes.
        feedback: A verdict on it; None if there is none.
    """

    title: str
    conversation: str | None = None
    messages: Any
    feedback: str | None = None


def read_conversation(path: Path) -> Conversation:
    """Read a JSON file: a list of messages, or an object with "messages" and, if wanted, more.

    Raises:
        InputError: If there is no such file, or it is no conversation.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise InputError(f"{path} is larger than {MAX_FILE_BYTES // 2**20} MB.")
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{path} is no JSON file in UTF-8.") from error
    if isinstance(found, list):
        found = {"messages": found}
    if not isinstance(found, dict) or not isinstance(found.get("messages"), list):
        raise InputError(
            f'{path} holds no conversation: a list of messages, or {{"messages": [...]}}.'
        )
    return Conversation(
        title=str(found.get("title") or path.stem),
        conversation=_text(found.get("conversation")),
        messages=found["messages"],
        feedback=_text(found.get("feedback")),
    )


def tour_files() -> list[Path]:
    """Return the tour's conversations, in order."""
    return sorted((shipped("data") / "tour").glob("*.json"))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
