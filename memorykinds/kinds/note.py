"""`Note`: what a program wants to find again at its next run."""

from typing import Any

from memorykinds.kinds.content import Frozen


class Note(Frozen):
    """A small value beside the memories; nothing that is believed, so no event tells of it.

    It is no part of an export. Who loses it loses time: the program does some work again.

    Attributes:
        key: Whose note it is; "consolidation" for instance.
        value: JSON-like data.
    """

    key: str
    value: dict[str, Any]
