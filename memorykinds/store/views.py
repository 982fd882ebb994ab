"""View: a compact form of the values of a scope, which follows them as the vectors do."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol


class View(Protocol):
    """Rows of something that was made of values; the store calls it in the order of its rows."""

    @property
    def size(self) -> int:
        """How many rows it keeps something of, the dead ones included."""

    @property
    def dead(self) -> int:
        """How many of them only a new view would be rid of."""

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""

    def add(self, values: Iterable[Mapping[str, Any]]) -> None:
        """Append rows; an empty value is that of a row which is no more there.

        The values come one at a time and may be very many: none should be kept whole.
        """

    def replace(self, row: int, value: Mapping[str, Any]) -> None:
        """Set one row."""

    def remove(self, row: int) -> None:
        """Forget one row."""
