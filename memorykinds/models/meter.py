"""`Meter`: counts what one memory's calls of models cost, for each purpose and model."""

from __future__ import annotations

import threading

from memorykinds.models.spent import Spent


class Meter:
    """Adds up what is spent; any thread and any event loop may note and read at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spent: dict[tuple[str, str], Spent] = {}

    def note(self, purpose: str, model: str, spent: Spent) -> None:
        """Add what was spent.

        Args:
            purpose: What for (see `memorykinds.bridge.Ask.purpose`), or "embedding".
            model: Who answered, as `model_key` calls it.
            spent: What it cost.
        """
        with self._lock:
            before = self._spent.get((purpose, model), Spent())
            self._spent[purpose, model] = before + spent

    def read(self) -> dict[tuple[str, str], Spent]:
        """Return what was spent so far, by purpose and model, in order of first use."""
        with self._lock:
            return dict(self._spent)
