"""The fields of a memory as text that a person edits, and the way back to a memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from memorykinds.kinds import MemoryContent, ProfileContent

_NOT_EDITED = frozenset({"status", "replaces"})
"""Of a rule: what a trial decides, not a form."""

_ONE_LINE = 60
"""From so many characters on a field gets more than a line."""

_PARTS = frozenset(
    f"{name}_type" for name in ("list", "set", "tuple", "dict", "model", "model_attributes")
)
"""Errors by which Pydantic says that it wants more than one value."""

_LONG = frozenset({"text", "situation", "thoughts", "action", "outcome", "lesson", "rationale"})


@dataclass(frozen=True, slots=True)
class Form:
    """A memory's fields as they stand in a form.

    Attributes:
        fields: Each field as text.
        long: Which of them take more than a line.
        hints: Of some what may stand there.
    """

    fields: Mapping[str, str]
    long: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form that was filled in is.

    Attributes:
        content: The memory's content; None if a field is wrong.
        errors: What is wrong, by field; "" for the form as a whole.
    """

    content: MemoryContent | None
    errors: Mapping[str, str] = field(default_factory=dict)


def form_of(content: MemoryContent, schema: type[BaseModel] | None = None) -> Form:
    """Return the form of a memory.

    Args:
        content: What the memory says.
        schema: Of a profile its schema, if it is known: fields of which nothing was said are
            offered, too.
    """
    values = _values(content, schema)
    fields = {name: _text(value) for name, value in values.items()}
    long = tuple(
        name
        for name, text in fields.items()
        if name in _LONG or len(text) > _ONE_LINE or isinstance(values[name], list | tuple | dict)
    )
    hints = {name: hint for name, value in values.items() if (hint := _hint(name, value))}
    return Form(fields, long, hints)


def filled(
    content: MemoryContent, texts: Mapping[str, Any], schema: type[BaseModel] | None = None
) -> Filled:
    """Return the content with some fields changed, or what is wrong with them.

    Args:
        content: What the memory says now.
        texts: The fields that were filled in, as text or as values.
        schema: Of a profile its schema, if it is known.
    """
    known = _values(content, schema)
    strange = {name: "There is no such field." for name in texts if name not in known}
    if strange:
        return Filled(None, strange)
    if isinstance(content, ProfileContent):
        return _filled_profile(content, texts, schema)
    values = {name: _value(text, known[name]) for name, text in texts.items()}
    try:
        return Filled(type(content).model_validate({**dict(content), **values}))
    except ValidationError as error:
        return Filled(None, _errors(error))


def _filled_profile(
    content: ProfileContent, texts: Mapping[str, Any], schema: type[BaseModel] | None
) -> Filled:
    data, errors = dict(content.data), {}
    for name, text in texts.items():
        if text is None or (isinstance(text, str) and not text.strip()):
            data.pop(name, None)  # what is empty was not said
            continue
        try:
            data[name] = _fitting(name, text, content.data.get(name), schema)
        except ValidationError as error:
            errors[name] = _sentence(error.errors(include_url=False)[0])
    return Filled(None, errors) if errors else Filled(content.with_(data=data))


def _fitting(name: str, text: Any, before: Any, schema: type[BaseModel] | None) -> Any:
    """Return a profile's field as JSON, as its schema has it.

    Raises:
        ValidationError: If it does not fit.
    """
    info = schema.model_fields.get(name) if schema else None
    if info is None:
        return _value(text, before)
    form: Any = Annotated[info.annotation, info]
    adapter: TypeAdapter[Any] = TypeAdapter(form)
    try:
        found = adapter.validate_python(text.strip() if isinstance(text, str) else text)
    except ValidationError as error:
        wants_parts = error.errors(include_url=False)[0]["type"] in _PARTS
        if not (wants_parts and isinstance(text, str)):
            raise
        found = adapter.validate_python(_parts(text))
    return adapter.dump_python(found, mode="json")


def _parts(text: str) -> Any:
    """Return JSON, or else a line for each item."""
    try:
        return json.loads(text)
    except ValueError:
        return _lines(text)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _values(content: MemoryContent, schema: type[BaseModel] | None) -> dict[str, Any]:
    if isinstance(content, ProfileContent):
        names = dict.fromkeys((*(schema.model_fields if schema else ()), *content.data))
        return {name: content.data.get(name) for name in names}
    return {n: v for n, v in content.model_dump(mode="json").items() if n not in _NOT_EDITED}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return json.dumps(value, ensure_ascii=False)


def _value(text: Any, before: Any) -> Any:
    """Return a field's value, in the form that it had before."""
    if not isinstance(text, str):
        return text
    if isinstance(before, str):
        return text
    if isinstance(before, list):
        return _lines(text) if all(isinstance(item, str) for item in before) else _parts(text)
    if before is None:
        return text.strip() or None
    try:
        return json.loads(text)
    except ValueError:
        return text


def _hint(name: str, value: Any) -> str:
    if name.startswith("valid_") or name.endswith("_at"):
        return "a date or time, or empty"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "one a line"
    if name in ("confidence", "priority"):
        return "0 to 1" if name == "confidence" else "0 to 100"
    return "JSON" if isinstance(value, dict | list) else ""


def _errors(error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in error.errors(include_url=False):
        name = str(one["loc"][0]) if one["loc"] else ""
        found.setdefault(name, _sentence(one))
    return found


def _sentence(error: Any) -> str:
    told = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"{told[:1].upper()}{told[1:]}."
