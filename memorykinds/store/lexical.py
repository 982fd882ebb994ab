"""Lexicon: an inverted index of the words of one namespace, scored by BM25.

For each word it keeps the texts that hold it and how often. A question reads only the lists of
its own words. What counts as rare is counted in this namespace alone, so that neither another
user's texts nor another kind's change a score.

BM25 with Lucene's idf, which is never negative, and Anserini's defaults; on conversations those
were no worse than any other of a grid. Source: Robertson and Zaragoza, The Probabilistic
Relevance Framework (2009), https://doi.org/10.1561/1500000019
"""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from memorykinds.store.grown import Grown
from memorykinds.store.words import words

K1 = 0.9
"""How much the second and third occurrence of a word still add."""

B = 0.4
"""How much a long text's words count less; 0 is not at all, 1 by its whole length."""

Floats = npt.NDArray[np.float64]


class Scores(NamedTuple):
    """What a question scores against every row.

    Attributes:
        bm25: The score of each row; 0 where no word of the question occurs.
        whole: What a text of average length scores that holds each word of the question once.
    """

    bm25: Floats
    whole: float

    @property
    def coverage(self) -> Floats:
        """How much of the question each row holds, 0 to 1: rare words are more of it."""
        covered: Floats = np.minimum(1.0, self.bm25 / self.whole)
        return covered


class Lexicon:
    """The words of the texts of numbered rows.

    A text that is replaced leaves its entries in the lists and gets new ones under a new
    number; the old ones count for nothing, until the scope is read anew (`dead`).

    Args:
        analyse: Returns the words of a text.
    """

    def __init__(self, analyse: Callable[[str], list[str]] = words) -> None:
        self._analyse = analyse
        self._lists: dict[str, tuple[array[int], array[int]]] = {}  # numbers, occurrences
        self._living: Counter[str] = Counter()  # in how many texts a word occurs
        self._terms: list[tuple[str, ...]] = []
        self._lengths = Grown(np.float64)
        self._number = Grown(np.int64)  # of each row, its text's; -1 if it has none
        self._texts = 0
        self._total = 0.0
        self._entries = 0

    @property
    def size(self) -> int:
        """How many texts it holds, the dead ones included."""
        return len(self._terms)

    @property
    def dead(self) -> int:
        """How many of them were replaced or removed."""
        return self.size - self._texts

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return 16 * self._entries + 300 * len(self._lists)

    def add(self, texts: Iterable[str]) -> None:
        """Append rows."""
        self._number.extend([self._append(text) for text in texts])

    def replace(self, row: int, text: str) -> None:
        """Set the text of one row."""
        self.remove(row)
        self._number.array[row] = self._append(text)

    def remove(self, row: int) -> None:
        """Forget the text of one row."""
        number = int(self._number.array[row])
        if number < 0:
            return
        self._number.array[row] = -1
        self._living.subtract(self._terms[number])
        self._total -= float(self._lengths.array[number])
        self._terms[number] = ()
        self._texts -= 1

    def terms(self, row: int) -> tuple[str, ...]:
        """Return the different words of one row."""
        number = int(self._number.array[row])
        return () if number < 0 else self._terms[number]

    def score(self, question: str) -> Scores:
        """Return the BM25 score of every row for a question."""
        asked = Counter(self._analyse(question))
        found = np.zeros(self.size + 1)  # the last is that of rows without a text
        average = self._total / self._texts if self._texts else 1.0
        norms = K1 * (1 - B + B * self._lengths.array / (average or 1.0))
        whole = 0.0
        for word, times in asked.items():
            weight = times * self._idf(word)
            whole += weight
            if word in self._lists:
                numbers = np.frombuffer(self._lists[word][0], np.int32)
                occurrences = np.frombuffer(self._lists[word][1], np.int32)
                found[numbers] += weight * (K1 + 1) * occurrences / (occurrences + norms[numbers])
        return Scores(found[self._number.array], whole or 1.0)

    def _idf(self, word: str) -> float:
        holding = self._living[word]
        return math.log(1 + (self._texts - holding + 0.5) / (holding + 0.5))

    def _append(self, text: str) -> int:
        counted = Counter(self._analyse(text))
        number = len(self._terms)
        for word, times in counted.items():
            if word not in self._lists:
                self._lists[word] = (array("i"), array("i"))
            numbers, occurrences = self._lists[word]
            numbers.append(number)
            occurrences.append(times)
        self._entries += len(counted)
        self._living.update(counted.keys())
        self._terms.append(tuple(counted))
        length = float(counted.total())
        self._lengths.extend([length])
        self._total += length
        self._texts += 1
        return number
