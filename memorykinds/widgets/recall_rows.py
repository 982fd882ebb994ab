"""Recall rows: what became of each memory since the recall that one began with."""

from dataclasses import dataclass

from memorykinds.kinds import MemoryKind
from memorykinds.recall import Hit, Recall
from memorykinds.recall.weights import TERMS

EPISODES_ONLY = frozenset({"before", "after", "around", "conversation", "speaker"})
"""The terms of what happened in an order, between people."""

_GATES = {
    "budget": "did not fit the budget",
    "validity": "was not true then",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One memory, and how it stands beside the first recall.

    Attributes:
        hit: The memory with its score.
        moved: In words: "▲ 2 up from 5, new"; "as before".
    """

    hit: Hit
    moved: str


def recalled(now: Recall, first: Recall) -> list[Row]:
    """Return what is recalled, best first."""
    return [Row(hit, _moved(hit, first)) for hit in now.hits]


def left_out(now: Recall, first: Recall, words: str = "") -> list[Row]:
    """Return what was considered and is not recalled, best first.

    Args:
        now: What is recalled.
        first: What it is compared with.
        words: Only what holds all of these words, in its text or id.
    """
    wanted = words.casefold().split()
    return [
        Row(hit, _moved(hit, first))
        for hit in now.lost
        if all(word in f"{hit.record.text} {hit.record.id}".casefold() for word in wanted)
    ]


def _moved(hit: Hit, first: Recall) -> str:
    before = {_name(one): one.rank for one in (*first.hits, *first.lost)}
    was = _name(hit) in {_name(one) for one in first.hits}
    is_ = hit.gate == "passed"
    change = "" if was == is_ else "new" if is_ else "out"
    rank, told = before.get(_name(hit)), ""
    if rank is None:
        told = "▲ from far down"
    elif up := rank - hit.rank:
        told = f"{'▲' if up > 0 else '▼'} {abs(up)} {'up' if up > 0 else 'down'} from {rank}"
    return ", ".join(filter(None, (told, change, _GATES.get(hit.gate)))) or "as before"


def _name(hit: Hit) -> tuple[str, str]:
    return hit.record.kind, hit.record.id


def terms_of(recall: Recall) -> list[str]:
    """Return the terms that give a point or more to anything that was considered, in order."""
    hits = (*recall.hits, *recall.lost)
    there = {term.name for hit in hits for term in hit.terms if term.points >= 0.005}  # noqa: PLR2004 -- what shows as 0.01
    return [name for name in TERMS if name in there]


def code_of(now: Recall, first: Recall) -> str:
    """Return the call that makes of the first recall the one that is shown.

    It is "" if there is nothing to change, or if something else was searched meanwhile.
    """
    if (now.kinds, now.as_of) != (first.kinds, first.as_of):
        return ""
    said = [
        f"{name}={getattr(now, name)!r}"
        for name in ("k", "budget", "fusion", "diversity")
        if getattr(now, name) != getattr(first, name)
    ]
    weighed = [_weighed(now, first, kind) for kind in now.kinds]
    if any(weighed):
        said.insert(0, f"weights={{{', '.join(filter(None, weighed))}}}")
    return f"recall.with_({', '.join(said)})" if said else ""


def _weighed(now: Recall, first: Recall, kind: MemoryKind) -> str:
    was, is_ = (dict(recall.weights.get(kind, ())) for recall in (first, now))
    changed = ", ".join(f"{n}={value!r}" for n, value in is_.items() if value != was.get(n))
    return f"{kind!r}: recall.weights[{kind!r}].with_({changed})" if changed else ""
