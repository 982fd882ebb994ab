"""`ContextView`: exactly what the model saw, with every memory in it marked.

A model knows of a user what stands in its context window, and nothing else. So the first
question about any answer is what was in there, and what it took of the room.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from memorykinds.kinds import KINDS, InputError, NotFoundError
from memorykinds.kinds.tokens import count_tokens
from memorykinds.recall import Recall
from memorykinds.widgets.context_seen import SeenMessage, messages_of, reasons_of
from memorykinds.widgets.context_spans import Span
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.inspector import Inspector, action
from memorykinds.widgets.markup import bar, details, join, listing, mark, table, tag

Shown = Literal["everything", "memories"]

_EVERY_RULE = "Every rule in force stands in the prompt, as far as its budget allows."

_FOLDED_FROM = 2000
"""Characters of a span without a memory from which it is folded away: instructions are long."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of the context takes: a kind of memory, or a role's other words."""

    name: str
    tokens: int


class ContextView(Inspector):
    """What the model saw.

    ::

        middleware.last().view()                     # the last turn of MemoryMiddleware
        mk.context_view(update.trace("semantic"))    # what the pipeline asked
        mk.context_view(messages, recall, budget=8000)

    Args:
        seen: Messages in any common form, a `MemoryTurn`, or a `Trace` of the pipeline.
        recall: What was recalled for them: says of each memory why it is there.
        budget: How many tokens the context may take; None if nobody set a limit.

    Raises:
        InputError: If these are no messages.
    """

    title = "What the model saw"

    def __init__(
        self, seen: Any, recall: Recall | None = None, *, budget: int | None = None
    ) -> None:
        super().__init__()
        if budget is not None and budget < 1:
            raise InputError(f"budget= must be a number of tokens from 1 up, not {budget}.")
        self.messages = messages_of(seen)
        self._why = reasons_of(seen, recall)
        self.budget = budget
        self.chosen: str | None = None
        self.shown: Shown = "everything"

    @property
    def tokens(self) -> int:
        """The estimated tokens of all messages."""
        return sum(message.tokens for message in self.messages)

    @property
    def memories(self) -> tuple[Span, ...]:
        """The memories, in the order in which they stand."""
        return tuple(span for m in self.messages for span in m.spans if span.kind)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What each part takes, memories first; all of them together are `tokens`."""
        counted = sum((message.parts for message in self.messages), Counter[str]())
        order = [f"{kind} memories" for kind in KINDS]
        names = [*(n for n in order if n in counted), *(n for n in counted if n not in order)]
        return tuple(Part(name, counted[name]) for name in names)

    # -- what a person can do --------------------------------------------------------------

    @action(button="Previous memory")
    def previous(self) -> Span:
        """Choose the memory before the chosen one, the last one after the first."""
        return self._step(-1)

    @action(button="Next memory")
    def next(self) -> Span:
        """Choose the memory after the chosen one, the first one after the last."""
        return self._step(1)

    @action()
    def select(self, memory_id: str) -> Span:
        """Choose a memory by its id.

        Raises:
            NotFoundError: If the model saw no memory of this id.
        """
        found = next((s for s in self.memories if s.memory_id == memory_id and memory_id), None)
        if found is None:
            raise NotFoundError(f"The model saw no memory with the id {memory_id!r}.")
        self.chosen = memory_id
        return found

    @action()
    def show(self, what: Shown) -> None:
        """Show everything, or of each message its memories alone."""
        self.shown = what

    def _step(self, by: int) -> Span:
        ids = list(dict.fromkeys(s.memory_id for s in self.memories if s.memory_id))
        if not ids:
            raise NotFoundError("No memory with an id stands in what the model saw.")
        start = -1 if by > 0 else 0
        at = ids.index(self.chosen) if self.chosen in ids else start
        return self.select(ids[(at + by) % len(ids)])

    # -- what it shows -----------------------------------------------------------------------

    def summary(self) -> str:
        """Return the counts, and which memory is chosen."""
        room = f" of {self.budget:,}" if self.budget else ""
        told = f"{_count(len(self.messages), 'message')}, {self.tokens:,}{room} tokens, "
        told += _count(len(self.memories), "memory", "memories")
        return f"{told}; {self.chosen} is chosen" if self.chosen else told

    def render(self, ui: Controls) -> Markup:
        """Return the budget, the messages, and what is known of the chosen memory."""
        choice = ui.choice(
            "Show",
            "show",
            value=self.shown,
            options={"everything": "everything", "memories": "memories alone"},
        )
        return join(
            [
                tag("p", f"{self.summary()}. Tokens are estimated, a quarter of the bytes."),
                self._room(),
                tag("div", choice, class_="mk-controls"),
                *(self._message(message) for message in self.messages),
                self._memories(ui),
            ]
        )

    def _room(self) -> Markup:
        whole = self.budget or self.tokens or 1
        rows = [
            (p.name, f"{p.tokens:,}", bar(p.tokens / whole, f"{p.tokens / whole:.0%}"))
            for p in self.parts
        ]
        rows.append(
            ("all", f"{self.tokens:,}", bar(self.tokens / whole, f"{self.tokens / whole:.0%}"))
        )
        of = f"the budget of {self.budget:,}" if self.budget else "all"
        return table("What takes the room", ("part", "tokens", f"share of {of}"), rows)

    def _message(self, message: SeenMessage) -> Markup:
        spans = [s for s in message.spans if s.kind or self.shown == "everything"]
        body = join([self._span(span) for span in spans])
        head = f"{message.number}. {message.role}, {message.tokens:,} tokens"
        notes = listing(f"Not shown: {note}." for note in message.notes) if message.notes else None
        return join([tag("h4", head), body, notes])

    def _span(self, span: Span) -> Markup:
        if span.kind:
            current = bool(self.chosen) and span.memory_id == self.chosen
            label = f"{span.kind} {span.memory_id}".strip()
            return tag("pre", mark(span.text, label, span.kind, current=current))
        if not span.text.strip():
            return Markup()
        if len(span.text) > _FOLDED_FROM:
            told = f"{len(span.text):,} characters without a memory"
            return details(told, tag("pre", span.text.strip("\n")))
        return tag("pre", span.text.strip("\n"))

    def _memories(self, ui: Controls) -> Markup:
        if not self.memories:
            return tag("p", "The model saw no memory.")
        rows = [
            (
                ui.button(
                    span.memory_id,
                    "select",
                    span.memory_id,
                    static=span.memory_id,
                    pressed=span.memory_id == self.chosen,
                    name=f"Choose {span.memory_id}",
                )
                if span.memory_id
                else "no id",
                span.kind,
                f"{count_tokens(span.text):,}",
                _EVERY_RULE
                if span.kind == "procedural"
                else self._why.get(span.memory_id, "not recorded"),
            )
            for span in self.memories
        ]
        head = ("memory", "kind", "tokens", "why it is here")
        return table("Memories that the model saw", head, rows)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
