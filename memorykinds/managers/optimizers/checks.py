"""What may not take the place of a prompt, whatever the model says and whatever it scores.

Code decides this, since a rewritten prompt goes into production unread: a lost ``{question}``
raises no error there, it only makes every answer blind.
"""

from typing import NamedTuple

from memorykinds.kinds import Reason
from memorykinds.kinds.secrets import MARK, withhold_secrets
from memorykinds.kinds.template import can_be_formatted, variables
from memorykinds.kinds.text import shorten
from memorykinds.managers.guard import injections

MAX_GROWTH = 2
"""A rewritten prompt may be so many times as long as it was, …"""

ALLOWANCE = 2_000
"""… or, if that is more, so many characters longer: short prompts have room to grow."""


class Refusal(NamedTuple):
    """Why a proposal is refused: as a code, and as a sentence that the model is shown, too."""

    reason: Reason
    sentence: str


def check(before: str, after: str) -> Refusal | None:
    """Return why `after` may not take the place of `before`; None if it may."""
    if not after.strip():
        return Refusal("empty", "The rewritten prompt is empty.")
    return _check_variables(before, after) or _check_length(before, after) or _guard(before, after)


def _check_variables(before: str, after: str) -> Refusal | None:
    old, new = variables(before), variables(after)
    if lost := sorted(old - new):
        return Refusal("variables_changed", f"Template variables are lost: {_listed(lost)}.")
    if invented := sorted(new - old):
        sentence = f"There are new template variables, which nothing fills: {_listed(invented)}."
        return Refusal("variables_changed", sentence)
    if old and can_be_formatted(before) and not can_be_formatted(after):
        sentence = "A single brace stands where the template had none, so it cannot be filled."
        return Refusal("variables_changed", sentence)
    return None


def _check_length(before: str, after: str) -> Refusal | None:
    most = max(MAX_GROWTH * len(before), len(before) + ALLOWANCE)
    if len(after) <= most:
        return None
    return Refusal(
        "too_long", f"It grew from {len(before):,} to {len(after):,} characters; {most:,} is most."
    )


def _guard(before: str, after: str) -> Refusal | None:
    """Refuse what must not come in; what stood in the prompt before is its owner's."""
    (old, fewer), (new, more) = _secrets(before), _secrets(after)
    if new - old or more > fewer:
        return Refusal("secret", "It holds a credential or a number that identifies a person.")
    if injections(after) - injections(before):
        return Refusal("injection", "It reads like a command to set instructions aside.")
    return None


def _secrets(text: str) -> tuple[set[str], int]:
    """Return the secrets in a text, and how often one stands there, marks for one included."""
    known: set[str] = set()
    _, labels = withhold_secrets(text, known)
    return known, len(labels) + text.count(MARK.partition("{")[0])


def _listed(names: list[str]) -> str:
    return shorten(", ".join(names), 200)
