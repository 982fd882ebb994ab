"""Vectors: the FAISS index of one namespace, and the cache of such indexes.

The index is exact and flat (`IndexFlatIP`): it compares the query with every vector of the
namespace that the filter admits. SQLite holds the same vectors; an index is caught up with
it before each search: new rows are appended, removed rows are marked as dead and squeezed
out when they are the majority.
"""

from collections import OrderedDict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from memorykinds.store import rows
from memorykinds.store.database import Database
from memorykinds.store.embedding import Vectors

_faiss: Any = faiss  # its type stubs describe the C++ constructors, not those of Python

MAX_CACHE_BYTES = 1 << 30
"""Vectors kept in memory at most, but for the namespace in use: 700,000 of 384 numbers."""


class IndexCache:
    """The indexes in memory by the id of their namespace, least recently used first."""

    def __init__(self, dims: int) -> None:
        self._dims = dims
        self._indexes: OrderedDict[int, NamespaceIndex] = OrderedDict()

    def current(self, database: Database, namespace: rows.Namespace) -> "NamespaceIndex":
        """Return the index of a namespace, caught up with what the database holds now.

        Must run before the writes of a transaction: a row that is rolled back later would
        stay in the index.
        """
        index = self._indexes.setdefault(namespace.id, NamespaceIndex(namespace.labels, self._dims))
        self._indexes.move_to_end(namespace.id)
        new = rows.vectors_after(database, namespace.id, index.last_id, self._dims)
        if new.ids:
            index.append(new.ids, new.item_ids, new.keys, new.vectors)
        if index.removals != namespace.removals:
            index.keep_only(rows.vector_ids(database, namespace.id))
            index.removals = namespace.removals
        self._evict()
        return index

    def drop_vanished(self, prefix: rows.Labels, found: Sequence[rows.Namespace]) -> None:
        """Drop the indexes under a prefix whose namespace is no more among those found there."""
        live = {namespace.id for namespace in found}
        for namespace_id, index in list(self._indexes.items()):
            if namespace_id not in live and index.labels[: len(prefix)] == prefix:
                del self._indexes[namespace_id]

    def clear(self) -> None:
        """Drop every index."""
        self._indexes.clear()

    def _evict(self) -> None:
        size = sum(index.size for index in self._indexes.values()) * self._dims * 4
        while size > MAX_CACHE_BYTES and len(self._indexes) > 1:
            _, oldest = self._indexes.popitem(last=False)
            size -= oldest.size * self._dims * 4


class NamespaceIndex:
    """The vectors of one namespace, searchable by cosine.

    FAISS numbers vectors by position; the arrays beside it say for each position which row
    and which item it is. An item has a vector for each of its texts.

    Attributes:
        labels: The namespace.
        last_id: The greatest id of a vector's row seen so far.
        removals: The namespace's count of removed vectors when last caught up.
    """

    def __init__(self, labels: rows.Labels, dims: int) -> None:
        self.labels = labels
        self.last_id = 0
        self.removals = 0
        self._faiss = faiss.IndexFlatIP(dims)
        self._ids: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._item_ids: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._alive: npt.NDArray[np.bool_] = np.empty(0, np.bool_)
        self._keys: dict[int, str] = {}

    @property
    def size(self) -> int:
        """Vectors held, the dead ones included."""
        return len(self._ids)

    def append(
        self, ids: Sequence[int], item_ids: Sequence[int], keys: Sequence[str], vectors: Vectors
    ) -> None:
        """Add rows at the end, in the order of their ids."""
        self._faiss.add(vectors)
        self._ids = np.append(self._ids, np.asarray(ids, np.int64))
        self._item_ids = np.append(self._item_ids, np.asarray(item_ids, np.int64))
        self._alive = np.append(self._alive, np.ones(len(ids), np.bool_))
        self._keys.update(zip(item_ids, keys, strict=True))
        self.last_id = ids[-1]

    def keep_only(self, ids: Sequence[int]) -> None:
        """Mark all other rows as dead; squeeze the dead out when they are the majority."""
        self._alive = np.isin(self._ids, np.asarray(ids, np.int64))
        if 2 * int(self._alive.sum()) > self.size:
            return
        self._faiss.remove_ids(_selector(~self._alive))  # the rest moves up, in order
        self._ids, self._item_ids = self._ids[self._alive], self._item_ids[self._alive]
        self._alive = np.ones(len(self._ids), np.bool_)
        self._keys = {item_id: self._keys[item_id] for item_id in self._item_ids.tolist()}

    def search(
        self, query: Vectors, want: int, allowed: AbstractSet[int] | None
    ) -> list[tuple[float, str, int]]:
        """Return the best items as (cosine, key, item id): at least `want`, if there are.

        Items that tie with the last one wanted are all returned, so that the caller's order
        of equals does not depend on FAISS; an item counts with its best vector.

        Args:
            query: One unit vector, shape (dims,).
            want: How many items, at least 1.
            allowed: Ids of the items that the filter admits; None admits all.
        """
        mask = self._alive
        if allowed is not None:
            mask = mask & np.isin(self._item_ids, np.fromiter(allowed, np.int64, len(allowed)))
        admitted = int(mask.sum())
        # One query runs on one thread (FAISS spreads queries over threads, not vectors), so
        # the process-wide omp_set_num_threads is left as the user has it.
        parameters = _faiss.SearchParameters(sel=_selector(mask))
        k = min(admitted, want + 1)
        while k:
            found, positions = self._faiss.search(query[None], k, params=parameters)
            best: dict[int, float] = {}
            for score, item_id in zip(
                found[0].tolist(), self._item_ids[positions[0]].tolist(), strict=True
            ):
                best.setdefault(item_id, score)  # scores fall: the first is the item's best
            settled = len(best) >= want and found[0][-1] < list(best.values())[want - 1]
            if settled or k == admitted:
                return [
                    (min(1.0, max(-1.0, score)), self._keys[item_id], item_id)
                    for item_id, score in best.items()
                ]
            k = min(admitted, 2 * k)  # several vectors of one item, or a tie: look further
        return []


def _selector(mask: npt.NDArray[np.bool_]) -> Any:
    return _faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
