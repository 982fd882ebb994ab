"""Whether a profile's data fits its schema, and the instance it makes.

What is not known is no error: a schema may demand what nobody has said yet. So "missing" is
overlooked while a profile is learned, and keeps it from being an instance when it is read.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from memorykinds.kinds.text import shorten
from memorykinds.managers.profiles.shape import Node, Shape

T = TypeVar("T", bound=BaseModel)


class Misfit(NamedTuple):
    """One thing about data that its schema does not take.

    Attributes:
        fields: Path of the field; () if a validator of the whole refuses it.
        why: What the schema says of it.
        missing: Whether the field is there at all.
    """

    fields: tuple[str, ...]
    why: str
    missing: bool = False


class Fitted(NamedTuple):
    """What stored data is by its schema.

    Attributes:
        instance: The instance; None if a required field is not known.
        data: The part of the data that the schema takes.
        misfits: What it does not take; it stays in the store.
    """

    instance: BaseModel | None
    data: dict[str, Any]
    misfits: tuple[Misfit, ...]


def fit(schema: type[BaseModel], shape: Shape, data: Mapping[str, Any]) -> Fitted:
    """Return the instance that data makes; what does not fit is left out of it and told.

    A nested model of which only a part is known is left out as well, if it need not be there.
    """
    kept, unknown = _known_fields(shape, shape.root, data, ())
    misfits = [Misfit(path, "there is no such field") for path in unknown]
    whole, partial = kept, kept
    while True:
        instance, found = _validated(schema, shape, whole)
        if instance is not None:
            return Fitted(instance, partial, tuple(misfits))
        wrong = [one for one in found if not one.missing]
        misfits += wrong
        leave_out = {one.fields for one in wrong} | {o.fields[:-1] for o in found if o.missing}
        if () in leave_out:  # what is required is not known, or the whole is refused
            for one in wrong:
                partial = _without(partial, one.fields) if one.fields else partial
            return Fitted(None, partial, tuple(misfits))
        before = whole
        for fields in leave_out:
            whole = _without(whole, fields)
        for one in wrong:
            partial = _without(partial, one.fields)
        if whole == before:  # a default of the class's own does not fit it
            return Fitted(None, partial, tuple(misfits))


def told(name: str, found: Sequence[Misfit], data: Mapping[str, Any]) -> str:
    """Return one sentence about what is stored and does not fit."""
    parts = [
        f"{'.'.join(one.fields) or 'the whole'} ({shorten(f'{_at(data, one.fields)!r}', 60)}: {one.why})"
        for one in found
    ]
    return (
        f"The class {name} does not take all that is stored of it: {'; '.join(parts)}. "
        "It stays in the store as it is, until something new is said of it."
    )


def _validated(
    schema: type[T], shape: Shape, data: Mapping[str, Any]
) -> tuple[T | None, list[Misfit]]:
    try:
        made = schema.model_validate_json(json.dumps(data), by_name=True, by_alias=False)
    except ValidationError as error:
        return None, [_misfit(shape, one["loc"], one["type"], one["msg"]) for one in error.errors()]
    except Exception as error:  # noqa: BLE001 -- a validator of the user's own may raise anything
        return None, [Misfit((), shorten(f"{type(error).__name__}: {error}", 200))]
    return made, []


def _misfit(shape: Shape, loc: Sequence[int | str], kind: str, why: str) -> Misfit:
    fields: tuple[str, ...] = ()
    for part in loc:
        if shape.at((*fields, str(part))) is None:
            break
        fields = (*fields, str(part))
    missing = kind == "missing" and len(fields) == len(loc)
    return Misfit(fields, why[:1].lower() + why[1:], missing)


def _known_fields(
    shape: Shape, node: Node, data: Mapping[str, Any], above: tuple[str, ...]
) -> tuple[dict[str, Any], list[tuple[str, ...]]]:
    """Return the data without fields that the schema does not have, and their paths."""
    fields = shape.fields(node)
    kept: dict[str, Any] = {}
    unknown = [(*above, name) for name in data if name not in fields]
    for name, value in data.items():
        if name not in fields:
            continue
        if shape.kind(fields[name]) == "model" and isinstance(value, Mapping):
            kept[name], more = _known_fields(shape, fields[name], value, (*above, name))
            unknown += more
        else:
            kept[name] = value
    return kept, unknown


def _without(data: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    name, *rest = fields
    kept = dict(data)
    if rest and isinstance(kept.get(name), Mapping):
        kept[name] = _without(kept[name], rest)
    else:
        kept.pop(name, None)
    return kept


def _at(data: Any, fields: Sequence[str]) -> Any:
    for name in fields:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data
