"""Map drawn: which memory stands where, what is truly near to it, and how far to believe that."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from memorykinds.bridge import Steps
from memorykinds.kinds import MemoryKind, NotFoundError, Record
from memorykinds.widgets.map_points import Points, points
from memorykinds.widgets.projection import Distortion, Floats, Projection, distortion, projection


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A memory that is near in truth.

    Attributes:
        record: The memory.
        cosine: How alike its vector is: 1 if it points the same way, 0 if it has nothing to do
            with the other.
        on_map: Its place by distance on the map, from 1.
    """

    record: Record
    cosine: float
    on_map: int


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What is on the map.

    Attributes:
        kinds: Which kinds are drawn.
        query: The question among them; "" if there is none.
        points: The memories and their vectors.
        plane: What they are looked at on; None if there are none.
        places: Where each memory stands, shape (n, 2).
        query_place: Where the question stands; None if nowhere.
        distortion: What of the nearness of the sample is left; None for fewer than three.
    """

    kinds: tuple[MemoryKind, ...]
    query: str
    points: Points
    plane: Projection | None = None
    places: Floats = field(default_factory=lambda: np.zeros((0, 2)))
    query_place: Floats | None = None
    distortion: Distortion | None = None

    @property
    def records(self) -> tuple[Record, ...]:
        """The memories."""
        return self.points.records

    def at(self, memory_id: str) -> int:
        """Return the number of a memory.

        Raises:
            NotFoundError: If it is not on the map.
        """
        found = (n for n, record in enumerate(self.records) if record.id == memory_id)
        at = next(found, None)
        if at is None:
            raise NotFoundError(f"There is no memory with the id {memory_id!r} on the map.")
        return at

    def nearest(self, near: int, memory_id: str | None = None) -> tuple[Neighbour, ...]:
        """Return what is truly nearest to a memory, else to the question; none without one."""
        if memory_id is not None:
            at = self.at(memory_id)
            vector, place = self.points.vectors[at], self.places[at]
        elif self.points.query is not None and self.query_place is not None:
            at, vector, place = -1, self.points.query, self.query_place
        else:
            return ()
        # Rounded, so that equals come in their order whatever the last bits are.
        cosines = (self.points.vectors @ vector).round(6)
        far = np.hypot(*(self.places - place).T).round(6)
        others = [n for n in range(len(cosines)) if n != at]
        on_map = {n: rank for rank, n in enumerate(sorted(others, key=far.__getitem__), start=1)}
        best = sorted(others, key=lambda n: -cosines[n])[:near]
        return tuple(Neighbour(self.records[n], float(cosines[n]), on_map[n]) for n in best)


def drawn(
    user: str,
    store: Any,
    kinds: Sequence[MemoryKind],
    query: str,
    near: int,
    *,
    before: Drawn | None,
) -> Steps[Drawn]:
    """Return the map of a user's memories; for what it is made of see `map_points.points`.

    To find the plane takes longest of all: if the vectors are those of the map `before`, it is
    the same.
    """
    found = yield from points(user, store, kinds, query, near)
    empty = Drawn(tuple(kinds), query, found)
    if not found.sampled:
        return empty
    # The plane is chosen without what a query brings, so that no question moves the map.
    sample = found.sample
    if before is not None and np.array_equal(before.points.sample, sample):
        plane, left = before.plane or projection(sample), before.distortion
    else:
        plane = projection(sample)
        left = distortion(sample, plane.places(sample), near)
    return replace(
        empty,
        plane=plane,
        places=plane.places(found.vectors),
        query_place=None if found.query is None else plane.places(found.query[None])[0],
        distortion=left,
    )


def nothing(seen: Drawn) -> str:
    """Return why nothing is drawn."""
    found = seen.points
    if not found.held:
        return f"There is no {' or '.join(seen.kinds)} memory yet."
    return found.note or f"None of the {found.held:,} memories has a vector."


def believed(seen: Drawn) -> list[str]:
    """Return how far the map may be believed, in sentences."""
    found, told = seen.points, []
    number = len(found.records)
    if found.held > number + found.without:
        told.append(
            f"Of {found.held:,} memories {number:,} are drawn: a sample, the same each time"
            + (", and what is nearest to the query." if number > found.sampled else ".")
        )
    if found.without:
        told.append(f"{found.without:,} have no vector and are not drawn.")
    if found.note:
        told.append(found.note)
    shares = seen.plane.shares if seen.plane else (0.0, 0.0)
    told.append(_told(shares, seen.distortion, number))
    if seen.query:
        told.append(
            "The query is put where the same two directions place it; it did not choose them."
        )
    return told


def _told(shares: tuple[float, float], left: Distortion | None, number: int) -> str:
    """Return in words how much of the vectors the map shows."""
    if not sum(shares):
        same = "There is one memory" if number == 1 else "All vectors are the same"
        return f"{same}, so there is nothing to tell apart."
    told = (
        f"The map shows {sum(shares):.0%} of how the vectors differ: "
        f"{shares[0]:.0%} from left to right, the rest from bottom to top."
    )
    if left is None:
        return f"{told} So few points fit on it as they are."
    one = left.near == 1
    told += (
        f" Of the {left.near} nearest in truth, {left.kept:.1f} are on average among the "
        f"{left.near} nearest here"
        if not one
        else f" The nearest in truth is also the nearest here for {left.kept:.0%} of the memories"
    )
    share = left.kept / left.near
    if share >= 0.8:  # noqa: PLR2004 -- words for numbers that stand beside them
        advice = "it can nearly be read as it looks"
    elif share >= 0.5 or left.trustworthiness >= 0.85:  # noqa: PLR2004
        advice = "groups can be read from it, single neighbours cannot"
    else:
        advice = "what stands close here is often not alike, so trust the tables"
    return f"{told} (trustworthiness {left.trustworthiness:.2f} of 1): {advice}."
