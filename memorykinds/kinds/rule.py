"""`Rule` and `RuleBook`: procedural memory, how the agent has been taught to behave.

A rule is a line of the system prompt that was earned by feedback. A rule book is the set of
rules at one moment; its version counts the changes that led there.
"""

from typing import ClassVar, Literal

from pydantic import Field, field_validator

from memorykinds.kinds.content import Frozen, MemoryContent, MemoryKind
from memorykinds.kinds.text import one_line, require_text

RuleStatus = Literal["active", "trial", "retired"]


class Rule(MemoryContent):
    """One instruction for the assistant's own behaviour, learned from feedback."""

    memory_kind: ClassVar[MemoryKind] = "procedural"

    text: str = Field(
        description="The instruction in the imperative, complete in itself: 'Answer in French.'"
    )
    applies_when: str = Field(
        default="always",
        description="When the rule holds: 'always', or the condition that the user gave.",
    )
    rationale: str = Field(
        default="", description="Why: the feedback behind the rule in few words; '' if none."
    )
    priority: int = Field(
        default=50,
        ge=0,
        le=100,
        description="0 to 100; 50 is usual, 80 and more for what the user insists upon.",
    )
    status: RuleStatus = Field(default="active", description="'active' for a new rule.")

    _required = field_validator("text", "applies_when")(require_text)
    _lines = field_validator("rationale")(one_line)

    def render(self) -> str:
        """Return the instruction with its condition, as it stands in a prompt."""
        if self.applies_when.casefold() == "always":
            return self.text
        return f"{self.text} (when: {self.applies_when})"


class RuleBook(Frozen):
    """The rules at one moment, most important first.

    Attributes:
        version: How many changes to the rules have led here; 0 is the empty book.
        rules: The active rules, by falling priority, then by age.
    """

    version: int = 0
    rules: tuple[Rule, ...] = ()

    def render(self) -> str:
        """Return the rules as a Markdown list for a system prompt; '' when there are none."""
        return "\n".join(f"- {rule.render()}" for rule in self.rules)
