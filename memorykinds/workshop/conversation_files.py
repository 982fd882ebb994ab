"""`conversations`: what people said to an assistant, for lessons and exercises.

Their form, and where they are from, stands in data/conversations/README.md.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from memorykinds.kinds import Frozen, InputError
from memorykinds.shipped import shipped


class Talk(Frozen):
    """One conversation.

    Attributes:
        title: What to call it.
        conversation: Its id.
        messages: Its messages with role, time and content, as `Memory.learn` takes them.
        feedback: A verdict given afterwards; None if there is none.
    """

    title: str
    conversation: str
    messages: list[dict[str, Any]]
    feedback: str | None = None


class Person(Frozen):
    """What a file holds: one person's conversations, in the order in which they were held."""

    title: str
    about: str
    provenance: str
    licence: str
    conversations: list[Talk]


def conversations(name: str) -> list[Talk]:
    """Return one person's conversations, in the order in which they were held.

    >>> conversations("nurse")[0].messages[0]["content"]
    "Hello, I'm Tom. I'm a nurse and I live in Leeds."

    Raises:
        InputError: If there is nobody of this name.
    """
    files = conversation_files()
    if name not in files:
        raise InputError(f"There are no conversations of {name!r}: choose of {', '.join(files)}.")
    return read_person(files[name]).conversations


def people() -> list[str]:
    """Return the names that `conversations` takes."""
    return list(conversation_files())


def conversation_files() -> dict[str, Path]:
    """Return the files by name."""
    folder = shipped("data") / "conversations"
    return {path.stem: path for path in sorted(folder.glob("*.json"))}


def read_person(path: Path) -> Person:
    """Read a file of this form, for instance one that an instructor has written.

    Raises:
        InputError: If it cannot be read, or is not of this form.
    """
    try:
        return Person.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{path} is no JSON file in UTF-8.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "its whole"
        raise InputError(f"{path} is no file of conversations: {where}: {first['msg']}.") from error
