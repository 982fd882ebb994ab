"""Raster: a few shapes drawn into a PNG, with NumPy and Python's own zlib.

A static page needs one picture of points, lines and digits. A plotting library for that would be
sixty megabytes that every notebook server installs; this is a page of code. Each shape is a
function that tells how far a pixel is outside of it, and the last half pixel makes its edge soft.
"""

import struct
import zlib
from collections.abc import Callable
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Outside = Callable[[Floats, Floats], Floats]
"""How far each (x, y), from a shape's center, is outside of it; negative within."""

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

_GLYPHS = (
    ("111", "101", "101", "101", "111"),
    ("010", "110", "010", "010", "111"),
    ("111", "001", "111", "100", "111"),
    ("111", "001", "111", "001", "111"),
    ("101", "101", "111", "001", "001"),
    ("111", "100", "111", "001", "111"),
    ("111", "100", "111", "101", "111"),
    ("111", "001", "010", "010", "010"),
    ("111", "101", "111", "101", "111"),
    ("111", "101", "111", "001", "111"),
)
"""The ten digits, three pixels wide and five high."""


def circle(radius: float) -> Outside:
    """Return a disc."""
    return lambda x, y: np.hypot(x, y) - radius


def square(radius: float) -> Outside:
    """Return a square whose sides are `radius` away from its center."""
    return lambda x, y: np.maximum(np.abs(x), np.abs(y)) - radius


def triangle(radius: float) -> Outside:
    """Return a triangle that stands on a side; `radius` from its center to a corner."""
    half = radius / 2
    slope = np.sqrt(3) / 2
    return lambda x, y: np.maximum(y - half, slope * np.abs(x) - y / 2 - half)


def cross(radius: float) -> Outside:
    """Return an upright cross."""
    thick = radius / 3
    wide: Outside = lambda x, y: np.maximum(np.abs(x) - radius, np.abs(y) - thick)  # noqa: E731
    return lambda x, y: np.minimum(wide(x, y), wide(y, x))


def line(dx: float, dy: float, thick: float, dash: float = 0) -> Outside:
    """Return a line from the center to (dx, dy); of dashes, if they have a length."""
    length = float(np.hypot(dx, dy)) or 1.0

    def outside(x: Floats, y: Floats) -> Floats:
        along = np.clip((x * dx + y * dy) / length, 0, length)
        far: Floats = np.hypot(x - along * dx / length, y - along * dy / length) - thick / 2
        return np.where(along % (2 * dash) < dash, far, 1.0) if dash else far

    return outside


class Raster:
    """A white picture to draw on.

    Args:
        width: In pixels.
        height: In pixels.
    """

    def __init__(self, width: int, height: int) -> None:
        self._pixels = np.full((height, width, 3), 255.0)

    def fill(self, x: float, y: float, reach: float, shape: Outside, colour: Colour) -> Self:
        """Draw a shape around (x, y), nothing of which is farther than `reach` from there."""
        height, width, _ = self._pixels.shape
        left, right = max(0, int(x - reach - 1)), min(width, int(x + reach + 2))
        top, bottom = max(0, int(y - reach - 1)), min(height, int(y + reach + 2))
        if left < right and top < bottom:
            ys, xs = np.mgrid[top:bottom, left:right]
            covered = np.clip(0.5 - shape(xs + 0.5 - x, ys + 0.5 - y), 0, 1)[..., None]
            part = self._pixels[top:bottom, left:right]
            part += covered * (np.array(colour, float) - part)
        return self

    def number(self, x: float, y: float, number: int, size: int, colour: Colour) -> Self:
        """Write a number whose upper left corner is at (x, y); `size` pixels to a dot."""
        x, y = round(x), round(y)  # a dot is whole pixels, so that it stays sharp
        for place, digit in enumerate(str(number)):
            for row, dots in enumerate(_GLYPHS[int(digit)]):
                for column, dot in enumerate(dots):
                    if dot == "1":
                        left = x + (4 * place + column + 0.5) * size
                        self.fill(left, y + (row + 0.5) * size, size, square(size / 2), colour)
        return self

    def png(self) -> bytes:
        """Return the picture as a PNG (the format's specification, 3rd edition, 2025)."""
        height, width, _ = self._pixels.shape
        rows = self._pixels.round().astype(np.uint8).reshape(height, -1)
        plain = np.zeros((height, 1 + rows.shape[1]), np.uint8)  # each row: no filter, its pixels
        plain[:, 1:] = rows
        head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        parts = ((b"IHDR", head), (b"IDAT", zlib.compress(plain.tobytes(), 9)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)
