"""Edited answers: the few things about an edit that a pattern can tell for certain.

Much shorter, bullets instead of prose or the reverse, a greeting, an apology or the emojis
taken out. Why the words themselves were changed it does not guess; nor does it take another
language for a wish, since a translation may be all that this one answer was for.
"""

import re
from collections.abc import Iterator

from memorykinds.kinds.edits import Edit
from memorykinds.kinds.rule import Rule
from memorykinds.models.offline.aspects import Style, styles

MUCH_SHORTER = 0.5
"""Share of the words that an edit leaves, at most, when it says "shorter"."""

LONG_ENOUGH = 20
"""Words that an answer has, at least, before its length can have been the trouble."""

_BULLET = re.compile(r"^[ \t]*(?:[-*•\u2013]|\d+[.)])[ \t]+\S", re.MULTILINE)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|greetings"
    r"|hallo|guten tag|bonjour|salut|hola|ciao)\b",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    r"\b(?:(?:I(?:'m| am) (?:so |very |really )?)sorry|I apologi[sz]e|my apologies)\b",
    re.IGNORECASE,
)
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")


def rules_of_edit(edit: Edit) -> Iterator[Rule]:
    """Yield the rules that an edit lays down."""
    for text, why in _lessons(edit):
        yield Rule(text=text, rationale=f"The user edited an answer: {why}.")


def _lessons(edit: Edit) -> Iterator[tuple[str, str]]:
    """Yield an instruction and what of the edit shows it."""
    before, after = edit.words_before, edit.words_after
    if before >= LONG_ENOUGH and after <= MUCH_SHORTER * before:
        yield _style("shorter").text, f"from {before} words to {after}"
    bullets_before, bullets_after = (
        len(_BULLET.findall(text)) for text in (edit.answer, edit.edited)
    )
    if bullets_before == 0 and bullets_after > 1:
        yield _style("bullets").text, "prose became bullet points"
    if bullets_before > 1 and bullets_after == 0:
        yield _style("prose").text, "bullet points became prose"
    if _GREETING.match(edit.answer) and not _GREETING.match(edit.edited):
        yield "Do not begin answers with a greeting.", "the greeting was taken out"
    if _gone(_APOLOGY, edit):
        yield _style("do not apologize").text, "the apology was taken out"
    if _gone(_EMOJI, edit):
        yield _style("no emojis").text, "the emojis were taken out"


def _gone(pattern: re.Pattern[str], edit: Edit) -> bool:
    return bool(pattern.search(edit.answer)) and not pattern.search(edit.edited)


def _style(words: str) -> Style:
    """Return the one style that these words name, so that its rule reads as always."""
    (style,) = styles(words)
    return style
