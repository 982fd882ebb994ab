"""IVF: the vectors in lists around centres; a search looks into the nearest lists.

Sivic and Zisserman, "Video Google: a text retrieval approach to object matching in videos",
2003: an inverted file, whose words are the centres that k-means finds.
"""

import math

import faiss

from memorykinds.store.columns import Mask
from memorykinds.store.embedding import Vectors
from memorykinds.store.indexes.index import Found, Index, only_found, raw, selected
from memorykinds.store.indexes.plan import IndexPlan

_STEPS = 10
"""Rounds of k-means: further ones move the centres little."""

_SAMPLE = 64
"""Vectors for each centre that k-means looks at: enough, and a quarter of FAISS's own number."""


class IvfIndex(Index):
    """Vectors, each in the list of its nearest centre.

    A new vector goes into a list at once. The centres stay where they were found to be, and
    are sought anew when there are twice as many vectors as then.

    Args:
        vectors: What it holds at first, shape (n, dims), and finds the centres of.
        plan: ``nlist`` and ``nprobe``.
    """

    kind = "ivf"
    approximate = True

    def __init__(self, vectors: Vectors, plan: IndexPlan) -> None:
        dims = vectors.shape[1]
        lists = min(plan.nlist or round(math.sqrt(len(vectors))), len(vectors))
        self._centres = raw.IndexFlatIP(dims)
        index = raw.IndexIVFFlat(self._centres, dims, lists, faiss.METRIC_INNER_PRODUCT)
        super().__init__(index, dims, trained_on=len(vectors))
        self._probes = min(plan.nprobe, lists)
        training = index.cp
        training.spherical = True  # centres of length 1, as the vectors are
        training.niter = _STEPS
        training.min_points_per_centroid = 1  # small lists are no reason for a warning
        training.max_points_per_centroid = _SAMPLE
        index.train(vectors)
        index.add(vectors)

    @property
    def bytes(self) -> int:
        """How much memory they, their positions and the centres take."""
        return self.size * (self._dims * 4 + 8) + int(self._centres.ntotal) * self._dims * 4

    def near(self, query: Vectors, k: int, allowed: Mask | None) -> Found:
        """Return the best `k` of the ``nprobe`` nearest lists."""
        return self._look(query, k, allowed, self._probes)

    def every(self, query: Vectors, k: int, allowed: Mask | None) -> Found:
        """Return the best `k` of all lists."""
        return self._look(query, k, allowed, self._faiss.nlist)

    def _look(self, query: Vectors, k: int, allowed: Mask | None, probes: int) -> Found:
        parameters = raw.SearchParametersIVF(nprobe=probes, sel=selected(allowed))
        return only_found(*self._faiss.search(query, k, params=parameters))
