"""What plain code can see that keeps two sentences apart, however alike they sound.

A sentence embedder finds "born on 2 May" and "born on 3 May" nearly equal, and a model that is
asked whether two memories say the same may nod. Who merges them has lost a fact. So code looks
for values: numbers, dates, names, and words of which one excludes the other (green and black,
brother and sister). Of two sentences that say the same the one may have more values than the
other, and is then the one that stays; where each has one that the other lacks, or only one
says "not", they are two memories.
"""

import re
import unicodedata

_TOKENS = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_NEGATIONS = _words(
    "not no never none nobody nothing nor neither without cannot stopped quit former formerly ex "
    "non hardly nicht kein keine keinen nie ohne ne pas jamais sans nunca sin mai senza"
)

_COUNTED = (
    ("0", "zero"),
    ("1", "once single first"),
    ("2", "two twice second both double"),
    ("3", "three third"),
    ("4", "four fourth"),
    ("5", "five fifth"),
    ("6", "six sixth"),
    ("7", "seven seventh"),
    ("8", "eight eighth"),
    ("9", "nine ninth"),
    ("10", "ten tenth"),
    ("11", "eleven eleventh"),
    ("12", "twelve twelfth dozen"),
    ("20", "twenty"),
    ("30", "thirty"),
    ("40", "forty"),
    ("50", "fifty"),
    ("60", "sixty"),
    ("70", "seventy"),
    ("80", "eighty"),
    ("90", "ninety"),
    ("100", "hundred"),
    ("1000", "thousand"),
    ("1/2", "half"),
)
_NUMBERS = {word: number for number, words in _COUNTED for word in words.split()}

_EXCLUSIVE = _words(
    # Of each line one word excludes the others; two lines have nothing to do with each other.
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow "
    "morning noon afternoon evening night breakfast lunch dinner "
    "spring summer autumn winter daily weekly monthly yearly "
    "always usually often sometimes rarely seldom "
    "red orange yellow green blue purple pink brown black white grey gray "
    "left right north south east west upper lower "
    "big small large little long short tall hot cold warm cool old young new early late "
    "more less most least before after good bad better worse easy hard "
    "mother father sister brother son daughter wife husband aunt uncle niece nephew cousin "
    "grandmother grandfather grandson granddaughter girlfriend boyfriend boss colleague "
    "vegetarian vegan cat dog"
)
_ORDERING = _words("to than over before after from for by of")
"""Words with which the order of others carries the meaning: "tea to coffee"."""

_OPENING = _words(
    "the a an my his her their our your this that these those i in on at every when while each "
    "since if it he she they we you there some as for from with to user's"
)
"""Words whose capital at the beginning of a sentence makes them no name."""

_AS_THEY_ARE = _words("news glasses jeans goods arms always does has was is")


def differences(one: str, other: str) -> str | None:
    """Return what keeps two sentences apart, in words; None if code sees nothing.

    >>> differences("The user's sister is Anna.", "The user's sister is Anne.")
    'each has a value that the other lacks: anna, anne'
    >>> differences("The user likes tea.", "The user does not like tea.")
    'only one of them says “not”'
    >>> differences("The user has a sister.", "The user's sister is Anna.")
    """
    if one == other:
        return None
    if not _has_case(one) or not _has_case(other):
        return "their script has no capitals, by which code could see names"
    if _negated(one) != _negated(other):
        return "only one of them says “not”"
    ours, theirs = values(one), values(other)
    if ours - theirs and theirs - ours:
        apart = ", ".join((*sorted(ours - theirs), *sorted(theirs - ours)))
        return f"each has a value that the other lacks: {apart}"
    first, second = stems(one), stems(other)
    if first != second and sorted(first) == sorted(second) and _ORDERING.intersection(first):
        return "the same words stand in another order"
    return None


def values(text: str) -> frozenset[str]:
    """Return the numbers, dates, names and mutually exclusive words of a sentence."""
    found = set()
    for position, token in enumerate(_tokens(text)):
        word = token.casefold()
        base = stem(word.removesuffix("'s"))
        if token[0].isdigit():
            found.add(token.replace(",", "").lstrip("0") or "0")
        elif word in _NUMBERS:
            found.add(_NUMBERS[word])
        elif base in _EXCLUSIVE:
            found.add(base)
        elif word in _EXCLUSIVE:
            found.add(word)
        elif token[0].isupper() and not (position == 0 and word in _OPENING):
            found.add(word.removesuffix("'s"))
    return frozenset(found - {"i", "i'm", "user"})


def stems(text: str) -> tuple[str, ...]:
    """Return the words of a text without articles, in their order, each in its plain form.

    Only the s of plurals and verbs is taken away, and never from a name: "Adams" is not "Adam".
    """
    words = (
        token.casefold() if token[0].isupper() else stem(token.casefold())
        for token in _tokens(text)
    )
    return tuple(word for word in words if word not in ("the", "my"))


def stem(word: str) -> str:
    """Return a word without the s of a plural or a verb."""
    if word in _AS_THEY_ARE or len(word) <= 3 or not word.endswith("s"):  # noqa: PLR2004 -- "gas", "bus"
        return word
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def _tokens(text: str) -> list[str]:
    return _TOKENS.findall(unicodedata.normalize("NFKC", text).replace("’", "'"))


def _negated(text: str) -> bool:
    words = (token.casefold() for token in _tokens(text))
    return any(word in _NEGATIONS or word.endswith("n't") for word in words)


def _has_case(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return all(c.isupper() or c.islower() for c in letters)
