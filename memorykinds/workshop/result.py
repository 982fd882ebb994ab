"""`CheckResult`: what `check` answers, as text, as HTML and for code."""

from dataclasses import dataclass
from typing import Literal

from memorykinds.workshop.as_html import as_html

State = Literal["right", "not yet", "not filled in"]


@dataclass(frozen=True, slots=True, repr=False)
class CheckResult:
    """What there is to say about an answer.

    Attributes:
        exercise: The exercise's id.
        state: How the answer is.
        message: What is wrong, in a sentence; the exercise's title where nothing is.
        hint: Where to look; empty for none.
    """

    exercise: str
    state: State
    message: str
    hint: str = ""

    @property
    def ok(self) -> bool:
        """Whether the answer is right."""
        return self.state == "right"

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        hint = f"\nHint: {self.hint}" if self.hint else ""
        return f"{self._opening()} {self.message}{hint}"

    def _repr_html_(self) -> str:
        mark = {"right": "✓", "not yet": "✗", "not filled in": "…"}[self.state]
        hint = f"<br>Hint: {as_html(self.hint)}" if self.hint else ""
        return (
            f'<p role="status"><span aria-hidden="true">{mark}</span> '
            f"<strong>{as_html(self._opening())}</strong> {as_html(self.message)}{hint}</p>"
        )

    def _opening(self) -> str:
        told = {
            "right": "right.",
            "not yet": "not yet right.",
            "not filled in": "not filled in yet.",
        }
        return f"Exercise {self.exercise}: {told[self.state]}"
