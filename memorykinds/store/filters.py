"""Filters: which values a search may return.

A filter is a dict such as ``{"state": "active", "importance": {"$gte": 0.5}}``. Values are
compared as JSON compares them: by type first. ``10 > 9`` although ``"10" < "9"``, and a
number is never greater, smaller or equal to a text or to ``true``.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from memorykinds.kinds.errors import InputError

_ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$lt": operator.lt,
    "$lte": operator.le,
}
_OPERATORS = ("$eq", "$ne", *_ORDERINGS)


def matches(value: Mapping[str, Any], conditions: Mapping[str, Any]) -> bool:
    """Whether a stored value meets every condition of a filter.

    A field that is missing counts as None. A nested dict describes part of a nested value;
    a list describes all of a list, element by element.

    Args:
        value: The stored value.
        conditions: A filter that `check_filter` has passed.
    """
    return all(meets(value.get(field), wanted) for field, wanted in conditions.items())


def check_filter(conditions: Mapping[str, Any]) -> None:
    """Refuse a filter with an operator that does not exist, before anything is read.

    Raises:
        InputError: If an operator is unknown, or stands where a field's name belongs.
    """
    for field, wanted in conditions.items():
        if str(field).startswith("$"):
            raise InputError(
                f"A filter names a field first, as in {{'age': {{'$gt': 3}}}}, but got {field!r}."
            )
        _check_condition(wanted)


def _check_condition(wanted: Any) -> None:
    if isinstance(wanted, list | tuple):
        for part in wanted:
            _check_condition(part)
    elif isinstance(wanted, Mapping):
        for name, part in wanted.items():
            if not _is_operation(wanted):
                _check_condition(part)
            elif name not in _OPERATORS:
                raise InputError(f"Unknown filter operator {name!r}; use {', '.join(_OPERATORS)}.")


def _is_operation(wanted: Mapping[str, Any]) -> bool:
    return any(str(name).startswith("$") for name in wanted)


def meets(value: Any, wanted: Any) -> bool:
    """Whether the value of one field meets the condition on it."""
    if isinstance(wanted, Mapping):
        if _is_operation(wanted):
            return all(_apply(name, value, operand) for name, operand in wanted.items())
        return isinstance(value, Mapping) and matches(value, wanted)
    if isinstance(wanted, list | tuple):
        return (
            isinstance(value, list)
            and len(value) == len(wanted)
            and all(meets(*pair) for pair in zip(value, wanted, strict=True))
        )
    return _equal(value, wanted)


def _apply(name: str, value: Any, operand: Any) -> bool:
    if name == "$eq":
        return _equal(value, operand)
    if name == "$ne":
        return not _equal(value, operand)
    comparable = json_type(value) == json_type(operand) and json_type(value) in ("number", "string")
    return comparable and _ORDERINGS[name](value, operand)


def _equal(value: Any, other: Any) -> bool:
    """Equality of JSON values: ``1 == 1.0``, but ``1 != true`` at any depth."""
    if json_type(value) != json_type(other):
        return False
    if isinstance(value, Mapping):
        return value.keys() == other.keys() and all(_equal(value[k], other[k]) for k in value)
    if isinstance(value, list | tuple):
        return len(value) == len(other) and all(
            _equal(*pair) for pair in zip(value, other, strict=True)
        )
    return bool(value == other)


def json_type(value: Any) -> str:
    """Return the JSON type of a value; Python counts True as a number, JSON does not."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, Mapping):
        return "object"
    return "array" if isinstance(value, list | tuple) else type(value).__name__
