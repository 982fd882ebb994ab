"""`Episode`: what happened in one stretch of conversation, and what it taught.

The fields follow the way people tell an experience so that it can be used again: the
situation, what was thought, what was done, how it ended, what to do next time. See
LangMem's episodic memories and, before them, Shinn et al., Reflexion (2023).
"""

from typing import ClassVar

from pydantic import Field, field_validator

from memorykinds.kinds.content import Instant, MemoryContent, MemoryKind
from memorykinds.kinds.text import one_line, require_text


class Episode(MemoryContent):
    """One experience: what happened, how it went, and what to do again or otherwise."""

    memory_kind: ClassVar[MemoryKind] = "episodic"

    title: str = Field(description="A headline of at most eight words.")
    situation: str = Field(description="What the user wanted, and the circumstances that mattered.")
    thoughts: str = Field(
        default="",
        description="Considerations that led to the action, as far as they were said; else ''.",
    )
    action: str = Field(default="", description="What the assistant did or answered; else ''.")
    outcome: str = Field(
        default="",
        description="How it ended, with the user's own verdict if there was one; '' if still open.",
    )
    lesson: str = Field(
        default="", description="What to do again or otherwise in a like situation; else ''."
    )
    participants: tuple[str, ...] = Field(
        default=(), description="Who took part: 'user', 'assistant', or names."
    )
    started_at: Instant | None = Field(
        default=None, description="null: taken from the turns that it tells of."
    )
    ended_at: Instant | None = Field(
        default=None, description="null: taken from the turns that it tells of."
    )

    _required = field_validator("title", "situation")(require_text)
    _lines = field_validator("thoughts", "action", "outcome", "lesson")(one_line)

    def render(self) -> str:
        """Return the text that is embedded and shown: title, then what is known, in order."""
        parts = [self.situation, self.action, self.outcome, self.lesson]
        return f"{self.title}: " + " ".join(_sentence(part) for part in parts if part)


def _sentence(part: str) -> str:
    return part if part.rstrip("\"')”’").endswith((".", "!", "?", "…")) else f"{part}."
