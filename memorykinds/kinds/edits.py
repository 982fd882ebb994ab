"""Edits: an answer and the user's corrected version of it, as text that a model can read.

What the user changed says more than a score, and is surer than a description: the words that
went are between ``[-`` and ``-]``, those that came between ``{+`` and ``+}``, as GNU wdiff
writes them.
"""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

SHOWN_CHARACTERS = 4_000
"""Each side is cut there: how a long answer was edited shows on its first page."""

_FORM = re.compile(
    r"from (?P<before>\d+) words to (?P<after>\d+)\.\n<answer>\n(?P<answer>.*?)\n</answer>\n"
    r"<edited>\n(?P<edited>.*?)\n</edited>\n<difference>\n",
    re.DOTALL,
)
_MARK = "The user edited the last answer, "
_TOKENS = re.compile(r"\n|[^\S\n]+|\S+")


class Edit(NamedTuple):
    """An edit as it was read back from its text.

    Attributes:
        comment: What the user said about it; "" if nothing.
        answer: The answer before, perhaps cut.
        edited: The answer after, perhaps cut.
        words_before: Number of words of the whole answer before.
        words_after: The same after.
    """

    comment: str
    answer: str
    edited: str
    words_before: int
    words_after: int


def render_edit(answer: str, edited: str, comment: str = "") -> str:
    """Return the edit as text: the comment, the answer before and after, the words that differ."""
    before, after = len(answer.split()), len(edited.split())
    old, new = _cut(answer), _cut(edited)
    text = (
        f"{_MARK}from {before} words to {after}.\n<answer>\n{old}\n</answer>\n"
        f"<edited>\n{new}\n</edited>\n<difference>\n{word_diff(old, new)}\n</difference>"
    )
    return f"{comment}\n\n{text}" if comment else text


def parse_edit(text: str) -> Edit | None:
    """Return the edit that `render_edit` wrote; None if `text` is another kind of feedback."""
    comment, mark, rest = text.partition(_MARK)
    found = _FORM.match(rest) if mark else None
    if found is None:
        return None
    counts = int(found["before"]), int(found["after"])
    return Edit(comment.strip(), found["answer"], found["edited"], *counts)


def word_diff(before: str, after: str) -> str:
    """Return one text with the words that went and came marked.

    >>> word_diff("It is a long answer.", "It is a short answer.")
    'It is a [-long-] {+short+} answer.'
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    parts: list[str] = []
    # With autojunk a long text of few different words takes no longer than any other.
    for change, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if change == "equal":
            parts.append("".join(old[i:j]))
            continue
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        marked = [f"[-{gone}-]" if gone else "", f"{{+{come}+}}" if come else ""]
        parts.append(" ".join(part for part in marked if part))
    return "".join(parts)


def _cut(text: str) -> str:
    """Return at most the first `SHOWN_CHARACTERS`, lines kept, and say where the rest was."""
    if len(text) <= SHOWN_CHARACTERS:
        return text
    more = f"… and {len(text) - SHOWN_CHARACTERS:,} more characters"
    return f"{text[:SHOWN_CHARACTERS].rstrip()}\n{more}"
