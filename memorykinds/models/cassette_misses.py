"""What a cassette says of a question that it does not know: what it is, and what is nearest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, unified_diff
from typing import Any

from memorykinds.kinds.secrets import withhold_secrets
from memorykinds.kinds.text import one_line, shorten
from memorykinds.models.cassette_file import Entry

MOST_LINES = 10
"""Of a difference; what follows is rarely worth more."""

LONGEST_LINE = 100


def miss(name: str, form: str, prompt: Sequence[dict[str, Any]], entries: Iterable[Entry]) -> str:
    """Return a message: one sentence on what was asked, then where the nearest question differs.

    Args:
        name: Of the cassette.
        form: The tools or the form on offer.
        prompt: What was asked, message by message.
        entries: What is recorded.
    """
    asked = _lines(prompt)
    last = one_line(_words(prompt[-1])) if prompt else ""
    how = f" in the form of {form}" if form else ""
    text = (
        f"The cassette {name} has no answer to “{shorten(last, LONGEST_LINE)}”{how}: record it "
        f"with Cassette({name!r}, record='provider:name')."
    )
    near = max(entries, key=lambda entry: _nearness(entry, form, asked), default=None)
    if near is None:
        return f"{withhold_secrets(text)[0]} Nothing is recorded on it yet."
    return withhold_secrets(f"{text}\n{_difference(near, form, prompt, asked)}")[0]


def _difference(near: Entry, form: str, prompt: Sequence[dict[str, Any]], asked: list[str]) -> str:
    recorded = _lines(near.prompt)
    if recorded == asked:
        what = "its form" if near.form != form else "the fields of its form, or how it was asked"
        return f"The nearest recorded question has the same words and differs in {what}."
    if "".join("".join(asked).split()) == "".join("".join(recorded).split()):
        return "The nearest recorded question differs in white space alone."
    changes = [
        shorten(line, LONGEST_LINE)
        for line in unified_diff(recorded, asked, n=0, lineterm="")
        if line[:2] not in ("--", "++", "@@")
    ]
    more = [f"… and {len(changes) - MOST_LINES} more lines"] * (len(changes) > MOST_LINES)
    head = (
        f"The nearest recorded question differs so (- recorded, + asked, {len(prompt)} messages):"
    )
    return "\n".join((head, *changes[:MOST_LINES], *more))


def _nearness(entry: Entry, form: str, asked: list[str]) -> tuple[bool, float]:
    recorded = _lines(entry.prompt)
    return entry.form == form, SequenceMatcher(None, recorded, asked, autojunk=False).ratio()


def _lines(prompt: Sequence[dict[str, Any]]) -> list[str]:
    return [
        line for message in prompt for line in f"{message['role']}: {_words(message)}".splitlines()
    ]


def _words(message: dict[str, Any]) -> str:
    text = message.get("text", message.get("content", ""))
    calls = [f"{call['name']}({call['args']})" for call in message.get("tool_calls", ())]
    return " ".join((str(text), *calls)).strip()
