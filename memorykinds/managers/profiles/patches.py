"""Patches: what a model proposes for a profile, taken apart into changes of single fields.

Null and "" mean "not said" and change nothing. A list that comes whole, as models write it that
no provider holds to the form, is taken for what is to be added: no item is lost by it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import Field, ValidationInfo, field_validator

from memorykinds.kinds import Content, FieldChange
from memorykinds.kinds.text import normalized
from memorykinds.managers.profiles.shape import Node, Shape


class ProfilePatch(Content):
    """What turns of the conversation say of the fields of a profile.

    Attributes:
        evidence: Ids of these turns.
        changes: New values by field; null means "not said".
        clear: Fields that no longer have any value.
    """

    evidence: tuple[str, ...] = ()
    changes: dict[str, Any] = Field(default_factory=dict)
    clear: tuple[str, ...] = ()

    @field_validator("evidence", "changes", "clear", mode="before")
    @classmethod
    def _or_empty(cls, value: Any, info: ValidationInfo) -> Any:
        return ({} if info.field_name == "changes" else ()) if value is None else value


class Unreadable(NamedTuple):
    """A part of a patch that is no change of any field.

    Attributes:
        path: Where it stands.
        why: What is wrong with it.
    """

    path: str
    why: str


def changes_of(shape: Shape, patch: ProfilePatch) -> tuple[list[FieldChange], list[Unreadable]]:
    """Return a patch as changes of single fields, and what of it cannot be read."""
    found = list(_changes(shape, shape.root, patch.changes, ()))
    changes = [one for one in found if isinstance(one, FieldChange)]
    bad = [one for one in found if isinstance(one, Unreadable)]
    cleared: list[FieldChange] = []
    for path in dict.fromkeys(patch.clear):
        fields = tuple(path.split("."))
        if shape.at(fields) is None:
            bad.append(Unreadable(path, "there is no such field"))
        elif not any(one.fields[: len(fields)] == fields for one in changes):
            cleared.append(FieldChange(op="clear", fields=fields))
    return [*cleared, *changes], bad  # a field that gets a new value is not cleared


def key_of(item: Any) -> str:
    """Return what an item of a list is known by again: its words, whatever their case."""
    return normalized(item) if isinstance(item, str) else json.dumps(item, sort_keys=True)


def _changes(
    shape: Shape, node: Node, value: Any, fields: tuple[str, ...]
) -> Iterator[FieldChange | Unreadable]:
    if value is None or (isinstance(value, str) and not value.strip()):
        return
    kind = shape.kind(node)
    if kind == "model":
        if not isinstance(value, Mapping):
            yield Unreadable(".".join(fields), "must be an object with its fields")
            return
        known = shape.fields(node)
        for name, part in value.items():
            if name in known:
                yield from _changes(shape, known[name], part, (*fields, name))
            elif part not in (None, "", [], {}):
                yield Unreadable(".".join((*fields, name)), "there is no such field")
    elif kind == "list":
        yield from _items(value, fields)
    elif kind == "dict":
        yield from _entries(value, fields)
    else:
        value = value.strip() if isinstance(value, str) else value
        yield FieldChange(op="set", fields=fields, value=value)


def _items(value: Any, fields: tuple[str, ...]) -> Iterator[FieldChange | Unreadable]:
    parts = {"add": value} if isinstance(value, list) else value
    if not _is_form(parts):
        yield Unreadable(".".join(fields), "must be an object with the lists 'add' and 'remove'")
        return
    added = [_stripped(item) for item in _said(parts.get("add"))]
    keys = {key_of(item) for item in added}
    for item in map(_stripped, _said(parts.get("remove"))):
        if key_of(item) not in keys:
            yield FieldChange(op="remove", fields=fields, key=key_of(item), value=item)
    for item in added:
        yield FieldChange(op="add", fields=fields, key=key_of(item), value=item)


def _entries(value: Any, fields: tuple[str, ...]) -> Iterator[FieldChange | Unreadable]:
    if isinstance(value, Mapping) and not _is_form(value):
        value = {"add": [{"key": key, "value": part} for key, part in value.items()]}
    entries = _said(value.get("add")) if _is_form(value) else [None]
    added: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("key"), str):
            why = "must be an object with entries to 'add' and keys to 'remove'"
            yield Unreadable(".".join(fields), why)
            return
        added[entry["key"].strip()] = _stripped(entry.get("value"))
    for key in (str(key).strip() for key in _said(value.get("remove"))):
        if key and key not in added:
            yield FieldChange(op="remove", fields=fields, key=key, of_dict=True)
    for key, part in added.items():
        if key and part not in (None, ""):
            yield FieldChange(op="add", fields=fields, key=key, value=part, of_dict=True)


def _is_form(value: Any) -> bool:
    """Whether a value is "add" and "remove" with a list each, or null."""
    return (
        isinstance(value, Mapping)
        and value.keys() <= {"add", "remove"}
        and all(part is None or isinstance(part, list) for part in value.values())
    )


def _said(items: Sequence[Any] | None) -> list[Any]:
    return [item for item in items or () if item is not None and item != ""]


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
