"""Versions of the rules, drawn: all of them in a table, and how two of them differ."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from memorykinds.kinds import Event, RuleBook, RuleEntry
from memorykinds.kinds.text import shorten
from memorykinds.managers import BookVersion
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.markup import diff, join, listing, table, tag
from memorykinds.widgets.memory_detail import differing, moment, why

STATUSES = {"active": "in force", "trial": "on trial", "retired": "retired"}

NEWEST = 50
"""How many versions the table has, the newest; `RuleBookView.show` has any other."""

SHOWN_CHARACTERS = 120
SHOWN_REASON = 60


def versions_table(ui: Controls, versions: Sequence[BookVersion], shown: int) -> Markup:
    """Return the newest versions, each with what it changed, why, and the way back to it.

    Args:
        ui: Makes the controls.
        versions: All of them, oldest first.
        shown: The number of the version whose changes are shown.
    """
    rows = [_row(ui, version, shown, len(versions)) for version in reversed(versions[-NEWEST:])]
    more = f", the newest {NEWEST} of {len(versions):,}" if len(versions) > NEWEST else ""
    head = ("version", "when", "what changed", "why", *(("the way back",) if ui.live else ()))
    return table(f"Versions{more}", head, rows)


def differences(old: RuleBook, new: RuleBook) -> Markup:
    """Return every rule in force or on trial that differs between two books, word by word."""
    changes = old.diff(new)
    rows = [
        *(_whole("added", "", e.rule.render(), e) for e in changes.added),
        *(_fields(before, after) for before, after in changes.changed),
        *(_whole("retired", e.rule.render(), "", e) for e in changes.retired),
    ]
    if not rows:
        return tag("p", "No rule in force or on trial differs.")
    return table("What differs", ("rule", "what", "difference", "why"), rows)


def status_of(entry: RuleEntry) -> str:
    """Return whether a rule is in force, in words."""
    words = STATUSES[entry.rule.status]
    return f"{words}, pinned" if entry.pinned else words


def _row(ui: Controls, version: BookVersion, shown: int, last: int) -> tuple[Any, ...]:
    number = version.number
    name = f"Version {number}"
    back: Any = "this is the present one"
    if number != last:
        label = f"Bring back version {number}"
        back = ui.button("Bring back…", "rollback", number, name=label)
    return (
        ui.button(name, "show", number, static=name, pressed=shown == number),
        moment(version.at),
        listing(_told(event) for event in version.events),
        listing(dict.fromkeys(shorten(why(event), SHOWN_REASON) for event in version.events)),
        *((back,) if ui.live else ()),
    )


def _told(event: Event) -> Markup:
    """Return what an event changed, short: the action and the rule."""
    record = event.after or event.before
    words = shorten(record.text, SHOWN_CHARACTERS) if record else "[erased]"
    return join([f"{event.action} {event.memory_id}: ", tag("bdi", words)])


def _whole(what: str, before: str, after: str, entry: RuleEntry) -> tuple[Any, ...]:
    return entry.id, what, tag("bdi", diff(before, after)), why(entry)


def _fields(before: RuleEntry, after: RuleEntry) -> tuple[Any, ...]:
    old, new = (
        {name.replace("_", " "): str(value) for name, value in e.rule.model_dump().items()}
        for e in (before, after)
    )
    return after.id, "changed", differing(old, new), why(after)
