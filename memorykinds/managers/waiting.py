"""Turns that wait: not every turn is worth a call of the model.

A caller hands over the whole conversation each time, so nothing that waits must be kept: it
comes again with the next turn. What is kept is how far a conversation was learned, as a
number and a hash, one small value for each conversation and kind.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import KINDS, Decision, Frozen, InputError, MemoryKind, Transcript, Turn
from memorykinds.kinds.names import learned_namespace
from memorykinds.kinds.text import shorten
from memorykinds.reading import read_all

if TYPE_CHECKING:
    from langgraph.store.base import PutOp

QUOTED = 90
"""Characters of the first turn that waits, in the ledger."""


class Mark(Frozen):
    """How far a conversation was learned by one manager.

    Attributes:
        kind: The manager's.
        conversation: Which conversation.
        turns: How many of its first turns were learned, feedback not counted.
        digest: The hash of these turns: a conversation that began otherwise is another.
        feedback: The hash of each feedback that was learned.
    """

    kind: MemoryKind
    conversation: str
    turns: int
    digest: str
    feedback: tuple[str, ...] = ()


def checked_min_turns(least: object) -> int:
    """Return `least` if it is a number of turns.

    Raises:
        InputError: If it is none.
    """
    if not isinstance(least, int) or isinstance(least, bool) or least < 0:
        raise InputError(f"min_turns= is a whole number of at least 0, not {least!r}.")
    return least


def waiting(
    user: str, transcript: Transcript, kinds: Sequence[MemoryKind], least: int
) -> Steps[tuple[Decision, ...]]:
    """Return, for each manager that should not be asked yet, the decision that says so.

    Args:
        user: Whose memories.
        transcript: The conversation as it is now.
        kinds: The managers that would learn it.
        least: How many new turns of the user are worth a call; 0 for none: no manager waits.
            Feedback that is new never waits.
    """
    if least == 0:
        return ()
    from langgraph.store.base import GetOp

    space = learned_namespace(user)
    items = yield Batch([GetOp(space, _key(kind, transcript.conversation)) for kind in kinds])
    marks = [Mark.model_validate(item.value) if item else None for item in items]
    decided = (
        _decision(kind, transcript, mark, least) for kind, mark in zip(kinds, marks, strict=True)
    )
    return tuple(decision for decision in decided if decision is not None)


def marks_of(transcript: Transcript, kinds: Iterable[MemoryKind]) -> tuple[Mark, ...]:
    """Return that the whole of `transcript` is learned by these managers."""
    said = _said(transcript)
    digest = _digest(said)
    feedback = tuple(_digest([turn]) for turn in transcript.turns if turn.role == "feedback")
    name = transcript.conversation
    return tuple(
        Mark(kind=kind, conversation=name, turns=len(said), digest=digest, feedback=feedback)
        for kind in kinds
    )


def mark_writes(user: str, marks: Iterable[Mark]) -> "list[PutOp]":
    """Return the store operations that keep `marks`."""
    from langgraph.store.base import PutOp

    space = learned_namespace(user)
    return [
        PutOp(space, _key(m.kind, m.conversation), m.model_dump(mode="json"), index=False)
        for m in marks
    ]


def forget_marks(user: str, conversations: Iterable[str] | None = None) -> Steps[None]:
    """Take the marks of these conversations away, or all: they will be learned anew."""
    from langgraph.store.base import PutOp

    space = learned_namespace(user)
    if conversations is None:
        keys = [item.key for item in (yield from read_all(space))]
    else:
        keys = [_key(kind, name) for name in sorted(set(conversations)) for kind in KINDS]
    if keys:
        yield Batch([PutOp(space, key, None) for key in keys])


def _decision(
    kind: MemoryKind, transcript: Transcript, mark: Mark | None, least: int
) -> Decision | None:
    """Return why this manager waits; None if it should be asked."""
    said = _said(transcript)
    known = mark.turns if mark and _digest(said[: mark.turns]) == mark.digest else 0
    heard = set(mark.feedback) if mark and known else set()
    feedback = [turn for turn in transcript.turns if turn.role == "feedback"]
    new = [turn for turn in said[known:] if turn.role == "user"]
    if any(_digest([turn]) not in heard for turn in feedback) or len(new) >= least:
        return None
    if not new:
        detail = "The user has said nothing new since this conversation was last learned."
        return Decision(
            kind=kind, action="keep", reason="already_learned", detail=detail, text=said[-1].text
        )
    return Decision(
        kind=kind,
        action="keep",
        reason="waiting",
        detail=f"{len(new)} of {least} new turns of the user; they are learned with the next ones.",
        text=shorten(new[0].text, QUOTED),
        evidence=tuple(turn.id for turn in new),
    )


def _said(transcript: Transcript) -> list[Turn]:
    return [turn for turn in transcript.turns if turn.role != "feedback"]


def _digest(turns: Sequence[Turn]) -> str:
    text = "\0".join(f"{turn.role}\0{turn.text}" for turn in turns)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _key(kind: MemoryKind, conversation: str) -> str:
    return f"{kind}:{conversation}"
