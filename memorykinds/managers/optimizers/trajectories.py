"""Trajectories: conversations that were held with a prompt, each perhaps with feedback."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from memorykinds.kinds import InputError, Transcript
from memorykinds.managers.transcript import ROLES, read_transcript

_ONE_MESSAGE = (
    "trajectories= is a list of conversations, and its item {number} is a single message: "
    "put the conversation into a list of its own."
)


def read_trajectories(trajectories: Any, now: datetime) -> tuple[Transcript, ...]:
    """Return conversations with their feedback as transcripts; secrets are withheld.

    Args:
        trajectories: A list of conversations in any form that `read_transcript` takes; one
            with feedback is a pair (conversation, feedback), or a mapping with "messages" and
            "feedback". The feedback is a sentence, a score or an edited answer (`Feedback`).
        now: The time of turns that carry none.

    Raises:
        InputError: If there are none, or one cannot be read.
    """
    if isinstance(trajectories, str | Mapping | Transcript) or not hasattr(
        trajectories, "__iter__"
    ):
        raise InputError("trajectories= must be a list of conversations, each with its messages.")
    read = tuple(_read(given, number, now) for number, given in enumerate(trajectories, start=1))
    if not read:
        raise InputError("There is nothing to learn from: trajectories= is empty.")
    return read


def trajectory_rows(trajectories: tuple[Transcript, ...]) -> list[dict[str, Any]]:
    """Return the turns of all conversations as rows of a prompt's block."""
    return [
        {"trajectory": number, "id": turn.id, "role": turn.role, "text": turn.text}
        for number, transcript in enumerate(trajectories, start=1)
        for turn in transcript.turns
    ]


def _read(given: Any, number: int, now: datetime) -> Transcript:
    messages, feedback = given, None
    if isinstance(given, Mapping):
        if "messages" not in given:
            raise InputError(_ONE_MESSAGE.format(number=number))
        messages, feedback = given["messages"], given.get("feedback")
    elif isinstance(given, tuple) and len(given) == 2:  # noqa: PLR2004 -- as LangMem takes them
        messages, feedback = given
        if isinstance(messages, str) and messages in ROLES:
            raise InputError(_ONE_MESSAGE.format(number=number))
    elif hasattr(given, "content") and hasattr(given, "type"):  # a LangChain message
        raise InputError(_ONE_MESSAGE.format(number=number))
    try:
        return read_transcript(messages, now=now, feedback=feedback)
    except InputError as error:
        raise InputError(f"Trajectory {number} cannot be read: {error}") from error
