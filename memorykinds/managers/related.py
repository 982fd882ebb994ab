"""Related memories: what is known about the matters of a conversation.

The search text is every window of the conversation, not its last message: an update that
was said in the middle of a long chat finds the memory that it updates.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import Record, Transcript
from memorykinds.kinds.names import Namespace

if TYPE_CHECKING:
    from langgraph.store.base import SearchOp

WINDOW_CHARACTERS = 600
"""About 150 tokens: within what a small embedding model reads whole (256 for MiniLM)."""

MAX_WINDOWS = 32
"""A longer conversation is searched by windows spread evenly over it."""

PER_WINDOW = 5
MAX_RELATED = 40
"""How many related memories a prompt shows; each is a line."""

ACTIVE = {"state": "active"}


def find_related(
    namespace: Namespace, transcript: Transcript, only: Mapping[str, str] | None = None
) -> Steps[tuple[Record, ...]]:
    """Return the memories nearest to any window of the conversation, best first."""
    texts = windows(transcript)
    results = yield Batch([similar(namespace, text, PER_WINDOW, only) for text in texts])
    best: dict[str, tuple[float, Record]] = {}
    for items in results:
        for item in items:
            score = item.score if item.score is not None else 0.0
            if item.key not in best or score > best[item.key][0]:
                best[item.key] = (score, Record.from_value(item.namespace, item.key, item.value))
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].id))
    return tuple(record for _, record in ranked[:MAX_RELATED])


def windows(transcript: Transcript) -> list[str]:
    """Return the conversation as texts of up to `WINDOW_CHARACTERS`, whole turns where possible."""
    texts: list[str] = []
    current = ""
    for turn in transcript.turns:
        for start in range(0, len(turn.text), WINDOW_CHARACTERS):
            piece = turn.text[start : start + WINDOW_CHARACTERS]
            if current and len(current) + len(piece) > WINDOW_CHARACTERS:
                texts.append(current)
                current = ""
            current = f"{current}\n{piece}" if current else piece
    texts.append(current)
    if len(texts) <= MAX_WINDOWS:
        return texts
    last = len(texts) - 1
    return [texts[round(i * last / (MAX_WINDOWS - 1))] for i in range(MAX_WINDOWS)]


def similar(
    namespace: Namespace, text: str, limit: int, only: Mapping[str, str] | None = None
) -> "SearchOp":
    """Return the operation that finds the active memories nearest to `text`.

    Args:
        namespace: Where.
        text: The text.
        limit: The most to find.
        only: A further filter, ``{"kind": "Fact"}`` for instance; None for no other.
    """
    from langgraph.store.base import SearchOp

    return SearchOp(namespace, filter={**ACTIVE, **(only or {})}, limit=limit, query=text)


def in_slot(namespace: Namespace, slot: str, limit: int = 100) -> "SearchOp":
    """Return the operation that finds all memories of a slot, closed ones too."""
    from langgraph.store.base import SearchOp

    return SearchOp(namespace, filter={"slot": slot}, limit=limit)
