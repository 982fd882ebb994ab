"""What a model saw, as messages in pieces: from a conversation, an agent's turn, a pipeline's trace."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from memorykinds.agent import MemoryTurn
from memorykinds.kinds.tokens import count_tokens
from memorykinds.managers import Trace
from memorykinds.managers.messages import as_list, fields_of, text_of
from memorykinds.recall import Recall
from memorykinds.widgets.context_spans import Known, Span, spans_of


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """One message as the model saw it.

    Attributes:
        number: Its place, from 1.
        role: Who speaks.
        spans: Its text, in pieces.
        notes: What it held beside text, which is not shown.
    """

    number: int
    role: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...] = ()

    @property
    def tokens(self) -> int:
        """Its estimated tokens: what its parts take."""
        return self.parts.total()

    @property
    def parts(self) -> Counter[str]:
        """What each part takes: every memory counted by itself, and then the other words.

        Each is a whole number, and all that is shown of them adds up.
        """
        taken: Counter[str] = Counter()
        for span in self.spans:
            if span.kind:
                taken[f"{span.kind} memories"] += count_tokens(span.text)
        others = "".join(span.text for span in self.spans if not span.kind)
        if others:
            taken[f"{self.role}, other words"] = count_tokens(others)
        return taken


def messages_of(seen: Any) -> tuple[SeenMessage, ...]:
    """Return the messages, each in its pieces.

    Raises:
        InputError: If these are no messages.
    """
    messages, known = _read(seen)
    return tuple(_message(m, n, known) for n, m in enumerate(messages, start=1))


def reasons_of(seen: Any, recall: Recall | None) -> dict[str, str]:
    """Return why each memory is there, by its id, as far as that was recorded."""
    reasons: dict[str, str] = {}
    if isinstance(seen, Trace):
        related = seen.step("related").data
        reasons |= {row["id"]: "It is near to what was said." for row in related}
    if isinstance(seen, MemoryTurn):
        recall = recall or seen.recall
        chosen = seen.examples.chosen if seen.examples else ()
        reasons |= {
            e.record.id: f"Its usefulness as an example is {e.usefulness:.2f}." for e in chosen
        }
    for hit in recall.hits if recall else ():
        reasons[hit.record.id] = f"It ranked {hit.rank} with a score of {hit.score:.2f}."
    return reasons


def _read(seen: Any) -> tuple[list[Any], Known]:
    """Return the messages, and what is known of their memories."""
    if isinstance(seen, Trace):
        ids = {row["n"]: row["id"] for row in seen.step("related").data}
        return seen.step("prompt").data, Known({}, (seen.kind, ids))
    if isinstance(seen, MemoryTurn):
        rules = {f"- {entry.rule.render()}": entry.id for entry in seen.rules.shown}
        return _of_turn(seen), Known(rules)
    return as_list(seen), Known({})


def _of_turn(turn: MemoryTurn) -> list[Any]:
    """Return what the model was shown; where nobody kept it, what memory added to it."""
    if turn.shown:
        return list(turn.shown)
    parts = (("system", turn.instructions), ("user", f"{turn.data}\n\n{turn.query}".strip()))
    return [part for part in parts if part[1]]


def _message(message: Any, number: int, known: Known) -> SeenMessage:
    fields = fields_of(message, number)
    text, missing = text_of(fields["content"], number)
    return SeenMessage(number, str(fields["role"]), spans_of(text, known), tuple(missing))
