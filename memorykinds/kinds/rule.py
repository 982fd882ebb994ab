"""`Rule`: procedural memory, how the agent has been taught to behave.

A rule is a line of the system prompt that was earned by feedback. All rules of one moment
are a `RuleBook`.
"""

from typing import ClassVar, Literal

from pydantic import Field, field_validator
from pydantic.json_schema import SkipJsonSchema

from memorykinds.kinds.content import MemoryContent, MemoryKind
from memorykinds.kinds.text import normalized, one_line, require_text

RuleStatus = Literal["active", "trial", "retired"]
"""`active` stands in the prompt; `trial` waits until it has proved itself; `retired` is history."""

USUAL = 50
"""Priority below which a rule is a remark made in passing."""

INSISTED = 80
"""Priority from which a rule is one that the user insists upon ("always", "never")."""


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
        default=USUAL,
        ge=0,
        le=100,
        description="0 to 100; 50 is usual, 80 and more for what the user insists upon, below 50 "
        "for a remark in passing, which may be meant for this once only.",
    )
    status: RuleStatus = Field(default="active", description="'active' for a new rule.")
    replaces: SkipJsonSchema[tuple[str, ...]] = ()
    """Of a rule on trial: ids of the rules that end when it is promoted. No model is asked."""

    _required = field_validator("text", "applies_when")(require_text)
    _lines = field_validator("rationale")(one_line)

    @property
    def holds_always(self) -> bool:
        """Whether the rule has no condition."""
        return normalized(self.applies_when) == "always"

    def render(self) -> str:
        """Return the instruction with its condition, as it stands in a prompt."""
        if self.holds_always:
            return self.text
        return f"{self.text} (when: {self.applies_when})"
