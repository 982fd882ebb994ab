"""`MemoryTurn`: what memory did in one turn of an agent, for whoever wants to look."""

from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AnyMessage

from memorykinds.kinds import MemoryKind
from memorykinds.kinds.rule_book import RuleText
from memorykinds.kinds.tokens import count_tokens
from memorykinds.managers.gate_rules import HEADING
from memorykinds.recall import Examples, Recall
from memorykinds.recall.counting import Counter
from memorykinds.showing import inspector

_NO_RULES = RuleText()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryTurn:
    """What was recalled for one turn of the user, and what became of it.

    Attributes:
        user: Whose memories.
        thread: The thread of the conversation; None if it has none.
        kinds: Which kinds were switched on.
        query: The user's words that were recalled by; "" if there were none.
        recall: The facts, with every score; None if none were asked for.
        examples: The episodes, likewise.
        rules: The rules in force, as far as their budget allows (`RuleText.left_out`).
        shown: The messages of the turn's last call of the model, as the middleware handed them
            on: with what was recalled. Empty where nodes of your own make the call.
        learned: What reflection answered: an `Update`, or the job that waits; None before.
        troubles: What failed, a sentence each. The agent went on without it.
    """

    user: str
    thread: str | None
    kinds: tuple[MemoryKind, ...]
    query: str = ""
    recall: Recall | None = None
    examples: Examples | None = None
    rules: RuleText = _NO_RULES
    shown: tuple[AnyMessage, ...] = ()
    learned: Any = None
    troubles: tuple[str, ...] = ()

    @property
    def instructions(self) -> str:
        """What is added to the system prompt, in the form in which a gate measures rules."""
        return f"{HEADING}\n{self.rules}" if self.rules else ""

    @property
    def data(self) -> str:
        """What is put before the user's words: blocks, marked as data; "" if nothing."""
        blocks = (part.prompt for part in (self.examples, self.recall) if part is not None)
        return "\n".join(block for block in blocks if block)

    @property
    def prompt(self) -> str:
        """Everything that memory adds to the prompt."""
        return "\n\n".join(part for part in (self.instructions, self.data) if part)

    @property
    def tokens(self) -> int:
        """The estimated tokens of `prompt`, as the budgets of rules and of memories count them."""
        return count_tokens(self.instructions) + Counter().count(self.data)

    def view(self) -> Any:
        """Return a `ContextView`: what the model saw, with every memory in it marked."""
        return inspector("ContextView")(self)
