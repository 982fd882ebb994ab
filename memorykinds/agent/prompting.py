"""`with_memories`: how what was recalled stands in front of the model, and nowhere else.

Rules are instructions, so they end the system prompt. Facts and episodes are data: they stand
in blocks before the user's own words, and the system prompt stays the same from turn to turn,
which a provider's prompt cache rewards. The messages that are changed here are copies; the
thread keeps the user's words alone.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from langchain_core.messages import AnyMessage, BaseMessage, HumanMessage, SystemMessage

from memorykinds.agent.turn import MemoryTurn

M = TypeVar("M", bound=BaseMessage)


def with_memories(turn: MemoryTurn | None, messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """Return what the model is to be shown: `messages` with what was recalled for the turn.

    Args:
        turn: What was recalled; None for nothing, and the messages stay as they are.
        messages: The thread, with or without a system prompt at its beginning.
    """
    if turn is None:
        return list(messages)
    first = messages[0] if messages else None
    system = first if isinstance(first, SystemMessage) else None
    said = with_data(messages[1:] if system else messages, turn)
    prompt = with_rules(system, turn)
    return [prompt, *said] if prompt else said


def with_rules(system: SystemMessage | None, turn: MemoryTurn) -> SystemMessage | None:
    """Return the system prompt with the rules at its end."""
    if not turn.instructions:
        return system
    if system is None:
        return SystemMessage(turn.instructions)
    return _with_content(system, _joined(system.content, turn.instructions))


def with_data(messages: Sequence[AnyMessage], turn: MemoryTurn) -> list[AnyMessage]:
    """Return the messages with facts and episodes before the user's last words."""
    shown = list(messages)
    places = [n for n, message in enumerate(shown) if isinstance(message, HumanMessage)]
    if places and turn.data:
        last = shown[places[-1]]
        shown[places[-1]] = _with_content(last, _joined(turn.data, last.content))
    return shown


def _with_content(message: M, content: Any) -> M:
    return message.model_copy(update={"content": content})


def _joined(first: str | list[Any], then: str | list[Any]) -> str | list[Any]:
    """Return two contents as one; a list of parts stays a list."""
    if isinstance(first, str) and isinstance(then, str):
        return "\n\n".join(text for text in (first, then) if text)
    return [*_parts(first), *_parts(then)]


def _parts(content: str | list[Any]) -> list[Any]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    return content
