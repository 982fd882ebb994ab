"""`ChatTurn`: a question, its answer, and what memory did for it; plain frozen data."""

from dataclasses import dataclass, field
from typing import Literal

from memorykinds.agent import MemoryTurn
from memorykinds.kinds import MemoryKind, Record
from memorykinds.kinds.text import shorten
from memorykinds.managers import Update
from memorykinds.models import Costs
from memorykinds.widgets.context import ContextView

State = Literal["answering", "learning", "answered", "stopped"]
"""Where a turn stands: the answer comes in, is learned from, is complete, was stopped."""

SHORT = 40


@dataclass(frozen=True, slots=True)
class ToolUse:
    """One call of a tool.

    Attributes:
        name: The tool's name.
        args: What it was called with, as JSON.
        result: What it answered; None until it has.
        failed: Whether its answer is an error.
    """

    name: str
    args: str
    result: str | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatTurn:
    """One question of the user, and what came of it.

    Attributes:
        number: Its place in the conversation, from 1.
        question: What the user said.
        kinds: The kinds of memory that were switched on.
        state: Where it stands.
        answer: What the agent said, as far as it came.
        tools: Every call of a tool, in order.
        memory: What was recalled and what the model saw; None until then.
        learned: What was learned from it: one update, another one for each "Learn now".
        note: Why nothing was learned, or what failed in memory; "" if all is well.
        cost: What it cost: the calls for the answer, and those for learning.
        compared: The same question asked again with less memory.
    """

    number: int
    question: str
    kinds: tuple[MemoryKind, ...]
    state: State = "answering"
    answer: str = ""
    tools: tuple[ToolUse, ...] = ()
    memory: MemoryTurn | None = None
    learned: tuple[Update, ...] = ()
    note: str = ""
    cost: Costs = field(default_factory=Costs)
    compared: tuple["ChatTurn", ...] = ()

    @property
    def recalled(self) -> tuple[Record, ...]:
        """The memories that the model was shown: rules aside, facts and episodes, best first."""
        if self.memory is None:
            return ()
        facts = self.memory.recall.hits if self.memory.recall else ()
        episodes = self.memory.examples.episodes if self.memory.examples else ()
        return (*(hit.record for hit in facts), *episodes)

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that the model was shown."""
        return tuple(entry.id for entry in self.memory.rules.shown) if self.memory else ()

    @property
    def changes(self) -> int:
        """How many changes of memories were learned from it."""
        return sum(len(update.events) for update in self.learned)

    def view(self) -> ContextView:
        """Return what the model saw, with every memory in it marked."""
        return ContextView(self.memory if self.memory is not None else [])

    def __repr__(self) -> str:
        """Return what was said; stable, so that a notebook's output can be compared."""
        said = f"{shorten(self.question, SHORT)!r}, {shorten(self.answer, SHORT)!r}"
        return f"ChatTurn({self.number}, {said}, {self.state})"

    __str__ = __repr__
