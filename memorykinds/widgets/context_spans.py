"""Where memories stand in the messages that a model is shown.

Blocks tell by themselves: each line of one is a memory, mostly with its id. Rules stand in a
list, so they are known by their text.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

_BLOCK = re.compile(
    r"<(?P<name>memories|examples|related|profiles)\b[^>\n]*>\n(?P<rows>.*?)\n</(?P=name)>",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a message.

    Attributes:
        text: As the model saw it.
        kind: semantic, episodic or procedural, of a memory; "" of anything else.
        memory_id: Which memory; "" if the prompt does not say.
    """

    text: str
    kind: str = ""
    memory_id: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the memories beside the text itself.

    Attributes:
        rules: Ids of rules by their lines.
        related: Kind and ids of the rows of a pipeline's block of related memories.
    """

    rules: Mapping[str, str]
    related: tuple[str, Mapping[int, str]] = ("", {})


def spans_of(text: str, known: Known) -> tuple[Span, ...]:
    """Return `text` in pieces, which together are the text."""
    spans: list[Span] = []
    end = 0
    for block in _BLOCK.finditer(text):
        start, stop = block.span("rows")
        spans += _ruled(text[end:start], known)
        spans += _lines(block["rows"], partial(_row, block=block["name"], known=known))
        end = stop
    return tuple(_joined([*spans, *_ruled(text[end:], known)]))


def _ruled(text: str, known: Known) -> Iterator[Span]:
    return _lines(text, partial(_rule, known=known))


def _lines(text: str, find: Callable[[str], Span | None]) -> Iterator[Span]:
    for line in text.splitlines(keepends=True):
        bare = line.removesuffix("\n")
        yield find(bare) or Span(bare)
        if bare != line:
            yield Span("\n")


def _rule(line: str, known: Known) -> Span | None:
    memory_id = known.rules.get(line)
    return Span(line, "procedural", memory_id) if memory_id is not None else None


def _row(line: str, block: str, known: Known) -> Span | None:
    try:
        row: Any = json.loads(line)
    except ValueError:
        return None
    if not isinstance(row, dict):
        return None
    if block == "related":
        kind, ids = known.related
        return Span(line, kind or "semantic", ids.get(row.get("n", -1), ""))
    kind = "episodic" if block == "examples" else str(row.get("kind", "semantic"))
    return Span(line, kind, str(row.get("id", "")))


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Join neighbours that are no memory, so that a message has few pieces."""
    plain = ""
    for span in spans:
        if span.kind:
            if plain:
                yield Span(plain)
            plain = ""
            yield span
        else:
            plain += span.text
    if plain:
        yield Span(plain)
