"""`Document`: a profile's data with the source of every field, and how a change is merged.

Of two statements about a field the one that was said later holds, in whatever order they are
learned: a "last writer wins" register for each value, a last-writer-wins set for each list
(Shapiro et al., A Comprehensive Study of Convergent and Commutative Replicated Data Types,
2011). What is gone leaves its source behind, so that an older statement cannot bring it back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from memorykinds.kinds import FieldChange, ProfileContent, Provenance, Record
from memorykinds.kinds.profile import source_path
from memorykinds.managers.profiles.patches import key_of
from memorykinds.managers.profiles.shape import Node, Shape

Sources = Mapping[str, Provenance]


@dataclass(frozen=True)
class Document:
    """What was said of a profile.

    Attributes:
        shape: The profile's.
        data: What is known, as JSON. Never changed in place.
        sources: Where each field and each item came from.
    """

    shape: Shape
    data: Mapping[str, Any] = field(default_factory=dict)
    sources: Sources = field(default_factory=dict)

    def value(self, change: FieldChange) -> Any:
        """Return what is known of a change's field or item now; None if nothing is."""
        found = self._at(change.fields)
        if not change.key:
            return found
        if change.of_dict:
            return found.get(change.key) if isinstance(found, Mapping) else None
        items = found if isinstance(found, list) else []
        return next((item for item in items if key_of(item) == change.key), None)

    def knows(self, change: FieldChange) -> bool:
        """Whether the change says what is known already."""
        if change.op == "clear":
            return not list(self._leaves(change.fields))
        if change.op == "remove":
            return not any(_is_meant(key, item, change) for key, item in self._members(change))
        known = self.value(change)
        if isinstance(known, str) and isinstance(change.value, str):
            return key_of(known) == key_of(change.value)
        return known is not None and bool(known == change.value)

    def overruling(self, change: FieldChange, said_at: datetime) -> Provenance | None:
        """Return what was said later of the same field, or of all that it is part of."""
        paths = [source_path(change.fields[:n]) for n in range(1, len(change.fields) + 1)]
        found = [self.sources[path] for path in (*paths, change.path) if path in self.sources]
        return next((source for source in found if _later(source, said_at)), None)

    def source(self, change: FieldChange) -> Provenance | None:
        """Return where the field or the item came from, or where it was said to be gone."""
        return self.sources.get(change.path)

    def with_change(self, change: FieldChange, source: Provenance) -> "Document":
        """Return the document after a change that nothing later overrules."""
        sources = {**self.sources, change.path: source}
        if change.op == "clear":
            return self._cleared(change, source, sources)
        if change.op == "remove":
            return self._removed(change, source, sources)
        if change.op == "set":
            return Document(self.shape, _put(self.data, change.fields, change.value), sources)
        held = self._at(change.fields)
        after: Any
        if change.of_dict:
            after = {**(held if isinstance(held, Mapping) else {}), change.key: change.value}
        else:
            after = list(held) if isinstance(held, list) else []
            after += [change.value] if self.value(change) is None else []
        return Document(self.shape, _put(self.data, change.fields, after), sources)

    def said_again(self, change: FieldChange, source: Provenance) -> "Document":
        """Return the document in which what is known was said by a later source, too."""
        return Document(self.shape, self.data, {**self.sources, change.path: source})

    def over(self, default: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data with a default wherever nothing was said."""
        return self._over(default, self.data, ())

    def leaves(self) -> dict[str, Any]:
        """Return every value and every item that is known, by its path."""
        return dict(self._leaves(()))

    def _over(
        self, default: Mapping[str, Any], data: Mapping[str, Any], above: tuple[str, ...]
    ) -> dict[str, Any]:
        merged = dict(data)
        for name, value in default.items():
            fields = (*above, name)
            if source_path(fields) in self.sources and name not in data:
                continue  # it was said to be gone
            known = data.get(name)
            if isinstance(value, list) and isinstance(known, list):
                mine = {key_of(item) for item in known}
                kept = [
                    i for i in value if self._stands(fields, key_of(i)) and key_of(i) not in mine
                ]
                merged[name] = [*kept, *known]
            elif isinstance(value, Mapping) and isinstance(known, Mapping):
                if self._kind(fields) == "dict":
                    kept_entries = {k: v for k, v in value.items() if self._stands(fields, k)}
                    merged[name] = {**kept_entries, **known}
                else:
                    merged[name] = self._over(value, known, fields)
            elif name not in data:
                merged[name] = self._without_gone(value, fields)
        return merged

    def _without_gone(self, value: Any, fields: tuple[str, ...]) -> Any:
        """Return a default's value without the items that were said to be gone."""
        if isinstance(value, list):
            return [item for item in value if self._stands(fields, key_of(item))]
        if isinstance(value, Mapping) and self._kind(fields) == "dict":
            return {key: part for key, part in value.items() if self._stands(fields, key)}
        return self._over(value, {}, fields) if isinstance(value, Mapping) else value

    def _stands(self, fields: tuple[str, ...], key: str) -> bool:
        """Whether nothing was said of a default's item, nor of the whole list."""
        return not {source_path(fields), source_path(fields, key)} & self.sources.keys()

    def _removed(
        self, change: FieldChange, source: Provenance, sources: dict[str, Provenance]
    ) -> "Document":
        """Take an item out, or all that are meant, but what was said later."""
        gone = set()
        for key, item in self._members(change):
            path = source_path(change.fields, key)
            later = source.said_at is not None and _later(self.sources.get(path), source.said_at)
            if _is_meant(key, item, change) and not later:
                gone.add(key)
                sources[path] = source
        held = self._at(change.fields)
        if held is None:  # it was never heard of: there is no list for that
            return Document(self.shape, self.data, sources)
        after: Any
        if change.of_dict:
            after = {key: part for key, part in self._members(change) if key not in gone}
        else:
            after = [item for key, item in self._members(change) if key not in gone]
        return Document(self.shape, _put(self.data, change.fields, after), sources)

    def _cleared(
        self, change: FieldChange, source: Provenance, sources: dict[str, Provenance]
    ) -> "Document":
        """Take out all under a field but what was said later."""
        said_at = source.said_at
        gone = {
            path
            for path, _ in self._leaves(change.fields)
            if said_at is None or not _later(self.sources.get(path), said_at)
        }
        kept = {path: s for path, s in sources.items() if path not in gone or path == change.path}
        node = self.shape.at(change.fields)
        assert node is not None  # noqa: S101 -- `changes_of` has looked it up
        rest = self._rest(node, self._at(change.fields), change.fields, gone)
        if rest is None and not self.shape.nullable(node):
            kind = self.shape.kind(node)
            if kind in ("value", "model"):
                return Document(self.shape, _without(self.data, change.fields), kept)
            rest = [] if kind == "list" else {}
        return Document(self.shape, _put(self.data, change.fields, rest), kept)

    def _rest(self, node: Node, value: Any, fields: tuple[str, ...], gone: set[str]) -> Any:
        """Return a value without the leaves that are gone; None if nothing is left of it."""
        kind = self.shape.kind(node)
        if kind == "list" and isinstance(value, list):
            return [i for i in value if source_path(fields, key_of(i)) not in gone] or None
        if kind == "dict" and isinstance(value, Mapping):
            return {k: v for k, v in value.items() if source_path(fields, k) not in gone} or None
        if kind == "model" and isinstance(value, Mapping):
            inner = self.shape.fields(node)
            parts = {
                name: self._rest(inner[name], part, (*fields, name), gone)
                if name in inner
                else part
                for name, part in value.items()
            }
            return {name: part for name, part in parts.items() if part is not None} or None
        return None if source_path(fields) in gone else value

    def _leaves(self, fields: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        """Yield every value and item under a field, by its path."""
        node, value = self.shape.at(fields), self._at(fields)
        kind = "value" if node is None else self.shape.kind(node)
        if kind == "model" and isinstance(value, Mapping):
            for name in value:
                yield from self._leaves((*fields, name))
        elif kind == "list" and isinstance(value, list):
            yield from ((source_path(fields, key_of(item)), item) for item in value)
        elif kind == "dict" and isinstance(value, Mapping):
            yield from ((source_path(fields, key), part) for key, part in value.items())
        elif value is not None:
            yield source_path(fields), value

    def _members(self, change: FieldChange) -> list[tuple[str, Any]]:
        held = self._at(change.fields)
        if change.of_dict:
            return list(held.items()) if isinstance(held, Mapping) else []
        return [(key_of(item), item) for item in held] if isinstance(held, list) else []

    def _at(self, fields: tuple[str, ...]) -> Any:
        value: Any = self.data
        for name in fields:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def _kind(self, fields: tuple[str, ...]) -> str:
        node = self.shape.at(fields)
        return "value" if node is None else self.shape.kind(node)


def document_of(shape: Shape, record: Record | None) -> Document:
    """Return what a stored profile knows; nothing if there is none."""
    if record is None or not isinstance(record.content, ProfileContent):
        return Document(shape)
    return Document(shape, record.content.data, record.sources)


def _is_meant(key: str, item: Any, change: FieldChange) -> bool:
    """Whether a removal means this item: of a model it need name some fields only."""
    if key == change.key:
        return True
    if change.of_dict or not isinstance(item, Mapping) or not isinstance(change.value, Mapping):
        return False
    named = {name: part for name, part in change.value.items() if part is not None}
    return bool(named) and all(
        name in item and key_of(item[name]) == key_of(part) for name, part in named.items()
    )


def _later(source: Provenance | None, said_at: datetime) -> bool:
    return source is not None and source.said_at is not None and source.said_at > said_at


def _put(data: Mapping[str, Any], fields: tuple[str, ...], value: Any) -> dict[str, Any]:
    name, *rest = fields
    held = data.get(name)
    inner = held if isinstance(held, Mapping) else {}
    return {**data, name: _put(inner, tuple(rest), value) if rest else value}


def _without(data: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    name, *rest = fields
    held = data.get(name)
    if rest and isinstance(held, Mapping):
        return {**data, name: _without(held, tuple(rest))}
    return {key: value for key, value in data.items() if key != name}
