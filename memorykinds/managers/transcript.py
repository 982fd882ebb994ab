"""From messages in any common form to a `Transcript`: the first step of the write path.

Accepts what people have: a string, dicts in OpenAI's form, ``(role, text)`` pairs, LangChain
messages, a graph's state. Leaves out what is not the conversation's own words (system
prompts, recalled memories, summaries, images) or must not be kept (secrets), and says each time that it
did.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from memorykinds.kinds import InputError, Role, Transcript, Turn
from memorykinds.kinds.blocks import strip_blocks
from memorykinds.kinds.given import given
from memorykinds.kinds.secrets import withhold_secrets
from memorykinds.kinds.text import clean
from memorykinds.managers.feedback import (
    Feedback,
    Verdict,
    feedback_text,
    own_words,
    read_feedback,
)
from memorykinds.managers.messages import as_list, fields_of, text_of, time_of

ROLES: dict[str, Role] = {
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "ai": "assistant",
    "AIMessageChunk": "assistant",
    "tool": "tool",
    "function": "tool",
    "system": "system",
    "developer": "system",
    "feedback": "feedback",
}

_BY_PLACE = re.compile(r"t\d+|feedback")
"""Ids of turns whose messages had none."""

MAX_TURN_CHARACTERS = 20_000
"""A longer message is cut: it is a pasted document, and no model reads it for memories."""


def read_transcript(
    messages: Any,
    *,
    now: datetime,
    conversation: str | None = None,
    feedback: Feedback | None = None,
    secrets: set[str] | None = None,
) -> Transcript:
    """Return `messages` as a transcript.

    Args:
        messages: A string (one user message), a list of messages, a mapping with "messages",
            or a transcript. A message may carry its time as ``at``, ``timestamp`` or
            ``created_at`` (ISO 8601), and its speaker's ``name``.
        now: The time of turns that carry none.
        conversation: Id of the conversation; by default one derived from its first turn, so
            that a conversation that goes on keeps its id.
        feedback: A verdict on the conversation in any form that `Feedback` names; becomes its
            last turn.
        secrets: Secrets that are known already; what is found here is added.

    Raises:
        InputError: If nothing remains to be read, a role is unknown, a time is no time, the
            conversation's id is not text, or the feedback says nothing.
    """
    if conversation is not None:
        given(conversation, str, "conversation=")
    verdict = read_feedback(feedback)
    if isinstance(messages, Transcript):
        return messages if verdict is None else _with_feedback(messages, verdict, now)
    withheld: list[str] = []
    turns: list[Turn] = []
    chain = ""
    read = [fields_of(message, number) for number, message in enumerate(as_list(messages), start=1)]
    secrets = set() if secrets is None else secrets
    _find_secrets(read, own_words(verdict), secrets)
    for number, fields in enumerate(read, start=1):
        turn = _read_turn(fields, number, now, withheld, secrets)
        if turn is not None:
            chain = _digest(turn, chain, has_own_id=turn.id != f"t{number}")
            turns.append(turn.with_(digest=chain))
    if verdict is not None:
        turns += _feedback_turn(verdict, turns, now, withheld, secrets)
    if not turns:
        reason = f" ({'; '.join(withheld)})" if withheld else ""
        raise InputError(
            f"There is nothing to learn from{reason}: pass at least one message with text."
        )
    _require_unique_ids(turns)
    name = conversation or f"c-{turns[0].digest}"
    return Transcript(conversation=name, turns=tuple(turns), withheld=tuple(withheld))


def is_derived(conversation: str) -> bool:
    """Whether a conversation's id was made of its first turn, which it is a hash of."""
    return re.fullmatch(r"c-[0-9a-f]{16}", conversation) is not None


def reworded(transcript: Transcript, texts: Mapping[str, str]) -> Transcript:
    """Return a transcript in which some turns say something else.

    Each is read as a message would be: secrets are withheld, and a turn without words is left
    out. It and those after it get digests of their own, for it is another conversation now.

    Args:
        transcript: The conversation.
        texts: What turns say instead, by their ids.

    Raises:
        InputError: If it has no such turn, or no turn is left.
    """
    unknown = [repr(id_) for id_ in texts if id_ not in {turn.id for turn in transcript.turns}]
    if unknown:
        raise InputError(f"The conversation has no turn {' and no turn '.join(unknown)}.")
    withheld = list(transcript.withheld)
    turns: list[Turn] = []
    chain, changed = "", False
    for turn in transcript.turns:
        text = turn.text
        if turn.id in texts:
            text, labels = withhold_secrets(clean(texts[turn.id])[:MAX_TURN_CHARACTERS])
            withheld.extend(f"turn {turn.id}: {label}" for label in labels)
        changed = changed or text.strip() != turn.text
        if not text.strip():
            withheld.append(f"turn {turn.id}: no text")
            continue
        said = turn.with_(text=text.strip())
        if changed:
            own = _BY_PLACE.fullmatch(turn.id) is None
            said = said.with_(digest=_digest(said, chain, has_own_id=own))
        chain = said.digest
        turns.append(said)
    if not turns:
        raise InputError("No turn of the conversation is left: at least one must have words.")
    return transcript.with_(turns=tuple(turns), withheld=tuple(withheld))


def _with_feedback(transcript: Transcript, verdict: Verdict, now: datetime) -> Transcript:
    turns, withheld = list(transcript.turns), list(transcript.withheld)
    turns += _feedback_turn(verdict, turns, now, withheld, set())
    return transcript.with_(turns=tuple(turns), withheld=tuple(withheld))


def _feedback_turn(
    verdict: Verdict, turns: list[Turn], now: datetime, withheld: list[str], secrets: set[str]
) -> list[Turn]:
    """Return the feedback as the last turn; none, with a note, if it says nothing."""
    answer = next((turn.text for turn in reversed(turns) if turn.role == "assistant"), None)
    text, notes = feedback_text(verdict, answer, secrets)
    withheld.extend(f"feedback: {note}" for note in notes)
    if not text:
        return []
    turn = Turn(id="feedback", role="feedback", text=text[:MAX_TURN_CHARACTERS], at=now)
    chain = turns[-1].digest if turns else ""
    return [turn.with_(digest=_digest(turn, chain, has_own_id=False))]


def _find_secrets(read: list[dict[str, Any]], feedback: str, secrets: set[str]) -> None:
    """Add every secret of the conversation: one that is announced late may stand bare before."""
    for number, fields in enumerate(read, start=1):
        withhold_secrets(clean(text_of(fields["content"], number)[0]), secrets)
    withhold_secrets(clean(feedback), secrets)


def _read_turn(
    fields: dict[str, Any], number: int, now: datetime, withheld: list[str], secrets: set[str]
) -> Turn | None:
    """Return one message as a turn without its digest; None, with a note, if nothing is left."""
    role = ROLES.get(str(fields["role"]))
    if role is None:
        raise InputError(
            f"Message {number} has the unknown role {fields['role']!r}; "
            f"use one of {', '.join(sorted(ROLES))}."
        )
    if role == "system":
        withheld.append(f"message {number}: system prompts are not learned from")
        return None
    if fields["summary"]:
        withheld.append(f"message {number}: a summary of earlier messages")
        return None
    raw, missing = text_of(fields["content"], number)
    withheld.extend(f"message {number}: {part}" for part in missing)
    text, blocks = strip_blocks(clean(raw))
    if blocks:
        withheld.append(f"message {number}: {blocks} block(s) of recalled memories")
    text, labels = withhold_secrets(text, secrets)
    withheld.extend(f"message {number}: {label}" for label in labels)
    if len(text) > MAX_TURN_CHARACTERS:
        withheld.append(
            f"message {number}: all but the first {MAX_TURN_CHARACTERS:,} of {len(text):,} characters"
        )
        text = text[:MAX_TURN_CHARACTERS]
    if not text.strip():
        withheld.append(f"message {number}: no text")
        return None
    at, dated = time_of(fields["at"], number, now)
    return Turn(
        id=clean(str(fields["id"])) if fields["id"] else f"t{number}",
        role=role,
        text=text.strip(),
        at=at,
        dated=dated,
        name=clean(str(fields["name"])).strip() or None if fields["name"] else None,
    )


def _digest(turn: Turn, chain: str, *, has_own_id: bool) -> str:
    """Return the hash that recognizes a turn.

    A message with an id of its own is itself wherever it stands. Without one, the turns
    before it are hashed along, as a commit hashes its parent.
    """
    context = turn.id if has_own_id else chain
    time = turn.at.isoformat() if turn.dated else ""
    whole = "\x1f".join((context, turn.role, turn.name or "", time, turn.text))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _require_unique_ids(turns: list[Turn]) -> None:
    seen: set[str] = set()
    for turn in turns:
        if turn.id in seen:
            raise InputError(f"Two messages have the id {turn.id!r}; ids must be unique.")
        seen.add(turn.id)
