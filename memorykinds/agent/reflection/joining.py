"""Joining: what was said last, put to what waits of the same conversation already."""

import re
from collections.abc import Sequence

from memorykinds.kinds import Transcript, Turn
from memorykinds.kinds.secrets import withhold_secrets

_COUNTED = re.compile(r"t\d+|feedback")
"""The ids of turns that came without one."""

_CERTAIN = 2
"""First turns that two versions of one conversation share; a single "Yes." proves nothing."""


def joined(waiting: Transcript, newest: Transcript, secrets: set[str]) -> Transcript:
    """Return what waits, with what is new in `newest` after it.

    A caller that hands over the whole conversation each time so replaces what waits by a longer
    version of it. One that hands over only the new turns, or a window that has moved on, or
    that gave its feedback before the last turn, loses nothing. A message that was edited, and
    kept its id, stands as it is now.

    Args:
        waiting: What waits.
        newest: What was handed over last.
        secrets: What was found in it: what waits may name it bare.
    """
    versions = {turn.id: turn for turn in newest.turns if _own_id(turn)}
    kept = [versions.pop(turn.id, turn) for turn in _without(secrets, waiting.turns)]
    there = {turn.id for turn in kept if _own_id(turn)}
    verdicts = {turn.text for turn in kept if turn.role == "feedback"}
    ids = {turn.id for turn in kept}
    for turn in newest.turns[_shared(kept, newest.turns) :]:
        if turn.id in there or (turn.role == "feedback" and turn.text in verdicts):
            continue
        kept.append(turn.with_(id=_free(turn.id, ids)))
        ids.add(kept[-1].id)
    withheld = tuple(dict.fromkeys((*waiting.withheld, *newest.withheld)))
    return newest.with_(turns=tuple(kept), withheld=withheld)


def _shared(waiting: Sequence[Turn], newest: Sequence[Turn]) -> int:
    """Return how many of the first turns of `newest` are among those that wait.

    They are what waits to the end, or its last turns; or, if an earlier turn is another now,
    its first turns up to that one.
    """
    said = [_words(turn) for turn in waiting if turn.role != "feedback"]
    new = [_words(turn) for turn in newest]
    for length in range(min(len(said), len(new)), 0, -1):
        if said[-length:] == new[:length]:
            return length
    pairs = zip(said, new, strict=False)
    common = next((n for n, (old, now) in enumerate(pairs) if old != now), 0)
    return common if common >= _CERTAIN else 0


def _words(turn: Turn) -> tuple[str, str, str]:
    return (turn.id if _own_id(turn) else "", turn.role, turn.text)


def _own_id(turn: Turn) -> bool:
    return _COUNTED.fullmatch(turn.id) is None


def _without(secrets: set[str], turns: Sequence[Turn]) -> list[Turn]:
    return [turn.with_(text=withhold_secrets(turn.text, secrets)[0]) for turn in turns]


def _free(wanted: str, taken: set[str]) -> str:
    """Return an id that is not taken: turns without one are counted anew each time."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name
