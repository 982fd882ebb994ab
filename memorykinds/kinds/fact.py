"""`Fact`: one statement about the world, the unit of semantic memory.

The split into subject, predicate and object is what lets plain code see that two sentences
speak of the same thing; the text is what a person reads and what is embedded.
"""

from typing import ClassVar

from pydantic import Field, field_validator

from memorykinds.kinds.content import Instant, MemoryContent, MemoryKind
from memorykinds.kinds.text import require_text


class Fact(MemoryContent):
    """One fact worth remembering for a long time, complete in itself."""

    memory_kind: ClassVar[MemoryKind] = "semantic"

    subject: str = Field(
        description="Whom or what the fact is about: 'user' for the person speaking as user, "
        "otherwise a name such as 'Max'."
    )
    predicate: str = Field(
        description="The relation in snake_case, from the list in the instructions where one "
        "fits: lives_in, works_as, likes, has_brother, ..."
    )
    object: str = Field(description="What the predicate says of the subject, in few words.")
    text: str = Field(
        description="The fact as one sentence that is clear without the conversation: names "
        "instead of pronouns, dates instead of 'yesterday'."
    )
    confidence: float = Field(
        default=1.0,
        ge=0,
        le=1,
        description="How sure the conversation makes this, from 0 to 1: 1 if it was said plainly.",
    )
    valid_from: Instant | None = Field(
        default=None,
        description="ISO 8601 date from which the fact is true, only if the conversation says so; "
        "null otherwise.",
    )
    valid_to: Instant | None = Field(
        default=None,
        description="ISO 8601 date at which the fact stopped being true, only if the conversation "
        "says so; null if it is true now.",
    )

    _texts = field_validator("subject", "predicate", "object", "text")(require_text)

    def render(self) -> str:
        """Return the sentence that is embedded and shown."""
        return self.text
