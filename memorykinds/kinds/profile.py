"""`ProfileContent`: what is known of a user in the form of a schema of the library's user.

It holds only what was said. Defaults are no knowledge: they are added when a profile is read
(`memory.semantic.profile`), so that they can never overwrite what evolved. And it is plain
JSON, so that a process that does not know the schema can still recall, show and export it.
"""

import re
from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from memorykinds.kinds.content import Frozen, MemoryContent, MemoryKind
from memorykinds.kinds.text import one_line


class ProfileWarning(UserWarning):
    """What is stored of a profile does not fit its schema any more; nothing of it is lost."""


class ProfileContent(MemoryContent):
    """What is known of a user, field by field.

    Attributes:
        schema_name: Name of the schema.
        data: What was said, by the schema's field names, as JSON.
    """

    memory_kind: ClassVar[MemoryKind] = "semantic"

    schema_name: str
    data: dict[str, Any]

    def render(self) -> str:
        """Return one line for each field that is known, after the schema's name.

        >>> print(ProfileContent(schema_name="UserProfile", data={"home_city": "Turin"}).render())
        User profile
        home city: Turin
        """
        if self.data.keys() == {"content"} and isinstance(self.data["content"], str):
            return self.data["content"]  # a memory of LangMem's, which is one text
        lines = [f"{_words('.'.join(path))}: {shown(value)}" for path, value in _known(self.data)]
        return "\n".join([_words(self.schema_name), *lines])

    def envelope(self) -> tuple[str, dict[str, Any]]:
        """Return the schema's name and the data: LangMem's envelope."""
        return self.schema_name, self.data


class FieldChange(Frozen):
    """One change of one field of a profile.

    Attributes:
        op: "set" a value, "add" or "remove" an item of a list or an entry of a dict, or
            "clear" a field of whatever form.
        fields: The field's name; several where models are nested.
        key: Of an item what it is known by again, of an entry its key; "" for other changes.
        value: The value or the item, as JSON.
        of_dict: Whether the key is that of a dict's entry.
    """

    op: Literal["set", "add", "remove", "clear"]
    fields: tuple[str, ...]
    key: str = ""
    value: Any = None
    of_dict: bool = False

    @property
    def path(self) -> str:
        """The key of `Record.sources` for this change."""
        return source_path(self.fields, self.key)

    @property
    def name(self) -> str:
        """The field, as a person writes it."""
        return ".".join(self.fields)

    @property
    def data(self) -> dict[str, Any]:
        """The change as if it were all that is known: what a guard reads."""
        told: Any = {self.key: self.value} if self.of_dict else self.value
        for name in reversed(self.fields):
            told = {name: told}
        return dict(told)


def source_path(fields: tuple[str, ...], key: str = "") -> str:
    """Return the name under which a record keeps where a field came from.

    >>> source_path(("address", "city")), source_path(("likes",), "tea")
    ('address.city', 'likes[tea]')
    """
    return ".".join(fields) + (f"[{key}]" if key else "")


def shown(value: Any) -> str:
    """Return a JSON value in few words, on one line."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(shown, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {shown(part)}" for name, part in value.items()) or "none"
    return one_line(str(value))


def _known(
    data: dict[str, Any], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in data.items():
        if isinstance(value, dict) and value:
            yield from _known(value, (*above, name))
        else:
            yield (*above, name), value


def _words(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name)
    return spaced[:1] + spaced[1:].lower() if spaced[:1].isupper() else spaced
