"""`HashEmbeddings`: an embedder that needs no model file and no package.

It compares spelling, not meaning: 'prefers dark mode' is near 'preferred dark modes' and far
from 'likes a black background'. That is enough for tests, for a machine that cannot install
onnxruntime, and for a lesson on what a real sentence embedding adds.

Source: Weinberger et al., Feature Hashing for Large Scale Multitask Learning (2009), for the
signed hashing; the n-grams of letters with word boundaries are those of fastText (Bojanowski
et al., 2017).
"""

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator

from langchain_core.embeddings import Embeddings

from memorykinds.kinds import InputError

NGRAM_LENGTHS = (3, 4)
"""Letters per n-gram: long enough to tell words apart, short enough to survive a typo."""

NGRAM_WEIGHT = 0.5
"""What one n-gram counts beside a whole word; a word has many of them."""

FEWEST_DIMS = 16

_WORD = re.compile(r"\w+")
_NO_WORDS = "no words"  # a space never occurs in a feature, so no text collides with this


class HashEmbeddings(Embeddings):
    """Hashed words and letter n-grams as vectors of length 1; the same on every machine.

    Every feature adds a signed weight to one of `dims` places, both chosen by its CRC-32. A
    feature that occurs n times counts 1 + ln n. A text without any letter or digit has a
    vector of its own, so that every vector has length 1.

    Args:
        dims: The length of each vector, at least 16. Fewer places mean more collisions.

    Raises:
        InputError: If `dims` is not a whole number of at least 16.
    """

    def __init__(self, dims: int = 512) -> None:
        if type(dims) is not int or dims < FEWEST_DIMS:
            raise InputError(
                f"dims must be a whole number of at least {FEWEST_DIMS}, not {dims!r}."
            )
        self.dims = dims
        self.name = f"hash-ngram-{dims}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector of `dims` floats per text, in order."""
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one text."""
        vector = [0.0] * self.dims
        for feature, weight in _weights(text).items():
            code = zlib.crc32(feature.encode("utf-8", "replace"))
            sign = 1.0 if code & 0x8000_0000 else -1.0
            vector[(code & 0x7FFF_FFFF) % self.dims] += sign * weight
        length = math.sqrt(math.fsum(value * value for value in vector))
        if length == 0.0:  # features that cancel each other out exactly
            return self.embed_query("")
        return [value / length for value in vector]


def _weights(text: str) -> dict[str, float]:
    """Return the weight of each feature of `text`: words, then n-grams of letters."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if not words:
        return {_NO_WORDS: 1.0}
    weights = {f"w:{word}": 1 + math.log(n) for word, n in Counter(words).items()}
    ngrams = Counter(ngram for word in words for ngram in _ngrams(word))
    weights.update({f"n:{g}": NGRAM_WEIGHT * (1 + math.log(n)) for g, n in ngrams.items()})
    return weights


def _ngrams(word: str) -> Iterator[str]:
    """Yield the n-grams of ``<word>``; the brackets mark where it begins and ends."""
    marked = f"<{word}>"
    for length in NGRAM_LENGTHS:
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]
