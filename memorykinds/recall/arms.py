"""Arms: what each way of searching says of every memory, as it says it.

Two are there. The *dense* arm compares meaning, by the cosine of two vectors; the *lexical* arm
compares words, by BM25. One finds "allergic to nuts" for "what must she not eat?", the other the
one memory of a thousand with the name "Zeynep".
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from memorykinds.recall.fusion import Floats, ranks
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
    """

    cosine: Floats | None
    nearness: npt.NDArray[np.int64] | None
    bm25: Floats
    whole: Floats
    match: npt.NDArray[np.int64]

    @property
    def coverage(self) -> Floats:
        """How much of the query's words each memory holds; 1 is all, more is possible."""
        covered: Floats = self.bm25 / self.whole
        return covered


def arms_of(query: str, parts: Sequence[Part[MemoryTable]]) -> Arms:
    """Return what both arms say of every row of the parts, one part after the other."""
    found = [part.view.words.score(query) for part in parts]
    rows = [part.rows for part in parts]
    bm25 = [scores.bm25[some] for scores, some in zip(found, rows, strict=True)]
    whole = [np.full(len(some), scores.whole) for scores, some in zip(found, rows, strict=True)]
    cosine = None
    if any(part.cosines is not None for part in parts):
        cosine = np.concatenate(
            [
                np.full(len(part.rows), np.nan) if part.cosines is None else part.cosines
                for part in parts
            ]
        )
    words = np.concatenate([_NOTHING, *bm25])
    worth = np.concatenate([_NOTHING, *whole])
    return Arms(
        cosine=cosine,
        nearness=None if cosine is None else ranks(cosine),
        bm25=words,
        whole=worth,
        match=ranks(np.where(words > 0, words / worth, np.nan)),
    )
