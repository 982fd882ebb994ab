"""How the ledger and the journal name a change of a profile."""

from collections.abc import Sequence

from memorykinds.kinds import Action, Decision, EventAction, FieldChange, Reason
from memorykinds.kinds.profile import shown
from memorykinds.kinds.text import shorten


def action_of(change: FieldChange, old: object) -> tuple[Action, Reason]:
    """Return what a change does, and why, as the ledger's codes.

    Args:
        change: The change.
        old: What was known before; None if nothing.
    """
    if change.op in ("clear", "remove"):
        return "revise", "no_longer_true"
    return ("revise", "newer_value") if _is_known(old) else ("add", "new")


def detail_of(change: FieldChange, old: object) -> str:
    """Return a change in few words: "city: Turin -> Genoa", "likes: + tea"."""
    if change.op == "clear":
        return f"{change.name}: {quoted(old)} -> none"
    if change.key and not change.of_dict:
        return f"{change.name}: {'+' if change.op == 'add' else '-'} {quoted(change.value)}"
    name = f"{change.name}.{change.key}" if change.key else change.name
    new = "none" if change.op == "remove" else quoted(change.value)
    return f"{name}: {quoted(old)} -> {new}" if _is_known(old) else f"{name}: {new}"


def text_of(name: str, change: FieldChange) -> str:
    """Return what was proposed for a profile of this name, as the ledger's text."""
    path = f"{name}.{change.name}"
    return (
        f"{path}: none" if change.op == "clear" else f"{path}: {change.op} {quoted(change.value)}"
    )


def quoted(value: object) -> str:
    """Return a value in few words."""
    return shorten(shown(value), 80)


def reason_of_all(reasons: Sequence[Reason], action: EventAction) -> Reason:
    """Return the reason of the whole event: that of its gravest change."""
    if action == "add":
        return "new"
    order: tuple[Reason, ...] = ("newer_value", "no_longer_true", "new", "said_again")
    gravest = min(reasons, key=order.index)
    return "refines" if gravest == "new" else gravest


def refusal(reason: Reason, detail: str, text: str, evidence: tuple[str, ...]) -> Decision:
    """Return the decision on what is no change of any field."""
    return Decision(
        kind="semantic",
        action="refuse",
        reason=reason,
        detail=detail,
        text=shorten(text, 300),
        evidence=evidence,
    )


def _is_known(old: object) -> bool:
    return old is not None and old not in ([], {})
