"""JSON schemas, as far as one must know them to fill in a tool's arguments."""

from collections.abc import Mapping
from typing import Any

Node = Mapping[str, Any]

_EMPTY: dict[str, Any] = {"boolean": False, "array": [], "null": None}


def properties(node: Node) -> Mapping[str, Node]:
    """Return the fields of an object; {} if it names none."""
    found = node.get("properties", {})
    return found if isinstance(found, Mapping) else {}


def resolved(form: Node, node: Node) -> Node:
    """Return what a node says, wherever in the form it says so."""
    while "$ref" in node:
        node = form["$defs"][str(node["$ref"]).rsplit("/", 1)[-1]]
    return node


def options(form: Node, node: Node) -> list[Node]:
    """Return the forms that a value may have, without null."""
    node = resolved(form, node)
    found = [resolved(form, option) for option in node.get("anyOf", (node,))]
    return [option for option in found if option.get("type") != "null"]


def emptiest(form: Node, text: str = "") -> dict[str, Any]:
    """Return the emptiest arguments that a tool's schema allows.

    >>> emptiest({"properties": {"q": {"type": "string"}, "k": {"type": "integer"}}, "required": ["q"]})
    {'q': ''}

    Args:
        form: The schema.
        text: What stands where words must stand.
    """
    return _object(form, form, text)


def _object(form: Node, node: Node, text: str) -> dict[str, Any]:
    fields = properties(node)
    return {name: _value(form, fields.get(name, {}), text) for name in node.get("required", ())}


def _value(form: Node, node: Node, text: str) -> Any:
    node = resolved(form, node)
    if "anyOf" in node:
        nullable = any(option.get("type") == "null" for option in node["anyOf"])
        return None if nullable else _value(form, node["anyOf"][0], text)
    for fixed in ("default", "const"):
        if fixed in node:
            return node[fixed]
    if node.get("enum"):
        return node["enum"][0]
    kind = node.get("type", "string")
    if kind == "object":
        return _object(form, node, text)
    if kind in {"integer", "number"}:
        return node.get("minimum", 0)
    return _EMPTY.get(kind, text)
