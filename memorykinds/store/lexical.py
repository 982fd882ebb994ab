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
from memorykinds.store.words import plain_words, term

K1 = 0.9
"""How much the second and third occurrence of a word still add."""

B = 0.4
"""How much a long text's words count less; 0 is not at all, 1 by its whole length."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


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
        term: Returns what a plain word is found by; "" if it is not searched for.
    """

    def __init__(self, term: Callable[[str], str] = term) -> None:
        self._numbers = _Numbers(term)
        self._lists: list[_List] = []  # by the number of a word
        self._living = Grown(np.int64)  # in how many texts each word occurs
        self._terms = Grown(np.int32)  # the different words of all texts, text after text
        self._starts = Grown(np.int64)  # where the words of each text begin there
        self._lengths = Grown(np.float64)
        self._number = Grown(np.int64)  # of each row, its text's; -1 if it has none
        self._starts.extend([0])
        self._texts = 0
        self._total = 0.0

    @property
    def size(self) -> int:
        """How many texts it holds, the dead ones included."""
        return len(self._lengths)

    @property
    def dead(self) -> int:
        """How many of them were replaced or removed."""
        return self.size - self._texts

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return 12 * len(self._terms) + 500 * len(self._lists)

    def add(self, texts: Iterable[str]) -> None:
        """Append rows."""
        first = self.size
        self._append(texts)
        self._number.extend(np.arange(first, self.size))

    def replace(self, row: int, text: str) -> None:
        """Set the text of one row."""
        self.remove(row)
        self._number.array[row] = self.size
        self._append([text])

    def remove(self, row: int) -> None:
        """Forget the text of one row."""
        number = int(self._number.array[row])
        if number < 0:
            return
        self._number.array[row] = -1
        start, end = self._starts.array[number : number + 2]
        self._living.array[self._terms.array[start:end]] -= 1
        self._total -= float(self._lengths.array[number])
        self._texts -= 1

    def score(self, question: str) -> Scores:
        """Return the BM25 score of every row for a question."""
        asked = Counter(word for word in map(self._numbers.term, plain_words(question)) if word)
        found = np.zeros(self.size + 1)  # the last is that of rows without a text
        average = self._total / self._texts if self._texts else 1.0
        whole = 0.0
        for word, times in asked.items():
            known = self._numbers.of_terms.get(word)
            weight = times * self._idf(known)
            whole += weight
            if known is not None:
                numbers = np.frombuffer(self._lists[known].numbers, np.int32)
                occurrences = np.frombuffer(self._lists[known].occurrences, np.int32)
                norms = K1 * (1 - B + B * self._lengths.array[numbers] / (average or 1.0))
                found[numbers] += weight * (K1 + 1) * occurrences / (occurrences + norms)
        return Scores(found[self._number.array], whole or 1.0)

    def _idf(self, known: int | None) -> float:
        holding = 0 if known is None else int(self._living.array[known])
        return math.log(1 + (self._texts - holding + 0.5) / (holding + 0.5))

    def _append(self, texts: Iterable[str]) -> None:
        """Give each text the next number; all at once, for a hundred thousand are read at first."""
        said, owner, new = self._said(texts)
        if not new:
            return
        self._room_for_new_words()
        first = self.size
        # One key for each word of each text, in the order of words, then of texts.
        keys, occurrences = np.unique(said * new + owner, return_counts=True)
        words, texts_of = np.divmod(keys, new)
        self._extend_lists(words, texts_of + first, occurrences)
        by_text = np.argsort(texts_of, kind="stable")
        self._terms.extend(words[by_text])
        different = np.bincount(texts_of, minlength=new)
        self._starts.extend(self._starts.array[-1] + np.cumsum(different))
        self._lengths.extend(np.bincount(owner, minlength=new))
        self._total += len(owner)
        self._texts += new

    def _said(self, texts: Iterable[str]) -> tuple[Ints, Ints, int]:
        """Return the number of each word that counts, whose text it is, and how many texts."""
        numbers: list[int] = []
        ends = [0]
        for text in texts:
            numbers.extend(map(self._numbers.__getitem__, plain_words(text)))
            ends.append(len(numbers))
        said = np.array(numbers, np.int64)
        owner = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        counts = said >= 0
        return said[counts], owner[counts], len(ends) - 1

    def _room_for_new_words(self) -> None:
        new = len(self._numbers.of_terms) - len(self._lists)
        self._lists += [_List(array("i"), array("i")) for _ in range(new)]
        self._living.extend(np.zeros(new))

    def _extend_lists(self, words: Ints, numbers: Ints, occurrences: Ints) -> None:
        """Append to the list of each word; `words` rises, and `numbers` within a word."""
        starts = np.flatnonzero(np.diff(words, prepend=-1))
        different = words[starts]
        counts = np.diff(starts, append=len(words))
        self._living.array[different] += counts
        numbers, occurrences = numbers.astype(np.int32), occurrences.astype(np.int32)
        ends = (starts + counts).tolist()
        for word, start, end in zip(different.tolist(), starts.tolist(), ends, strict=True):
            self._lists[word].numbers.frombytes(numbers[start:end].tobytes())
            self._lists[word].occurrences.frombytes(occurrences[start:end].tobytes())


class _List(NamedTuple):
    """The texts that hold a word, and how often each does."""

    numbers: "array[int]"
    occurrences: "array[int]"


class _Numbers(dict[str, int]):
    """The number of each plain word: of all that have one term the same, of no term -1.

    So that a word which was met before costs one look into a dictionary, and no call.

    Attributes:
        term: Returns what a plain word is found by.
        of_terms: The number of each term, from 0.
    """

    def __init__(self, term: Callable[[str], str]) -> None:
        super().__init__()
        self.term = term
        self.of_terms: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        term = self.term(word)
        number = self.of_terms.setdefault(term, len(self.of_terms)) if term else -1
        self[word] = number
        return number
