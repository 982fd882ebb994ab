"""`Shape`: what a profile's fields are, read from the schema's own JSON schema.

Merging must know of each field whether it is one value, a list, a dict or a nested model. The
JSON schema says so in one form, however the class spells its types.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Node: TypeAlias = Mapping[str, Any]
"""A part of a JSON schema."""

Kind = Literal["value", "list", "dict", "model"]

_OBJECT = "object"


@dataclass(frozen=True)
class Shape:
    """The form of a schema.

    Args:
        root: Its JSON schema, by field names.
    """

    root: Node

    def resolve(self, node: Node) -> Node:
        """Follow references; of "this or null" return this."""
        while True:
            if "$ref" in node:
                node = self.root["$defs"][str(node["$ref"]).rsplit("/", 1)[-1]]
            elif len(node.get("allOf", ())) == 1:
                node = node["allOf"][0]
            elif len(options := self.options(node)) == 1:
                node = options[0]
            else:
                return node

    def options(self, node: Node) -> Sequence[Node]:
        """Return what a value may be, null apart; [] for a node that is no choice."""
        choices = node.get("anyOf") or node.get("oneOf") or ()
        return [option for option in choices if option.get("type") != "null"]

    def nullable(self, node: Node) -> bool:
        """Whether the value may be null."""
        while "$ref" in node:
            node = self.root["$defs"][str(node["$ref"]).rsplit("/", 1)[-1]]
        choices = node.get("anyOf") or node.get("oneOf") or (node,)
        return any(option.get("type") == "null" for option in choices)

    def kind(self, node: Node) -> Kind:
        """Return how a value is merged; what may be one of several models is one value."""
        node = self.resolve(node)
        if node.get("type") == "array" and "prefixItems" not in node:
            return "list"
        if node.get("type") != _OBJECT:
            return "value"
        return "model" if "properties" in node else "dict"

    def fields(self, node: Node) -> Mapping[str, Node]:
        """Return the fields of a model."""
        found: Mapping[str, Node] = self.resolve(node).get("properties", {})
        return found

    def model_name(self, model: Node) -> str:
        """Return the name of a nested model, unlike that of any other; "" for the schema itself."""
        found = next(
            (name for name, node in self.root.get("$defs", {}).items() if node is model), ""
        )
        return re.sub(r"\W", "_", found)

    def at(self, fields: Sequence[str]) -> Node | None:
        """Return the node of a field by its path; None if there is none."""
        node: Node = self.root
        for name in fields:
            if self.kind(node) != "model" or name not in self.fields(node):
                return None
            node = self.fields(node)[name]
        return node

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Yield the path of every field, nested ones after their own; no model within itself."""
        yield from self._paths(self.root, (), (id(self.resolve(self.root)),))

    def _paths(
        self, node: Node, above: tuple[str, ...], inside: tuple[int, ...]
    ) -> Iterator[tuple[str, ...]]:
        for name, field in self.fields(node).items():
            path = (*above, name)
            yield path
            model = id(self.resolve(field))
            if self.kind(field) == "model" and model not in inside:
                yield from self._paths(field, path, (*inside, model))
