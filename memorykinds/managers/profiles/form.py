"""The form in which a model proposes changes of a profile, valid under OpenAI's strict mode.

The strict mode demands that every field is filled in, so a model cannot leave out what was not
said: it writes null. Where null also means "delete", that wipes out profiles. Here null always
means "not said", lists and dicts change by what is added and removed, and what is gone is
named in a list of its own.

What the strict mode cannot express: a dict with any keys (written as a list of entries here),
a tuple of fixed length, and a value of any type (both refused).
Source: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
"""

from collections.abc import Mapping, Sequence
from typing import Any

from memorykinds.kinds import InputError
from memorykinds.managers.profiles.shape import Node, Shape

_KEPT = frozenset(
    "type enum const multipleOf minimum maximum exclusiveMinimum exclusiveMaximum".split()  # noqa: SIM905 -- read as words
)
_FORMATS = frozenset(
    "date-time time date duration email hostname ipv4 ipv6 uuid".split()  # noqa: SIM905 -- read as words
)
_NULL = {"type": "null"}

Definitions = dict[str, dict[str, Any]]


def patch_schema(shape: Shape, name: str, definitions: Definitions) -> dict[str, Any]:
    """Return the JSON schema of one patch; nested models are added to `definitions`.

    Args:
        shape: The profile's.
        name: The schema's name.
        definitions: The ``$defs`` of the whole form.

    Raises:
        InputError: If a field has a type that the strict mode cannot express.
    """
    writer = _Writer(shape, name, definitions)
    paths = [".".join(path) for path in shape.paths()]
    return strict_object(
        {
            "evidence": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Ids of the turns of the conversation that say it, such as ['t3'].",
            },
            "changes": writer.patched(shape.root, ()),
            "clear": {
                "type": "array",
                "items": {"type": "string", "enum": paths},
                "description": "Fields of which the user says that they no longer have any value.",
            },
        },
        f"What turns of the conversation say of the fields of {name}.",
    )


def strict_object(properties: Mapping[str, Any], description: str = "") -> dict[str, Any]:
    """Return the schema of an object with just these properties, all of them required."""
    found = {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
    return {**found, "description": description} if description else found


class _Writer:
    """Writes the nodes of one schema anew, as the strict mode wants them."""

    def __init__(self, shape: Shape, name: str, definitions: Definitions) -> None:
        self._shape = shape
        self._name = name
        self._definitions = definitions

    def patched(self, node: Node, path: tuple[str, ...]) -> dict[str, Any]:
        """Return a model as a patch: each field or null."""
        return self._defined(node, path, patch=True)

    def _patched_field(self, node: Node, path: tuple[str, ...]) -> dict[str, Any]:
        kind, inner = self._shape.kind(node), self._shape.resolve(node)
        if kind == "model":
            form = self.patched(inner, path)
        elif kind == "list":
            item = inner.get("items", {})
            form = self._added(self._whole(item, path), self._removed_item(item, path))
        elif kind == "dict":
            form = self._added(self._entry(inner, path), {"type": "string"})
        else:
            form = self._whole(node, path)
        options = form.get("anyOf") or [form]
        said = {"anyOf": [*(o for o in options if o != _NULL), _NULL]}
        description = node.get("description") or inner.get("description")
        return {**said, "description": str(description)} if description else said

    def _removed_item(self, item: Node, path: tuple[str, ...]) -> dict[str, Any]:
        if self._shape.kind(item) == "model":
            return self.patched(item, path)
        return self._whole(item, path)

    def _added(self, item: dict[str, Any], removed: dict[str, Any]) -> dict[str, Any]:
        return strict_object(
            {"add": {"type": "array", "items": item}, "remove": {"type": "array", "items": removed}}
        )

    def _entry(self, node: Node, path: tuple[str, ...]) -> dict[str, Any]:
        value = node.get("additionalProperties")
        if not isinstance(value, Mapping):
            raise self._refusal(path, "is a dict whose values may be anything: name their type")
        return strict_object({"key": {"type": "string"}, "value": self._whole(value, path)})

    def _whole(self, node: Node, path: tuple[str, ...]) -> dict[str, Any]:
        """Return the form of a whole value, as it stands in a list or is set at once."""
        choices = node.get("anyOf") or node.get("oneOf")
        if choices:
            options = [self._whole(option, path) for option in choices]
            return {"anyOf": [o for n, o in enumerate(options) if o not in options[:n]]}
        inner = self._shape.resolve(node)
        if inner is not node and (inner.get("anyOf") or inner.get("oneOf")):
            return self._whole(inner, path)
        if inner.get("type") == "array":
            if "prefixItems" in inner:
                raise self._refusal(path, "is a tuple of fixed length: use a model of its own")
            return {"type": "array", "items": self._whole(inner.get("items", {}), path)}
        if self._shape.kind(inner) == "model":
            return self._defined(inner, path, patch=False)
        if inner.get("type") == "object":
            raise self._refusal(path, "holds a dict within a list or a choice: use a model")
        return self._scalar(inner, path)

    def _scalar(self, node: Node, path: tuple[str, ...]) -> dict[str, Any]:
        form = {key: value for key, value in node.items() if key in _KEPT}
        if node.get("format") in _FORMATS:
            form["format"] = node["format"]
        if "type" not in form:
            values = form.get("enum", [form["const"]] if "const" in form else None)
            if values is None:
                raise self._refusal(path, "may be anything: name its type")
            form["type"] = _types_of(values)
        return form

    def _defined(self, node: Node, path: tuple[str, ...], *, patch: bool) -> dict[str, Any]:
        """Return a reference to a model's form, which is written once."""
        inner = self._shape.resolve(node)
        title = "_".join(
            part for part in (self._name, self._shape.model_name(inner), "changes" * patch) if part
        )
        if title not in self._definitions:
            self._definitions[title] = {}  # a model may hold itself
            write = self._patched_field if patch else self._whole_field
            fields = {
                name: write(field, (*path, name))
                for name, field in self._shape.fields(inner).items()
            }
            description = str(inner.get("description", ""))
            self._definitions[title] = strict_object(fields, description)
        return {"$ref": f"#/$defs/{title}"}

    def _whole_field(self, node: Node, path: tuple[str, ...]) -> dict[str, Any]:
        form = self._whole(node, path)
        description = node.get("description")
        return {**form, "description": description} if description and "$ref" not in form else form

    def _refusal(self, path: Sequence[str], why: str) -> InputError:
        return InputError(
            f"{self._name}.{'.'.join(path)} {why}; a model cannot be held to its form otherwise."
        )


def _types_of(values: Sequence[Any]) -> str | list[str]:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    found = list(dict.fromkeys(names[type(value)] for value in values))
    return found[0] if len(found) == 1 else found
