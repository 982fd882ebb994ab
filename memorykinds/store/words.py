"""Words: what of a text is compared when texts are searched by their words.

Words are those of Unicode, folded by compatibility and case. English words lose their endings
by the Snowball stemmer (Porter, 2001: "paints", "painted" and "painting" are one word); words
with other letters stay whole. Scripts without spaces are cut into pairs of letters, as search
engines have long done for Chinese and Japanese.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

LONGEST = 64
"""Letters of a word that count: what is longer is no word that anybody searches for."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")

_ASCII = str.maketrans(
    {chr(n): chr(n).lower() if chr(n).isalnum() or chr(n) == "'" else " " for n in range(128)}
)
"""What becomes of the letters of a text that has no others: small, or a space."""

_FUNCTION_WORDS = """
    a about above after again all also am an and any are as at be because been before being below
    between both but by can could did do does doing down during each few for from further had has
    have having he her here hers herself him himself his how i if in into is it its itself just me
    more most my myself no nor not now of off on once only or other our ours ourselves out over
    own same she should so some such than that the their theirs them themselves then there these
    they this those through to too under until up very was we were what when where which while who
    whom whose why will with would you your yours yourself yourselves
    i'm i've i'll i'd you're you've you'll you'd he's she's it's we're we've we'll they're they've
    they'll that's what's who's let's there's here's don't doesn't didn't isn't aren't wasn't
    weren't won't wouldn't can't couldn't shouldn't haven't hasn't hadn't
"""

STOP_WORDS = frozenset(_FUNCTION_WORDS.split())
"""English words that hold a sentence together and say nothing of its matter."""

_stemmer = snowballstemmer.stemmer("english")


def words(text: str) -> list[str]:
    """Return the words of `text` by which it is found, stemmed, without `STOP_WORDS`.

    >>> words("What are Ada's favourite paintings?")
    ['ada', 'favourit', 'paint']
    """
    return [word for word in map(term, plain_words(text)) if word]


def plain_words(text: str) -> list[str]:
    """Return every word of `text`, folded and nothing else: for names, which have no endings."""
    if text.isascii():  # as most are: the same as below, in half of the time
        spaced = f" {text.translate(_ASCII)} "
        if "'" in text:  # it counts between two letters only
            spaced = spaced.replace("''", " ").replace("' ", " ").replace(" '", " ")
        return spaced.split()
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    found = _WORD.findall(folded)
    return [p for word in found for p in _parts(word)] if _UNSPACED.search(folded) else found


def whole(word: str) -> str:
    """Return what a plain word of a name is found by: itself."""
    return word[:LONGEST]


@lru_cache(1 << 15)
def term(word: str) -> str:
    """Return what one plain word is found by; "" if it says nothing by itself."""
    if word in STOP_WORDS:
        return ""
    bare = word[:LONGEST].removesuffix("'s").replace("'", "")
    if bare in STOP_WORDS:
        return ""
    if not bare.isascii() or bare.isdecimal():  # a number has no endings, and there are many
        return bare
    stemmed: str = _stemmer.stemWord(bare)
    return stemmed


def _parts(word: str) -> Iterator[str]:
    """Yield a word, or pairs of letters where a script has no spaces."""
    for run in _UNSPACED.findall(word):
        yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
    yield from (rest for rest in _UNSPACED.split(word) if rest)
