"""What code can tell for certain about the words of two rules.

Little: that they are the same but for small words, that one is the other's "not", that one
says more than the other. Everything else about their meaning is for the model to nominate.
"""

import re

from memorykinds.kinds.text import normalized

_NEGATIONS = frozenset({"not", "don't", "never", "no", "without", "avoid", "stop"})
_SMALL_WORDS = frozenset({"a", "an", "the", "please", "always", "do", "to", "any"})
_WORDS = re.compile(r"[\w%'+#-]+")
_NUMBER_WORDS = frozenset(
    {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "single"}
)


def say_same(one: str, other: str) -> bool:
    """Whether two rules have the same words, small words and kinds of "not" apart.

    >>> say_same("Never use emojis.", "Do not use any emojis")
    True
    """
    return meaning(one) == meaning(other)


def meaning(text: str) -> tuple[tuple[str, ...], bool]:
    """Return a key that is the same for rules that say the same: their words, and whether "not"."""
    return _words(text), _negated(text)


def are_opposite(one: str, other: str) -> bool:
    """Whether the one is the other's "not".

    >>> are_opposite("Use emojis.", "Do not use emojis.")
    True
    """
    return _words(one) == _words(other) and _negated(one) != _negated(other)


def says_more(one: str, *, than: str) -> bool:
    """Whether a rule that is said to mean the same has more detail: further words, or a number.

    >>> says_more("Answer in at most five bullet points.", than="Answer in bullet points.")
    True
    """
    ours, theirs = _words(one), _words(than)
    if covers(one, than) and len(ours) > len(theirs):
        return True
    return bool(_numbers(ours) - _numbers(theirs))


def covers(one: str, other: str) -> bool:
    """Whether a rule holds all words of another, in their order, and is "not" if it is."""
    words = iter(_words(one))
    return _negated(one) == _negated(other) and all(word in words for word in _words(other))


def _words(text: str) -> tuple[str, ...]:
    """The words that carry a rule's meaning, in their order: it tells who is to do what."""
    found = (word.strip("'-") for word in _WORDS.findall(normalized(text).replace("’", "'")))
    return tuple(word for word in found if word not in _SMALL_WORDS | _NEGATIONS)


def _negated(text: str) -> bool:
    return bool(_NEGATIONS.intersection(_WORDS.findall(normalized(text).replace("’", "'"))))


def _numbers(words: tuple[str, ...]) -> set[str]:
    return {word for word in words if word in _NUMBER_WORDS or word[0].isdigit()}
