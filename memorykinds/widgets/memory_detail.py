"""What is known of one memory, drawn: its fields, the very turn that it came from, its history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from memorykinds.kinds import Event, Provenance, Record, RuleEntry
from memorykinds.kinds.profile import shown
from memorykinds.kinds.record import UNKNOWN_TIME
from memorykinds.managers import Trace
from memorykinds.widgets.markup import details, diff, join, listing, mark, table, tag

_FOLDED_FROM = 2000
"""Characters from which a text is folded away."""

_AROUND = 2
"""How many turns are shown before and after the one that a memory came from."""


@dataclass(frozen=True, slots=True)
class Said:
    """A turn of a conversation that was learned from."""

    id: str
    role: str
    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class Conversations:
    """The conversations that somebody still has: of updates of this process, by their traces."""

    turns: Mapping[str, tuple[Said, ...]]

    def around(self, source: Provenance) -> tuple[Said, ...]:
        """Return the turns that a memory came from and those about them; () if nobody has them."""
        every = self.turns.get(source.conversation, ())
        cited = [n for n, turn in enumerate(every) if turn.digest in source.digests]
        near = {n + step for n in cited for step in range(-_AROUND, _AROUND + 1)}
        return tuple(turn for n, turn in enumerate(every) if n in near)


def conversations_of(traces: Iterable[Trace]) -> Conversations:
    """Return the conversations that these traces hold."""
    found: dict[str, tuple[Said, ...]] = {}
    for trace in traces:
        step = next((step for step in trace.steps if step.name == "transcript"), None)
        if step is not None:
            turns = tuple(
                Said(t["id"], t["role"], t["text"], t["digest"]) for t in step.data["turns"]
            )
            found[step.data["conversation"]] = turns
    return Conversations(found)


def text_of(record: Record) -> Markup:
    """Return the whole text; a long one is folded away."""
    told = tag("pre", record.text, dir="auto")
    if len(record.text) > _FOLDED_FROM:
        return details(f"The whole text, {len(record.text):,} characters", told)
    return told


def fields_of(record: Record) -> Markup:
    """Return tables of what a memory says, field by field, and of what else is known of it."""
    name, content = record.content.envelope()
    said = [(key.replace("_", " "), _shown(value)) for key, value in content.items()]
    kept = [
        ("state", record.state),
        ("true from", moment(record.valid_from)),
        ("true until", moment(record.valid_to, "it still holds, as far as is known")),
        ("learned", moment(record.created_at)),
        ("last changed", moment(record.updated_at)),
        ("importance", f"{record.importance:.2f}"),
        ("pinned", "yes" if record.pinned else "no"),
        ("used in prompts", _times(record)),
        ("slot", record.slot or "none: it does not exclude another"),
    ]
    tables = (
        table(f"What it says, as a {name}", ("field", "value"), said),
        table("What is known of it", ("field", "value"), kept),
    )
    return tag("div", *tables, class_="mk-beside")


def origin_of(record: Record, conversations: Conversations) -> Markup:
    """Return where a memory came from, with its very words marked."""
    source = record.provenance
    when = f", said on {_minute(source.said_at)}" if source.said_at else ""
    parts: list[Any] = [tag("p", f"Conversation {source.conversation}{when}.")]
    around = conversations.around(source)
    if around:
        parts.append(listing(_turn(turn, record, source) for turn in around))
    elif source.excerpt:
        label = f"{' and '.join(source.turns) or 'its words'}"
        parts.append(tag("blockquote", mark(_bidi(source.excerpt), label, record.kind)))
        parts.append(
            tag("p", "These words are kept with the memory; the conversation itself is not.")
        )
    else:
        parts.append(tag("p", "Its words were not kept."))
    if record.sources:
        rows = [
            (path, _bidi(one.excerpt), one.conversation, moment(one.said_at))
            for path, one in record.sources.items()
        ]
        head = ("field", "the words", "conversation", "said")
        parts.append(table("Where each field came from", head, rows))
    return join(parts)


def history_of(events: Sequence[Event]) -> Markup:
    """Return every change of a memory, the newest first, as a difference."""
    if not events:
        return tag("p", "The journal says nothing of it.")
    rows = [
        (
            moment(event.at),
            event.action,
            changes_of(event.before, event.after),
            why(event),
            event.conversation or "by hand",
        )
        for event in reversed(events)
    ]
    head = ("when", "what", "difference", "why", "conversation")
    return table("History, newest first", head, rows)


def changes_of(before: Record | None, after: Record | None) -> Markup:
    """Return what differs between two forms of a memory, word by word, each field by name."""
    if before is None or after is None:  # each field would be new, or gone
        return tag("bdi", diff(before.text if before else "", after.text if after else ""))
    old, new = _flat(before), _flat(after)
    return differing(old, new)


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> Markup:
    """Return each field that differs, by its name, and how, word by word."""
    names = [name for name in {**new, **old} if old.get(name, "") != new.get(name, "")]
    if not names:
        return Markup("no field")
    return listing(
        join([f"{name}: ", tag("bdi", diff(old.get(name, ""), new.get(name, "")))])
        for name in names
    )


def why(changed: Event | RuleEntry) -> str:
    """Return the reason of a change, as a code and as a sentence, as far as there are both."""
    return ": ".join(part for part in (changed.reason, changed.detail) if part)


def moment(when: datetime | None, otherwise: str = "not known") -> Markup:
    """Return a time for a person, to the minute; in UTC, as all times are kept."""
    known = when is not None and when != UNKNOWN_TIME
    return tag("time", _minute(when)) if known else tag("span", otherwise)


def _minute(when: datetime | None) -> str:
    return when.strftime("%Y-%m-%d %H:%M") if when else ""


def _flat(record: Record) -> dict[str, str]:
    """Return what is believed of a memory, as texts by field."""
    _, content = record.content.envelope()
    kept = {
        "state": record.state,
        "true from": _minute(record.valid_from),
        "true until": _minute(record.valid_to),
        "importance": f"{record.importance:.2f}",
        "pinned": "yes" if record.pinned else "",
    }
    fields = {key: shown(value) for key, value in content.items() if value is not None}
    return {**fields, **kept}


def _turn(turn: Said, record: Record, source: Provenance) -> Markup:
    if turn.digest in source.digests:
        return join([f"{turn.role}: ", mark(_bidi(turn.text), turn.id, record.kind, current=True)])
    return join([f"{turn.role}: ", _bidi(turn.text)])


def _times(record: Record) -> str:
    if record.accessed_at is None:
        return f"{record.accesses:,} times"
    return f"{record.accesses:,} times, last on {_minute(record.accessed_at)}"


def _shown(value: Any) -> Markup:
    text = "" if value is None else value if isinstance(value, str) else shown(value)
    if len(text) > _FOLDED_FROM:
        return details(f"{len(text):,} characters", _bidi(text))
    return _bidi(text or "not said")


def _bidi(text: str) -> Markup:
    """Return a text whose direction is its own, whatever stands about it."""
    return tag("bdi", text)
