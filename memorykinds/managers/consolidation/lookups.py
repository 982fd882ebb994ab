"""What a consolidation reads: the memories as they are, and which of them are alike.

Likeness is asked of the store's own vector search, one search for each memory that was not
looked up before, never each against each. Which were, a note says by fingerprints of eight
characters each. Times would not do: two processes have two clocks, and what was undone comes
back with the time it had.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import EventAction, MemoryKind, Reason, Record
from memorykinds.kinds.names import journal_namespace, memory_namespace, notes_namespace
from memorykinds.kinds.note import Note
from memorykinds.managers.related import ACTIVE, similar
from memorykinds.reading import read_all

NOTE = "consolidation"

NEIGHBOURS = 6
"""How many of the nearest each memory is compared with; it is one of them itself."""

ALIKE: Mapping[MemoryKind, float] = {"semantic": 0.85, "episodic": 0.60, "procedural": 0.75}
"""Cosine from which two memories are worth a question to the model; docs/consolidation.md says
how that of facts was measured."""

FORM: Mapping[MemoryKind, dict[str, str]] = {
    "semantic": {"kind": "Fact"},
    "episodic": {"kind": "Episode"},
    "procedural": {"kind": "Rule"},
}
"""What is looked at; not the profiles, which stand beside the facts and are one each."""

CHUNK = 100
"""How many searches are asked of the store at once."""

_FINGERPRINT_BYTES = 6

Pairs = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read.

    Attributes:
        at: When.
        noted: The note of the consolidation before, fingerprints by kind.
        records: What is believed, by kind and id.
        new: Ids of the memories that no earlier consolidation has looked up in this form.
        pairs: Cosine of each two memories that are alike, by kind and their ids in order.
        restored: Ids of memories that were merged or let go of, and that somebody brought back.
        told: Ids of episodes from which something was generalized before.
    """

    at: datetime
    noted: Mapping[str, str]
    records: Mapping[MemoryKind, Mapping[str, Record]]
    new: frozenset[str]
    pairs: Mapping[MemoryKind, Pairs]
    restored: frozenset[str]
    told: frozenset[str]


def look(
    user: str, kinds: Sequence[MemoryKind], now: datetime, *, everything: bool = False
) -> Steps[Looked]:
    """Read the memories of `kinds`, and find out which are alike.

    Args:
        user: Whose.
        kinds: Which kinds.
        now: The time.
        everything: Look up every memory, not only those that are new or changed.
    """
    noted = yield from _noted(user)
    records: dict[MemoryKind, dict[str, Record]] = {}
    pairs: dict[MemoryKind, Pairs] = {}
    new: set[str] = set()
    for kind in kinds:
        items = yield from read_all(memory_namespace(user, kind), ACTIVE | FORM[kind])
        found = [Record.from_value(item.namespace, item.key, item.value) for item in items]
        found.sort(key=lambda record: (record.created_at, record.id))
        records[kind] = {record.id: record for record in found}
        seen = frozenset() if everything else _cut(noted.get(kind, ""))
        unseen = [record for record in found if fingerprint(record) not in seen]
        pairs[kind] = yield from _alike(kind, unseen)
        new.update(record.id for record in unseen)
    merged = yield from _ids_in_journal(user, "merged", "close")
    faded = yield from _ids_in_journal(user, "faded", "forget")
    told = yield from _ids_in_journal(user, "generalized", "revise")
    restored = (merged | faded) & {id_ for known in records.values() for id_ in known}
    return Looked(now, noted, records, frozenset(new), pairs, restored, told)


def note_of(looked: Looked, settled: Iterable[Record]) -> Note:
    """Return the note by which these memories are not looked up again, kind by kind."""
    seen = dict(looked.noted)
    for kind in looked.records:
        seen[kind] = ""
    for record in sorted(settled, key=lambda record: record.id):
        seen[record.kind] += fingerprint(record)
    return Note(key=NOTE, value=seen)


def fingerprint(record: Record) -> str:
    """Return eight characters by which a memory is known in the form that it has now.

    Nothing of its content goes in: the note must not help to guess what was erased.
    """
    whole = f"{record.id}\x1f{record.updated_at.isoformat()}".encode()
    digest = hashlib.blake2b(whole, digest_size=_FINGERPRINT_BYTES).digest()
    return b64encode(digest).decode()


def _noted(user: str) -> Steps[dict[str, str]]:
    """Return the note of the consolidation before; nothing if there is none that can be read."""
    from langgraph.store.base import GetOp

    (item,) = yield Batch([GetOp(notes_namespace(user), NOTE)])
    value = item.value if item is not None else {}
    return {kind: seen for kind, seen in value.items() if isinstance(seen, str)}


def _cut(seen: str) -> frozenset[str]:
    width = 8 * _FINGERPRINT_BYTES // 6
    return frozenset(seen[start : start + width] for start in range(0, len(seen), width))


def _alike(kind: MemoryKind, records: Sequence[Record]) -> Steps[Pairs]:
    """Return the pairs of memories that are alike; a store without vectors knows none."""
    pairs: dict[tuple[str, str], float] = {}
    for start in range(0, len(records), CHUNK):
        some = records[start : start + CHUNK]
        results = yield Batch([similar(r.namespace, r.text, NEIGHBOURS, FORM[kind]) for r in some])
        for record, items in zip(some, results, strict=True):
            for item in items:
                if item.key != record.id and item.score is not None and item.score >= ALIKE[kind]:
                    one, other = sorted((record.id, item.key))
                    pairs[one, other] = min(1.0, item.score)
    return pairs


def _ids_in_journal(user: str, reason: Reason, action: EventAction) -> Steps[frozenset[str]]:
    """Return the ids of the memories that ever changed in this way for this reason."""
    wanted = {"reason": reason, "action": action}
    items = yield from read_all(journal_namespace(user), wanted)
    return frozenset(str(item.value["memory_id"]) for item in items)
