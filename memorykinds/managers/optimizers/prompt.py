"""`Prompt` and `PromptUpdate`: what is optimized, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from memorykinds.kinds import Decision, Frozen, InputError
from memorykinds.managers.plan import Trace
from memorykinds.models import Spent

_FORMS = "a string, a Prompt, or a list of these"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt, and what the model that improves it should know of it.

    Args:
        name: What it is called; of several prompts each has its own name.
        text: The prompt. Template variables in it stay as they are.
        when_to_update: On which occasion it is to change, in words; "" for whenever it fails.
        update_instructions: How it is to change: "Keep it under ten lines.", for instance.

    Raises:
        InputError: If one of them is no text, or the name is blank.
    """

    name: str
    text: str
    when_to_update: str = ""
    update_instructions: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no prompt."""
        given = (self.name, self.text, self.when_to_update, self.update_instructions)
        wrong = next((value for value in given if not isinstance(value, str)), None)
        if wrong is not None or not all(isinstance(value, str) for value in given):
            raise InputError(f"A prompt is made of text, not of {type(wrong).__name__}.")
        if not self.name.strip():
            raise InputError("A prompt needs a name.")


class PromptUpdate(Frozen):
    """What became of one prompt. Nothing is put into use: `after` is yours to take.

    Attributes:
        name: The prompt's name.
        before: The prompt as it was.
        after: The prompt as it should be from now on; `before`, to the byte, unless the
            decision's action is "revise".
        proposal: What the model proposed, taken or not; None if it proposed nothing, or what
            must not be kept.
        decision: Why, with the scores if a gate was asked (`Decision.trial`).
        trace: Every question to the model, every answer and every check.
        cost: What these calls have cost; that of choosing among several counts with the first.
    """

    name: str
    before: str
    after: str
    proposal: str | None
    decision: Decision
    trace: Trace
    cost: Spent = Spent()

    @property
    def changed(self) -> bool:
        """Whether the prompt should change."""
        return self.after != self.before

    def diff(self) -> str:
        """Return what changes as a unified diff; "" if nothing does."""
        return _diff(self.before, self.after, self.name)

    def __str__(self) -> str:
        """Return the decision and the diff; of what was not taken, too."""
        told = f"{self.name}: {self.decision.action} ({self.decision.reason})"
        lines = [told, self.decision.detail]
        if self.changed:
            lines.append(self.diff())
        elif self.proposal is not None and self.proposal != self.before:
            lines += ["Proposed, and not taken:", _diff(self.before, self.proposal, self.name)]
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Return name and decision; stable, so that a notebook's output can be compared."""
        return f"PromptUpdate({self.name!r}: {self.decision.action}, {self.decision.reason})"


def read_prompts(given: Any) -> tuple[Prompt, ...]:
    """Return one prompt or several as `Prompt`; mappings in LangMem's form are understood.

    Raises:
        InputError: If it is none, or two have the same name.
    """
    several = [given] if isinstance(given, str | Prompt | Mapping) else given
    if not isinstance(several, Sequence):
        raise InputError(f"A prompt to optimize is {_FORMS}, not {type(given).__name__}.")
    prompts = tuple(_read(one, number) for number, one in enumerate(several, start=1))
    if not prompts:
        raise InputError("There is no prompt to optimize: the list is empty.")
    names = [prompt.name for prompt in prompts]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"Two prompts have the name {twice!r}; give each its own.")
    return prompts


def _read(given: Any, number: int) -> Prompt:
    if isinstance(given, Prompt):
        return given
    if isinstance(given, str):
        return Prompt("prompt" if number == 1 else f"prompt {number}", given)
    if not isinstance(given, Mapping):
        raise InputError(f"A prompt to optimize is {_FORMS}, not {type(given).__name__}.")
    fields = dict(given)
    fields.setdefault("name", f"prompt {number}")
    if "prompt" in fields:
        fields["text"] = fields.pop("prompt")
    for name in ("when_to_update", "update_instructions"):
        fields[name] = fields.get(name) or ""
    try:
        return Prompt(**fields)
    except TypeError as error:
        raise InputError(
            "A prompt as a mapping has a name, a text, and perhaps when_to_update and "
            f"update_instructions; given were {', '.join(map(str, given))}."
        ) from error


def _diff(before: str, after: str, name: str) -> str:
    lines = unified_diff(
        before.splitlines(), after.splitlines(), f"{name} before", f"{name} after", lineterm=""
    )
    return "\n".join(lines)
