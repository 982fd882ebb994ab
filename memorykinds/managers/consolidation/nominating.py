"""Nominating: which memories may say the same, by code and by asking the model.

Code groups those whose words are the same for certain. Pairs that the store's search found
alike, and that code does not know to differ, become small clusters, many of which are put to the
model in one call. What it groups is a nomination; `merging` decides.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from memorykinds.bridge import Steps
from memorykinds.kinds import Fact, MemoryKind, Record, Rule
from memorykinds.kinds.consolidation import MergeProposal, SameGroup
from memorykinds.managers.consolidation.asking import Calls, same_prompt
from memorykinds.managers.consolidation.lookups import Looked, Pairs
from memorykinds.managers.consolidation.sameness import certain_key, kept_apart, preferred

MAX_CLUSTER = 8
"""Memories of one cluster; more of them are more than one question."""

MAX_ROWS = 60
"""Memories in one prompt."""


@dataclass(frozen=True, slots=True)
class Group:
    """Memories that are said to say the same.

    Attributes:
        ids: Which.
        certain: Whether code knows it; otherwise the model nominated it.
    """

    ids: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Nominated:
    """What is to be merged, of one kind.

    Attributes:
        groups: The groups, those that code is certain of first.
        unasked: Clusters for which no call was left.
        asked: How many clusters the model was asked about.
        invalid: Text and error of each nomination that means nothing.
    """

    groups: tuple[Group, ...]
    unasked: tuple[tuple[str, ...], ...]
    asked: int
    invalid: tuple[tuple[str, str], ...]


def nominate(kind: MemoryKind, looked: Looked, calls: Calls) -> Steps[Nominated]:
    """Find what says the same, by code and by asking the model about clusters of what is alike."""
    records = looked.records[kind]
    certain = [ids for ids in _certain(records.values()) if looked.new.intersection(ids)]
    together = {frozenset(pair) for ids in certain for pair in _pairs(ids)}
    alike = {
        pair: cosine
        for pair, cosine in looked.pairs[kind].items()
        if set(pair) <= records.keys()
        and frozenset(pair) not in together
        and _may_ask(records[pair[0]], records[pair[1]], looked.restored)
    }
    batches = _batches(clusters(alike))
    groups = [Group(ids, certain=True) for ids in certain]
    invalid: list[tuple[str, str]] = []
    asked = 0
    while batches and calls.left > 0:
        batch = batches.pop(0)
        asked += len(batch)
        found, meaningless = yield from _ask(kind, batch, records, calls)
        groups += found
        invalid += meaningless
    unasked = tuple(cluster for batch in batches for cluster in batch)
    return Nominated(tuple(groups), unasked, asked, tuple(invalid))


def clusters(pairs: Pairs) -> list[tuple[str, ...]]:
    """Return groups of what is alike, the closest pairs first, none larger than `MAX_CLUSTER`."""
    of: dict[str, list[str]] = {}
    for one, other in sorted(pairs, key=lambda pair: (-pairs[pair], pair)):
        first, second = of.setdefault(one, [one]), of.setdefault(other, [other])
        if first is not second and len(first) + len(second) <= MAX_CLUSTER:
            first.extend(second)
            of.update(dict.fromkeys(second, first))
    unique = {id(cluster): tuple(sorted(cluster)) for cluster in of.values() if len(cluster) > 1}
    return sorted(unique.values())


def _may_ask(one: Record, other: Record, restored: Collection[str]) -> bool:
    """Whether an answer could make one memory of two: code has nothing against it already."""
    return min(one, other, key=preferred).id not in restored and kept_apart(one, other) is None


def _certain(records: Iterable[Record]) -> list[tuple[str, ...]]:
    """Return the ids of memories that certainly say the same, group by group."""
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for record in records:
        key = certain_key(record)
        if key is not None:
            groups[key].append(record.id)
    return [tuple(ids) for ids in groups.values() if len(ids) > 1]


def _batches(found: Sequence[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """Return the clusters in batches of at most `MAX_ROWS` memories."""
    batches: list[list[tuple[str, ...]]] = []
    size = MAX_ROWS
    for cluster in found:
        if size + len(cluster) > MAX_ROWS:
            batches.append([])
            size = 0
        batches[-1].append(cluster)
        size += len(cluster)
    return batches


def _ask(
    kind: MemoryKind,
    batch: Sequence[tuple[str, ...]],
    records: Mapping[str, Record],
    calls: Calls,
) -> Steps[tuple[list[Group], list[tuple[str, str]]]]:
    """Ask which memories of each cluster say the same; return the groups, and what is none."""
    rows: list[dict[str, Any]] = []
    where: list[tuple[int, str]] = []
    for number, cluster in enumerate(batch):
        for id_ in cluster:
            rows.append({"n": len(rows), "cluster": number, **_row(records[id_])})
            where.append((number, id_))
    proposed = yield from calls.ask(kind, same_prompt(rows), MergeProposal, SameGroup)
    groups = []
    invalid = list(proposed.invalid)
    for candidate in proposed.candidates:
        members = dict.fromkeys(n for n in candidate.members if 0 <= n < len(where))
        inside = {where[n][0] for n in members}
        if len(members) > 1 and len(inside) == 1:
            groups.append(Group(tuple(where[n][1] for n in members), certain=False))
        else:
            numbers = ", ".join(map(str, candidate.members))
            invalid.append((f"[{numbers}]", "it names no two memories of one cluster."))
    return groups, invalid


def _row(record: Record) -> dict[str, Any]:
    content = record.content
    if isinstance(content, Rule):
        return {"text": content.text, "applies_when": content.applies_when}
    row: dict[str, Any] = {"text": record.text}
    if isinstance(content, Fact):
        row |= {"subject": content.subject, "predicate": content.predicate}
        row |= {"object": content.object}
    return row


def _pairs(ids: Sequence[str]) -> Iterable[tuple[str, str]]:
    return ((one, other) for one in ids for other in ids if one < other)
