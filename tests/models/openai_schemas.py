"""The schemas that OpenAI's strict mode allows, refused in its words otherwise.

Source: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
"""

import math
import re


class RefusedError(Exception):
    """What the server answers with an error; becomes OpenAI's error object."""

    def __init__(self, message, *, status=400, code=None, param=None):
        super().__init__(message)
        self.status = status
        self.body = {
            "error": {
                "message": message,
                "type": "invalid_request_error" if status < 500 else "server_error",
                "param": param,
                "code": code,
            }
        }


_KEYWORDS = frozenset(
    [
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "$defs",
        "definitions",
        "description",
        "title",
        "pattern",
        "format",
        "multipleOf",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "minItems",
        "maxItems",
    ]
)
_FORMATS = frozenset(
    ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"]
)
_MOST_LEVELS = 10
_MOST = {"properties": 5000, "characters": 120_000, "values": 1000}


def check_schema(schema, what, *, strict, param="response_format"):
    """Raise `RefusedError` for a schema that the real server refuses with a 400."""
    _Check(schema, what, param).run(strict=strict)


class _Check:
    """One walk through a schema, counting what has a limit."""

    def __init__(self, root, what, param):
        self.root, self.what, self.param = root, what, param
        self.size = dict.fromkeys(_MOST, 0)

    def run(self, *, strict):
        root = self.root
        if not isinstance(root, dict) or root.get("type") != "object":
            kind = root.get("type") if isinstance(root, dict) else type(root).__name__
            self.refuse(
                f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{kind}\"'."
            )
        if not strict:
            return
        self.node(root, (), 1)
        for place in ("$defs", "definitions"):
            for name, node in root.get(place, {}).items():
                self.size["characters"] += len(name)
                self.node(node, (place, name), 1)
        for name, limit in _MOST.items():
            if self.size[name] > limit:
                self.refuse(f"{self.size[name]} {name} in total, the maximum is {limit}.")

    def refuse(self, message):
        code = "invalid_function_parameters" if self.param.startswith("tools") else None
        raise RefusedError(
            f"Invalid schema for {self.what}: {message}", code=code, param=self.param
        )

    def node(self, node, context, level):
        where = f"In context={context!r}"
        if not isinstance(node, dict):
            self.refuse(f"{where}, {node!r} is not of type 'object', 'boolean'.")
        if unknown := set(node) - _KEYWORDS:
            self.refuse(f"{where}, '{min(unknown)}' is not permitted.")
        if "$ref" in node:
            self.reference(node, context)
            return
        if not {"type", "anyOf", "enum", "const"} & set(node):
            self.refuse(f"{where}, schema must have a 'type' key.")
        if node.get("format", "date") not in _FORMATS:
            self.refuse(f"{where}, '{node['format']}' is not a valid format.")
        values = [*node.get("enum", ()), *([node["const"]] if "const" in node else ())]
        self.size["values"] += len(values)
        self.size["characters"] += sum(len(value) for value in values if isinstance(value, str))
        self.children(node, context, level)

    def reference(self, node, context):
        if siblings := set(node) - {"$ref"}:
            self.refuse(f"context={context!r}, $ref cannot have keywords {siblings!r}.")
        try:
            resolve(node, self.root)
        except KeyError:
            ref = node["$ref"]
            self.refuse(f"reference to component '{ref}' which was not found in the schema.")

    def children(self, node, context, level):
        kinds = node.get("type", ())
        if "object" in ([kinds] if isinstance(kinds, str) else kinds):
            self.properties(node, context, level)
        if kinds == "array":
            if "items" not in node:
                self.refuse(f"In context={context!r}, array schema missing items.")
            self.node(node["items"], (*context, "items"), level)
        for index, option in enumerate(node.get("anyOf", ())):
            self.node(option, (*context, "anyOf", str(index)), level)

    def properties(self, node, context, level):
        where = f"In context={context!r}"
        if level > _MOST_LEVELS:
            self.refuse(f"{where}, more than {_MOST_LEVELS} levels of nesting.")
        if node.get("additionalProperties") is not False:
            self.refuse(
                f"{where}, 'additionalProperties' is required to be supplied and to be false."
            )
        properties, required = node.get("properties", {}), node.get("required", [])
        self.size["properties"] += len(properties)
        self.size["characters"] += sum(map(len, properties))
        if missing := [name for name in properties if name not in required]:
            self.refuse(
                f"{where}, 'required' is required to be supplied and to be an array including "
                f"every key in properties. Missing '{missing[0]}'."
            )
        if extra := set(required) - set(properties):
            self.refuse(f"{where}, 'required' is an array with an extra key: '{min(extra)}'.")
        for name, child in properties.items():
            self.node(child, (*context, "properties", name), level + 1)


def resolve(node, root):
    """Follow a reference within the schema."""
    while "$ref" in node:
        target = root
        for part in node["$ref"].removeprefix("#").strip("/").split("/"):
            target = target[part] if part else target
        node = target
    return node


_NUMBER = (int, float)
_KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": _NUMBER,
    "boolean": bool,
    "null": type(None),
}
_SMALLEST = {"string": "", "integer": 0, "number": 0, "boolean": False, "null": None}
_EXAMPLES = {"date-time": "2026-01-01T00:00:00Z", "date": "2026-01-01"}


def smallest(node, root=None):
    """Return the smallest value that conforms to a schema: null, an empty list, ''."""
    root = root or node
    node = resolve(node, root)
    if fixed := _fixed(node):
        return fixed[0]
    if "anyOf" in node:
        options = [resolve(option, root) for option in node["anyOf"]]
        return smallest(next((o for o in options if o.get("type") == "null"), options[0]), root)
    kind = node.get("type", "null")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {name: smallest(child, root) for name, child in node.get("properties", {}).items()}
    if kind == "array":
        return [smallest(node["items"], root)] * node.get("minItems", 0)
    if kind == "string":
        return _EXAMPLES.get(node.get("format"), "")
    return max(node.get("minimum", 0), 0) if kind in ("integer", "number") else _SMALLEST[kind]


def conforms(value, node, root=None):
    """Return whether a value conforms to a schema."""
    root = root or node
    node = resolve(node, root)
    if "anyOf" in node:
        return any(conforms(value, option, root) for option in node["anyOf"])
    if value not in (_fixed(node) or [value]):
        return False
    kinds = node.get("type", list(_KINDS))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    truth = isinstance(value, bool) and "boolean" not in kinds  # a bool is an int in Python
    if truth or not any(isinstance(value, _KINDS[kind]) for kind in kinds):
        return False
    if isinstance(value, dict):
        return _conforms_object(value, node, root)
    if isinstance(value, list):
        fits = node.get("minItems", 0) <= len(value) <= node.get("maxItems", math.inf)
        return fits and all(conforms(item, node.get("items", {}), root) for item in value)
    return _conforms_scalar(value, node)


def _conforms_scalar(value, node):
    if isinstance(value, str):
        return re.search(node.get("pattern", ""), value) is not None
    if isinstance(value, _NUMBER):
        return node.get("minimum", -math.inf) <= value <= node.get("maximum", math.inf)
    return True


def _fixed(node):
    """Return the only values that a schema allows; [] where it names none."""
    return [node["const"]] if "const" in node else node.get("enum", [])


def _conforms_object(value, node, root):
    children = node.get("properties", {})
    known = node.get("additionalProperties", True) is not False or set(value) <= set(children)
    needed = set(node.get("required", ())) <= set(value)
    return (
        known
        and needed
        and all(
            conforms(item, children[name], root) for name, item in value.items() if name in children
        )
    )
