"""Versions of the rules: a book of any of them, read from the journal, and the way back to one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from memorykinds.journal import replay
from memorykinds.kinds import Decision, Event, InputError, Record, Rule, RuleBook, RuleEntry
from memorykinds.kinds.rule_entry import importance
from memorykinds.kinds.text import shorten
from memorykinds.managers.policy import Change, Verdict, close
from memorykinds.managers.rule_relations import retire

_ORDER = {"active": 0, "trial": 1, "retired": 2}


def rule_book(records: Iterable[Record], events: Sequence[Event]) -> RuleBook:
    """Return the book of the rules as they are now.

    Args:
        records: The memories of the procedural kind.
        events: The journal of that kind, oldest first.
    """
    return _book(records, events)


def past_rule_book(events: Sequence[Event], version: int) -> RuleBook:
    """Return the book of an earlier version, as the journal tells it.

    Raises:
        InputError: If there is no such version.
    """
    past = _until(events, version)
    return _book(replay(past, past[-1].at).records if past else (), past)


class BookVersion(NamedTuple):
    """One version of the rules.

    Attributes:
        number: Its number, from 1.
        at: When it was written.
        events: What was changed.
    """

    number: int
    at: datetime
    events: tuple[Event, ...]


def versions(events: Iterable[Event]) -> tuple[BookVersion, ...]:
    """Return every version with what it changed, oldest first; each update made one."""
    grouped: dict[str, list[Event]] = {}
    for event in events:
        grouped.setdefault(event.update_id, []).append(event)
    return tuple(
        BookVersion(number, own[0].at, tuple(own))
        for number, own in enumerate(grouped.values(), start=1)
    )


def version_at(events: Iterable[Event], when: datetime) -> int:
    """Return the version that was in force at a time; 0 before the first rule."""
    return len({event.update_id for event in events if event.at <= when})


def way_back(
    records: Iterable[Record], events: Sequence[Event], version: int, now: datetime
) -> list[Verdict]:
    """Return what brings an earlier version back: one verdict for each rule that differs.

    Nothing is destroyed. A rule learned since is retired; one that was retired or forgotten
    since is in force again; one that was erased cannot come back.

    Raises:
        InputError: If there is no such version.
    """
    past = _until(events, version)
    then = {r.id: r for r in replay(past, past[-1].at).records} if past else {}
    present = {record.id: record for record in records}
    verdicts = []
    for id_ in dict.fromkeys((*present, *then)):
        change = _change(present.get(id_), then.get(id_), now)
        if change is not None:
            verdicts.append(_verdict(change, version))
    return verdicts


def _change(present: Record | None, then: Record | None, now: datetime) -> Change | None:
    """Return what makes one rule what it was then; None if it is that already."""
    if then is None or then.state != "active":
        if present is None or present.state != "active":
            return None
        return close(present, "retracted", "rolled_back", now, now)
    if present is None:
        return Change("restore", "rolled_back", None, then.with_(updated_at=now))
    kept = {"pinned": present.pinned, "accesses": present.accesses}
    after = then.with_(**kept, accessed_at=present.accessed_at, updated_at=now)
    if after == present.with_(updated_at=now):
        return None
    return Change("restore", "rolled_back", present, after)


def _verdict(change: Change, version: int) -> Verdict:
    ends = change.action == "close"
    refused = ends and change.after.pinned
    if refused:
        detail = f"Version {version} does not have it in force, but it is pinned."
    else:
        detail = f"As in version {version}."
    decision = Decision(
        kind="procedural",
        action="refuse" if refused else "retract" if ends else "revise",
        reason="pinned" if refused else "rolled_back",
        detail=detail,
        text=shorten(change.after.text, 300),
        memory_id=None if refused else change.after.id,
        closes=(change.after.id,) if ends and not refused else (),
    )
    return retire(Verdict(decision, () if refused else (change,)))


def _until(events: Sequence[Event], version: int) -> list[Event]:
    """Return the events of the first `version` updates."""
    updates = list(dict.fromkeys(event.update_id for event in events))
    if isinstance(version, bool) or not isinstance(version, int):
        raise InputError(f"A version of the rules is a whole number, not {version!r}.")
    if not 0 <= version <= len(updates):
        raise InputError(
            f"There is no version {version} of the rules: they go from 0 to {len(updates)}."
        )
    wanted = set(updates[:version])
    return [event for event in events if event.update_id in wanted]


def _book(records: Iterable[Record], events: Sequence[Event]) -> RuleBook:
    numbers: dict[str, int] = {}
    last: dict[str, Event] = {}
    for event in events:
        numbers.setdefault(event.update_id, len(numbers) + 1)
        last[event.memory_id] = event
    entries = [_entry(record, last.get(record.id), numbers) for record in records]
    entries.sort(key=lambda entry: (_ORDER[entry.rule.status], *importance(entry)))
    return RuleBook(version=len(numbers), entries=tuple(entries))


def _entry(record: Record, event: Event | None, numbers: Mapping[str, int]) -> RuleEntry:
    if not isinstance(record.content, Rule):
        raise InputError(f"The memory {record.id!r} among the rules is not a rule.")
    closed = record.state != "active"
    return RuleEntry(
        id=record.id,
        rule=record.content.with_(status="retired") if closed else record.content,
        provenance=record.provenance,
        created_at=record.created_at,
        pinned=record.pinned,
        version=numbers[event.update_id] if event else 0,
        reason=event.reason if event else "",
        detail=event.detail if event else "",
    )
