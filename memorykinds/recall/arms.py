"""Arms: what each way of searching says of every memory, as it says it.

Two are there. The *dense* arm compares meaning, by the cosine of two vectors; the *lexical* arm
compares words, by BM25. One finds "allergic to nuts" for "what must she not eat?", the other the
one memory of a thousand with the name "Zeynep".

Where several queries are asked, a memory has in each arm what the best of them gives it: one
query that fits is enough, and the others take nothing from it (CombMAX of Fox and Shaw,
Combination of Multiple Searches, 1994). A query may count less than another (`Query.weight`).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from memorykinds.recall.fusion import Floats, ranks
from memorykinds.recall.queries import Query
from memorykinds.recall.table import MemoryTable
from memorykinds.store.look import Part

_NOTHING: Floats = np.zeros(0)


class Arms(NamedTuple):
    """The raw scores of both arms, over all memories of all parts.

    Attributes:
        cosine: NaN where there is none; None if the store has no vectors.
        nearness: The rank by cosine, from 1; 0 where there is none.
        bm25: 0 where no word of the query occurs.
        whole: What the words of the query are worth in the namespace of each memory.
        match: The rank by words, from 1; 0 where none occurs.
        finder: Of several queries the number of the one that found it best: by the sum of
            cosine and coverage.
    """

    cosine: Floats | None
    nearness: npt.NDArray[np.int64] | None
    bm25: Floats
    whole: Floats
    match: npt.NDArray[np.int64]
    finder: npt.NDArray[np.int64]

    @property
    def coverage(self) -> Floats:
        """How much of the query's words each memory holds; 1 is all, more is possible."""
        covered: Floats = self.bm25 / self.whole
        return covered

    def dense_rank(self, place: int) -> int | None:
        """Return the rank of a memory by meaning, from 1; None if it has none."""
        return None if self.nearness is None else int(self.nearness[place]) or None

    def lexical_rank(self, place: int) -> int | None:
        """Return the rank of a memory by words, from 1; None if it shares none."""
        return int(self.match[place]) or None


def arms_of(queries: Sequence[Query], parts: Sequence[Part[MemoryTable]]) -> Arms:
    """Return what both arms say of every row of the parts, one part after the other."""
    bm25, whole = _words(queries, parts)
    cosines = _cosines(queries, parts)
    coverage = bm25 / whole
    best = coverage.argmax(0)[None]
    words = np.take_along_axis(bm25, best, 0)[0]
    worth = np.take_along_axis(whole, best, 0)[0]
    cosine = None if cosines is None else np.fmax.reduce(cosines)
    likeness = coverage if cosines is None else coverage + np.nan_to_num(cosines)
    return Arms(
        cosine=cosine,
        nearness=None if cosine is None else ranks(cosine),
        bm25=words,
        whole=worth,
        match=ranks(np.where(words > 0, words / worth, np.nan)),
        finder=likeness.argmax(0),
    )


def _words(queries: Sequence[Query], parts: Sequence[Part[MemoryTable]]) -> tuple[Floats, Floats]:
    """Return BM25 and what the query is worth: a row for each query, a column for each memory."""
    bm25, whole = [], []
    for query in queries:
        found = [part.view.words.score(query.text) for part in parts]
        rows = [part.rows for part in parts]
        scores = [query.weight * one.bm25[some] for one, some in zip(found, rows, strict=True)]
        worth = [np.full(len(some), one.whole) for one, some in zip(found, rows, strict=True)]
        bm25.append(np.concatenate([_NOTHING, *scores]))
        whole.append(np.concatenate([_NOTHING, *worth]))
    return np.array(bm25), np.array(whole)


def _cosines(queries: Sequence[Query], parts: Sequence[Part[MemoryTable]]) -> Floats | None:
    """Return the cosines likewise; None if there are no vectors."""
    if all(part.cosines is None for part in parts):
        return None
    found = [
        np.full((len(queries), len(part.rows)), np.nan) if part.cosines is None else part.cosines
        for part in parts
    ]
    weights = np.array([[query.weight] for query in queries])
    weighed: Floats = weights * np.concatenate(found, axis=1)
    return weighed
