"""`MemoryFunction`: one tool as every framework takes it, a name, a JSON schema and a call."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from memorykinds.kinds import Content, InputError, Record
from memorykinds.kinds.text import shorten
from memorykinds.memory import Memory


@dataclass(frozen=True)
class Outcome:
    """What a call did.

    Attributes:
        text: For the model.
        records: The memories that it is about: stored, changed, deleted, kept or found.
    """

    text: str
    records: tuple[Record, ...] = ()


@dataclass(frozen=True)
class MemoryFunction:
    """A function that a model may call on one user's memory.

    Attributes:
        name: Its name.
        description: What it is for, as the model reads it.
        parameters: The JSON schema of its arguments, valid under OpenAI's strict mode.
        act: Does it: with the memory, the arguments and who asks for it.
    """

    name: str
    description: str
    parameters: dict[str, Any]
    act: Callable[[Memory, Mapping[str, Any], str], Outcome]

    def call(self, memory: Memory, arguments: Any, by: str) -> Outcome:
        """Do what the model asked for.

        Args:
            memory: Whose memory.
            arguments: The arguments: a mapping, or the JSON text that OpenAI sends.
            by: Who asks: the first word of what provenance says.

        Raises:
            InputError: If the arguments do not fit.
            NotFoundError: If there is no memory of the id that they name.
        """
        return self.act(memory, read_arguments(arguments), by)


def read_arguments(arguments: Any) -> Mapping[str, Any]:
    """Return arguments as a mapping.

    Raises:
        InputError: If they are no JSON object.
    """
    if isinstance(arguments, str | bytes):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError) as error:
            raise InputError(f"The arguments are no JSON: {shorten(str(error), 100)}.") from error
    if not isinstance(arguments, Mapping):
        raise InputError("The arguments must be a JSON object.")
    return arguments


def fitted(form: type[Content], arguments: Mapping[str, Any]) -> Any:
    """Return the arguments in their form.

    Raises:
        InputError: If they do not fit, with the first three reasons.
    """
    try:
        return form.model_validate(dict(arguments))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:3]
        why = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'it'}: {e['msg']}" for e in found)
        raise InputError(f"The arguments do not fit: {why}.") from error


def schema_of(form: type[Content]) -> dict[str, Any]:
    """Return the JSON schema of a form; its name stands elsewhere."""
    schema = form.model_json_schema()
    schema.pop("title", None)
    return schema
