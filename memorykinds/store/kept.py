"""Kept: the vectors of some items as they stand in the file, to be looked at.

A search needs none of this: it compares vectors and returns likenesses. Who draws a map, or
measures how well an embedder spreads texts, needs the numbers themselves.
"""

from collections.abc import Sequence

import numpy as np

from memorykinds.store import rows
from memorykinds.store.database import Database
from memorykinds.store.embedding import Vectors
from memorykinds.store.loading import Loader
from memorykinds.store.rows import Labels


def kept_vectors(
    database: Database, labels: Labels, keys: Sequence[str], dims: int
) -> list[Vectors]:
    """Return the vectors of each item in the order of the keys, shape (n, dims) for its n texts.

    Args:
        database: Inside a transaction.
        labels: The namespace.
        keys: Which items; n is 0 for one that is not there or has no vector.
        dims: The length of a vector; 0 if the store has none.

    Raises:
        StoreError: If a vector in the file is damaged.
    """
    states = rows.states(database, labels, keys) if dims else {}
    found: dict[int, Vectors] = {}
    wanted = sorted(state.id for state in states.values())
    for ids, vectors in Loader(database, labels).vectors(dims, wanted) if wanted else ():
        for item_id in np.unique(ids).tolist():
            mine = vectors[ids == item_id]
            before = found.get(item_id)  # an item's texts may stand in two parts
            found[item_id] = mine if before is None else np.concatenate([before, mine])
    nothing = np.zeros((0, dims), np.float32)
    return [found.get(states[key].id, nothing) if key in states else nothing for key in keys]
