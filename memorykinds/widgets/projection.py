"""Projection: vectors in two dimensions, and how far that picture may be believed.

Principal component analysis: of all planes through the cloud of vectors it takes the one on
which they differ most. It is a shadow, so what is far apart may fall together; both measures
say how much is lost. Of the ways to draw vectors it is the one whose axes, and so whose
distortion, do not depend on chance (t-SNE and UMAP begin with random numbers).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SQUARINGS = 30
"""At most: the power is then a thousand million, and what is still as strong is so for the eye."""

_ALONE = 1e-12
"""What the other directions may hold together once the strongest is found."""


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """A plane to look at vectors on.

    Attributes:
        center: The mean of the vectors, shape (dims,).
        axes: Two directions of length 1, shape (2, dims); zeros where there is none.
        shares: Of how the vectors differ (their variance) the share along each axis, 0 to 1.
    """

    center: Floats
    axes: Floats
    shares: tuple[float, float]

    def places(self, vectors: npt.ArrayLike) -> Floats:
        """Return where vectors stand, shape (n, 2)."""
        return (np.asarray(vectors, np.float64) - self.center) @ self.axes.T


@dataclass(frozen=True, slots=True)
class Distortion:
    """What of the nearness of points is left on the map.

    Attributes:
        near: How many nearest were compared, of each point.
        kept: How many of these are also among as many nearest on the map, on average.
        trustworthiness: 0 to 1, the measure of Venna and Kaski (2001): 1 if no point of the map
            stands nearer than it is; about 0.5 for places by chance.
    """

    near: int
    kept: float
    trustworthiness: float


def projection(vectors: npt.ArrayLike) -> Projection:
    """Return the plane on which the vectors differ most.

    An axis has no direction of its own. It is turned so that its largest component is positive:
    the same vectors give the same map, not its mirror image.

    Args:
        vectors: Shape (n, dims), n at least 1.
    """
    rows = np.asarray(vectors, np.float64)
    center: Floats = rows.mean(0)
    spread = rows - center
    whole = float((spread**2).sum())
    axes, shares = np.zeros((2, rows.shape[1])), [0.0, 0.0]
    # What is left of equal vectors is the rounding of their mean, which has no direction.
    least = 1e-12 * max(1.0, float((rows**2).sum()))
    for number, (axis, strength) in enumerate(_directions(spread)):
        if strength > least:
            axes[number] = axis * (1.0 if axis[np.argmax(np.abs(axis))] > 0 else -1.0)
            shares[number] = strength / whole
    return Projection(center, axes, (shares[0], shares[1]))


def _directions(rows: Floats) -> Iterator[tuple[Floats, float]]:
    """Yield the two directions in which rows lie most, and the squares of their lengths there.

    They are found by squaring and not by LAPACK: its many small steps wait for the threads of BLAS
    each time, and on a busy machine that took seconds where this takes a twentieth of one.
    """
    few = len(rows) < rows.shape[1]
    square = (
        rows @ rows.T if few else rows.T @ rows
    )  # the smaller of the two has the same strengths
    for _ in range(2):
        found = _strongest(square)
        strength = float(found @ square @ found)
        square = square - strength * np.outer(found, found)
        direction = found @ rows if few else found
        yield direction / (np.linalg.norm(direction) or 1.0), strength


def _strongest(square: Floats) -> Floats:
    """Return the direction that a symmetric matrix stretches most (power iteration, by squaring).

    Squared again and again, a matrix keeps of all its directions the strongest alone.
    """
    power = square
    for _ in range(_SQUARINGS):
        power = power / (np.trace(power) or 1.0)
        power = power @ power
        if np.trace(power) > 1 - _ALONE:
            break
    found: Floats = power[np.argmax(np.diag(power))]
    return found / (np.linalg.norm(found) or 1.0)


def distortion(vectors: npt.ArrayLike, places: Floats, near: int) -> Distortion | None:
    """Return what of the nearness of points is left; None if there are fewer than three.

    Args:
        vectors: The points as they are, shape (n, dims).
        places: The same on the map, shape (n, 2).
        near: How many nearest of each point count; fewer where there are not twice as many.
    """
    number = len(places)
    near = min(near, (number - 1) // 2)
    if near < 1:
        return None
    truth, shown = _order(np.asarray(vectors, np.float64)), _order(places)
    rank = np.zeros((number, number), np.int64)  # of each point the others' in truth, from 0
    np.put_along_axis(rank, truth, np.arange(number - 1)[None, :], 1)
    ranks = np.take_along_axis(rank, shown[:, :near], 1)
    strangers = np.maximum(0, ranks - near + 1).sum()
    worst = number * near * (2 * number - 3 * near - 1) / 2
    return Distortion(near, float((ranks < near).sum(1).mean()), float(1 - strangers / worst))


def distances(points: Floats) -> Floats:
    """Return the distance of each point to each, shape (n, n), rounded as the points are."""
    squares = (points**2).sum(1)
    found: Floats = np.sqrt(np.maximum(0, squares[:, None] + squares - 2 * points @ points.T))
    return found.round(6)


def _order(points: Floats) -> Ints:
    """Return of each point the others, nearest first; equals in their order. Shape (n, n - 1)."""
    far = distances(points)
    np.fill_diagonal(far, -1.0)  # each is nearest to itself, also beside its equals
    return np.argsort(far, 1, kind="stable")[:, 1:]
