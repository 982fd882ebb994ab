"""`Content`: the base of everything a model is asked to write.

A class that derives from `Content` has a JSON schema that is valid under OpenAI's strict
mode: every property required, nothing beside them, no defaults, no text beside a ``$ref``.
Python code may still leave out a field that has a default; only the model must say
everything, because a model that may leave out a field will.

Source: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

MemoryKind = Literal["semantic", "episodic", "procedural"]
"""The three kinds of long-term memory; also the last label of a memory's namespace."""

KINDS: tuple[MemoryKind, ...] = ("semantic", "episodic", "procedural")

UNSUPPORTED_KEYWORDS = frozenset({"default", "minLength", "maxLength", "examples", "title"})
"""JSON schema keywords that the strict mode refuses, or that only cost tokens."""


class Frozen(BaseModel):
    """Data that never changes once made: a change is a new object with a new value."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    def with_(self, **changes: Any) -> Self:
        """Return a copy with some fields changed, validated as a new object would be."""
        return type(self).model_validate({**dict(self), **changes})


class Content(Frozen):
    """Frozen data whose JSON schema a model can be held to under OpenAI's strict mode."""

    model_config = ConfigDict(str_strip_whitespace=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        body = handler.resolve_ref_schema(schema)
        properties = {
            name: _strict_property(value) for name, value in body.get("properties", {}).items()
        }
        body.update(properties=properties, required=list(properties), additionalProperties=False)
        if cls.__doc__:
            body["description"] = cls.__doc__.strip().split("\n\n")[0].replace("\n", " ")
        return schema


class MemoryContent(Content):
    """What a memory says: the base of `Fact`, `Episode` and `Rule`.

    Attributes:
        memory_kind: Which manager and which namespace the content belongs to.
    """

    memory_kind: ClassVar[MemoryKind]

    def render(self) -> str:
        """Return the one text that is embedded, recalled and shown."""
        raise NotImplementedError("A kind of memory says how it is rendered.")

    def envelope(self) -> tuple[str, dict[str, Any]]:
        """Return the name and the fields under which the content is stored."""
        return type(self).__name__, self.model_dump(mode="json")


def _strict_property(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop what the strict mode refuses from one property, keeping its description."""
    if "$ref" in schema:  # a reference stands alone: no description beside it
        return {"$ref": schema["$ref"]}
    kept = {key: value for key, value in schema.items() if key not in UNSUPPORTED_KEYWORDS}
    if "anyOf" in kept:
        kept["anyOf"] = [_strict_property(option) for option in kept["anyOf"]]
    if isinstance(kept.get("items"), dict):
        kept["items"] = _strict_property(kept["items"])
    return kept


def to_instant(value: object) -> object:
    """Read a date, a datetime or an ISO string as an aware UTC instant.

    A date alone means its first moment; a time without a zone means UTC. Anything else is
    handed on, so that Pydantic names the problem.
    """
    if isinstance(value, str):
        text = value.strip()
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            return text
    if isinstance(value, datetime):
        if value.tzinfo is UTC:  # as every stored one is
            return value
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value).astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value


Instant = Annotated[datetime, BeforeValidator(to_instant)]
"""A moment in UTC. Accepts ISO strings with or without a time and a zone."""
