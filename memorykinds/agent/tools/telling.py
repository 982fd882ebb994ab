"""What a tool tells the model: what was done, and if nothing was, why. Never more than is true."""

from collections.abc import Sequence

from memorykinds.kinds import Decision
from memorykinds.kinds.text import shorten
from memorykinds.managers import Update

NOTHING_FOUND = "Nothing is remembered about that."
NOTHING_SAID = "Nothing was said, so nothing was changed."


def told(update: Update) -> str:
    """Return one line for each decision."""
    return "\n".join(_line(decision) for decision in update.decisions) or NOTHING_SAID


def told_of_profile(name: str, update: Update) -> str:
    """Return one line for each field that was decided about."""
    lines = [_field_line(name, decision) for decision in update.decisions]
    return "\n".join(lines) or NOTHING_SAID


def _line(decision: Decision) -> str:
    text, where = f"“{shorten(decision.text, 160)}”", decision.memory_id
    forgotten = decision.reason == "asked_to_forget"
    lines = {
        "add": f"stored as {where}: {text}",
        "supersede": f"stored as {where}: {text}; it replaces {_listed(decision.closes)}",
        "revise": f"updated {where}: {decision.detail}",
        "retract": f"deleted {where}: {text}" if forgotten else f"ended {where}: {decision.detail}",
        "keep": f"kept: known already as {where}. {decision.detail}",
        "refuse": f"refused ({decision.reason}), nothing was changed: {decision.detail}",
    }
    more = decision.action == "add" and decision.reason != "new"  # as history, or on trial
    return f"{lines[decision.action]}. {decision.detail}" if more else lines[decision.action]


def _field_line(name: str, decision: Decision) -> str:
    if decision.action == "refuse":
        return f"refused ({decision.reason}): {decision.detail}"
    if decision.action == "keep":
        return f"kept: {name}.{decision.detail}"
    return f"{name}.{decision.detail}"


def _listed(ids: Sequence[str]) -> str:
    return f"{', '.join(ids)}, which {'stays' if len(ids) == 1 else 'stay'} as history"
