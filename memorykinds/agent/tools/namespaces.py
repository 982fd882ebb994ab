"""`NamespaceTemplate`: whose memories a tool touches, known only when it is called.

``("{user_id}", "semantic")`` is filled in from the run's config and context. The label that comes
out is a user's name as `memorykinds.open` takes it, so that a tool and a `Memory` meet in the same
place. A value that is missing or no name is refused: a guess would be somebody else's memory.

A place that stands alone is a user's name. Where text stands around it, the memory is one that
users share, and its name keeps the braces: "team-{team}" is "team-{red}" for the red team. Braces
are refused in every value, so no user is ever called like a team, and no two templates meet.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from memorykinds.agent.whose import checked_name
from memorykinds.kinds import KINDS, InputError, MemoryKind
from memorykinds.kinds.names import user_label

_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class NamespaceTemplate:
    """One label or two: whose memories, and of which kind.

    >>> NamespaceTemplate(("{user_id}", "semantic")).user({"user_id": "ada"})
    'ada'
    >>> NamespaceTemplate("team-{team}").user({"team": "red"})
    'team-{red}'

    Args:
        labels: The template. Where the last of two labels is missing, the kind is the tool's.

    Attributes:
        kind: The kind that the template names; None if it names none.

    Raises:
        InputError: If it is no such template.
    """

    labels: str | Sequence[str]
    kind: MemoryKind | None = field(init=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, before an agent is made with it."""
        labels = (self.labels,) if isinstance(self.labels, str) else tuple(self.labels)
        if not 1 <= len(labels) <= 2 or not all(isinstance(x, str) and x for x in labels):  # noqa: PLR2004 -- whose, and of which kind
            raise InputError(
                "namespace= names whose memories and of which kind, such as "
                f"('{{user_id}}', 'semantic'), not {self.labels!r}."
            )
        kind = next((kind for kind in KINDS if labels[1:] == (kind,)), None)
        if labels[1:] and kind is None:
            raise InputError(
                f"The last label of namespace= must be one of {', '.join(KINDS)}, "
                f"not {labels[1]!r}; join what stands before it in one label, such as "
                "'{org}:{user_id}'."
            )
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "kind", kind)
        self._check(labels[0])

    @property
    def whose(self) -> str:
        """The label that is filled in."""
        return self.labels[0]

    def user(self, values: Mapping[str, Any]) -> str:
        """Return whose memories are meant: a name, as `memorykinds.open` takes it.

        Args:
            values: What the run says of itself.

        Raises:
            InputError: If a value is missing or cannot be a name.
        """
        if _PLACE.fullmatch(self.whose):
            return _value(self.whose[1:-1], values)
        user = _PLACE.sub(lambda place: f"{{{_value(place[1], values)}}}", self.whose)
        try:
            user_label(user)
        except InputError as error:
            sentence = str(error).replace("user=", f"{self.whose!r}")
            raise InputError(f"It is not known whose memories are meant: {sentence}") from error
        return user

    def _check(self, label: str) -> None:
        names = _PLACE.findall(label)
        rest = _PLACE.split(label)[::2]
        if any("{" in part or "}" in part for part in rest) or not all(map(_is_name, names)):
            raise InputError(
                f"{label!r} is no template: braces hold a name of the run's config, such as "
                "'{user_id}'."
            )
        if not names:
            user_label(label)


def _is_name(name: str) -> bool:
    return name.isidentifier() and not name.startswith("__")  # LangGraph's own begin with "__"


def _value(name: str, values: Mapping[str, Any]) -> str:
    value = values.get(name)
    if value is None:
        raise InputError(
            f"It is not known whose memories are meant: this run has no {name!r} in its config "
            "or context."
        )
    return checked_name(value, name)
