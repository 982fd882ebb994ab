"""From a sentence to the clauses that assert something.

"I live in Turin and work as an engineer" is two clauses with one subject; "I like tea, coffee
and jazz" is one. The test is the grammar itself: a part that cannot be read as a clause of
its own belongs to the part before it.
"""

import re
from collections.abc import Callable

from memorykinds.models.offline.openings import strip_opening
from memorykinds.models.offline.sentences import Sentence

_BREAK = re.compile(
    r"(,? who |,? (?:and|but|so|because|although|though|while|whereas|plus|then|and then|but now|and now) "
    r"|, |; |: | [-\u2013\u2014] )"
)
_INTERROGATIVE = re.compile(
    r"^(?:and |but |so )?(?:what|where|when|who(?!…)|whom|whose|which|why|how|do|does|did|is|are|was|were|can|could|will"
    r"|would|should|shall|may|might|has|have|had|am|any (?:idea|tips|advice)|is not|are not|do not you)\b"
    r"(?! not (?:forget|like))",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|in case|suppos(?:e|ing)|imagin(?:e|ing)|assum(?:e|ing)|pretend\w*|provided that|what if|as if"
    r"|wish(?:es|ed)?(?! me luck)|wonder(?:ing)?|whether|hypothetically|in (?:the|my|this|a|our) (?:dream|game|story|novel|play|scenario|rpg|campaign|fantasy)|for (?:example|instance),? (?:I|my|we)|had I|were I|should I)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:said|says|told me|tells me|claims?|claimed|thinks|believes|wrote|writes|asked|according to|argues|insists)\b",
    re.IGNORECASE,
)
_MOST_PARTS = 40

RELATIVE = "who…"
"""Stands for the "who" of a relative clause, which asks nothing."""


def own_clauses(sentence: Sentence, reads: Callable[[str, str], bool]) -> list[str]:
    """Return the clauses that the speaker asserts.

    Args:
        sentence: A sentence in its author's voice, contractions written out.
        reads: Whether words can be read as a clause of their own after the part before them.
    """
    asserted: list[str] = []
    parts = _join(_BREAK.split(sentence.text)[: 2 * _MOST_PARTS], reads)
    asked = False
    for part in map(strip_opening, parts):
        if _HYPOTHETICAL.search(part) or _REPORTED.search(part):
            return [] if asked_all(sentence, asked) else asserted
        if _INTERROGATIVE.match(part):
            asked = True
            break
        asserted.append(part)
    return [] if asked_all(sentence, asked) else asserted


def asked_all(sentence: Sentence, asked: bool) -> bool:
    """Whether a question mark covers the whole sentence: "I live near a volcano, right?"."""
    return sentence.asks and not asked


def _join(pieces: list[str], reads: Callable[[str, str], bool]) -> list[str]:
    """Put pieces together again that are no clauses of their own."""
    parts = [pieces[0]]
    for separator, piece in zip(pieces[1::2], pieces[2::2], strict=False):
        relative = separator.strip(" ,") == "who"
        candidate = f"{RELATIVE} {piece}" if relative else piece
        compares = piece.startswith("like ") and separator.strip() in {
            "",
            ",",
            "-",
            "\u2013",
            "\u2014",
        }
        if compares:
            parts[-1] += separator + piece
        elif _INTERROGATIVE.match(piece) or reads(strip_opening(candidate), parts[-1]):
            parts.append(candidate)
        elif not strip_opening(parts[-1] + ",").strip(" ,"):  # only a greeting so far
            parts[-1] = candidate
        else:
            parts[-1] += separator + piece
    return parts
