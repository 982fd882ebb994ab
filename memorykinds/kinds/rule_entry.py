"""`RuleEntry`: one rule of the rule book, with what caused it and why it has its form."""

from memorykinds.kinds.content import Frozen, Instant
from memorykinds.kinds.record import Provenance
from memorykinds.kinds.rule import Rule


class RuleEntry(Frozen):
    """One rule in a book.

    Attributes:
        id: The id of its memory.
        rule: The rule, with its status in this version of the book.
        provenance: The feedback that caused it.
        created_at: When it was learned.
        pinned: Whether no manager may retire it.
        version: The version of the book that gave it this form.
        reason: Why it has this form, as a code.
        detail: Why, as one sentence; "" if nobody said.
    """

    id: str
    rule: Rule
    provenance: Provenance
    created_at: Instant
    pinned: bool = False
    version: int = 0
    reason: str = ""
    detail: str = ""

    def __repr__(self) -> str:
        """Return id, status and text; stable, so that a notebook's output can be compared."""
        return f"[{self.id}] {self.rule.status}: {self.rule.render()}"

    __str__ = __repr__


def importance(entry: RuleEntry) -> tuple[int, Instant, str]:
    """Return the key by which entries sort: the most important first, then the oldest."""
    return (-entry.rule.priority, entry.created_at, entry.id)
