"""Repairs: "I live in Lyon, no wait, Nice" says "I live in Nice".

A speaker who corrects themselves in mid-sentence leaves three parts behind: what is taken
back, an editing term, and what replaces it (Levelt, Monitoring and self-repair in speech,
1983). What replaces it mostly begins like what it replaces: with the same word, with a number
for a number, with a name for a name.
"""

import re

from memorykinds.models.offline.vocabulary import words

_TERMS = (
    r"(?:oh |ah |uh |er |erm |argh )?(?:no,? wait|wait,? (?:no|actually|sorry|I mean)|no,? sorry|sorry,? no|sorry,? I mean(?:t)?|no,? I mean(?:t)?"
    r"|I mean(?:t)?(?: to say)?|scratch that|strike that|make that|correction|or rather|no,? actually|actually,? no|actually no|well,? actually|oops)"
)
_REPAIR = re.compile(
    rf"(?P<before>.{{4,200}}?)(?:,|;| -| \u2013| \u2014|\.\.\.|…)? (?:{_TERMS})\b[\s,:.\u2013\u2014-]*(?P<after>.+)",
    re.IGNORECASE,
)
# These words also serve as plain ones, so they repair only between commas and before a value.
_SLIP = re.compile(
    r"(?P<before>.{4,200}?)(?:,|;| -| \u2013| \u2014) (?:sorry|no|wait|actually|rather|er|uh),? (?P<after>(?:the |in |on |at |my )?(?:\d[\w:.]*|[A-Z][\w'-]+|[a-z]+)(?: [\w'-]+){0,3})(?P<more>, .+)?",
)
_NOT_A_VALUE = re.compile(
    r"(?:I|we|my|our|he|she|it|they|you|this|that|there|not|but|and|so|because)\b", re.IGNORECASE
)
_CLAUSE = re.compile(r"(?:I|we|my|our|he|she|they|it) ", re.IGNORECASE)
_NUMBERS = words(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "first second third fourth fifth sixth seventh eighth ninth tenth"
)


def repaired(sentence: str) -> str:
    """Return the sentence as its speaker wants it read; '' if it is not clear how."""
    if match := _REPAIR.fullmatch(sentence):
        after = re.sub(r",? (?:and )?not .+$", "", match["after"])
        if _CLAUSE.match(after):
            return after
        return _joined(match["before"], after)
    if (match := _SLIP.fullmatch(sentence)) and not _NOT_A_VALUE.match(match["after"]):
        said, new = match["before"].split(), match["after"].split()
        sort = _sort(new[0])
        if sort == _sort(said[-1]) != "" or (sort and _place(said, new[0]) > 0):
            return _joined(match["before"], match["after"]) + (match["more"] or "")
    return sentence


def _joined(before: str, after: str) -> str:
    """Return the first words of `before`, up to where `after` takes over, and `after`."""
    said, new = before.split(), after.split()
    start = _place(said, new[0])
    if start <= 0 and (sort := _sort(new[0])):
        ends = [n for n, word in enumerate(said) if n and _sort(word) == sort]
        start = ends[-1] if ends else -1
        while start > 1 and sort == "name" and _sort(said[start - 1]) == "name":
            start -= 1  # "New York", as a whole
    if start <= 0 and len(new) == 1:
        start = len(said) - 1
    return " ".join([*said[:start], *new]) if start > 0 else ""


def _place(said: list[str], first: str) -> int:
    """Return where the word last stands, -1 if nowhere."""
    found = [n for n, word in enumerate(said) if word.casefold() == first.casefold()]
    return found[-1] if found else -1


def _sort(word: str) -> str:
    """Return "number" or "name" for a word that is written like one, else ''."""
    bare = word.strip(",.;").casefold()
    if bare in _NUMBERS or bare[:1].isdigit():
        return "number"
    return "name" if word[:1].isupper() and bare not in {"i", "we", "my"} else ""
