"""Scores that need no model: properties of an answer that code can see.

Each takes (answer, example) and returns 0 to 1. Where an answer can meet a demand in part, so
does its score: a gate then sees that answers became better before they are good.
"""

import re
from collections.abc import Callable
from typing import Any

from memorykinds.kinds import InputError

Check = Callable[[str, Any], float]

_BULLET = re.compile(r"^[ \t]*(?:[-*•\u2013]|\d+[.)])[ \t]+\S", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+")

# Common words of each language that are none in the other four.
_COMMON = {
    "en": "the and is are of with this that was for you have it not to be on we they what can",
    "de": "der das und ist nicht ein eine mit auf für sich dem den ich sie wir auch wird zu kann",
    "fr": "les est et des dans pas pour qui vous je avec sont être cette au nous plus peut aux sur",
    "es": "el los las y del por para como más pero está son muy hay esto usted puede que sus",
    "it": "il che di è non per gli della sono più anche questo nel alla si lo ma può degli nella",
}
_WORDS = {code: frozenset(words.split()) for code, words in _COMMON.items()}


def max_words(most: int) -> Check:
    """Return a check for brevity: 1 up to `most` words, and less the more there are beyond.

    Twice as many words score 0.5; an answer without words scores 0.

    Raises:
        InputError: If `most` is below 1.
    """
    if most < 1:
        raise InputError(f"max_words() takes a number from 1 up, not {most}.")

    def check(answer: str, example: Any = None) -> float:  # noqa: ARG001
        words = len(answer.split())
        return min(1.0, most / words) if words else 0.0

    return check


def contains_bullets(answer: str, example: Any = None) -> float:  # noqa: ARG001
    """Score 1 if the answer has a list of at least two points, bulleted or numbered; else 0."""
    return float(len(_BULLET.findall(answer)) > 1)


def language(code: str) -> Check:
    """Return a check for the language of an answer, by its commonest words.

    The score is the share of that language among the common words found; 0 if there are none.

    Args:
        code: One of "de", "en", "es", "fr", "it".

    Raises:
        InputError: If it is another.
    """
    if code not in _WORDS:
        raise InputError(f"language() knows {', '.join(sorted(_WORDS))}, not {code!r}.")

    def check(answer: str, example: Any = None) -> float:  # noqa: ARG001
        said = [word.casefold() for word in _WORD.findall(answer)]
        found = {name: sum(word in words for word in said) for name, words in _WORDS.items()}
        total = sum(found.values())
        return found[code] / total if total else 0.0

    return check


def mentions(*phrases: str) -> Check:
    """Return a check for words or phrases: the share of them that the answer has.

    Raises:
        InputError: If none is given, or one is empty.
    """
    patterns = [_whole(phrase) for phrase in _required(phrases, "mentions")]

    def check(answer: str, example: Any = None) -> float:  # noqa: ARG001
        return sum(bool(p.search(answer)) for p in patterns) / len(patterns)

    return check


def avoids(*phrases: str) -> Check:
    """Return a check against words or phrases: the share of them that the answer has not.

    Raises:
        InputError: If none is given, or one is empty.
    """
    mention = mentions(*_required(phrases, "avoids"))

    def check(answer: str, example: Any = None) -> float:
        return 1 - mention(answer, example)

    return check


def _required(phrases: tuple[str, ...], name: str) -> tuple[str, ...]:
    if not phrases or not all(phrase.strip() for phrase in phrases):
        raise InputError(f"{name}() takes one word or phrase or more.")
    return phrases


def _whole(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase.strip())}(?!\w)", re.IGNORECASE)
