"""Map drawing: one scene of points and lines, as SVG for the live view and as PNG without one.

Each kind has a shape as well as a colour, and the query one of its own, so nothing is said by
colour alone.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from memorykinds.widgets import raster
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.markup import tag
from memorykinds.widgets.raster import Colour, Raster

WIDTH, HEIGHT = 640, 400
"""Of the drawing, in its own units; the PNG has twice as many pixels each way."""

MARGIN = 26

SHAPES = {"semantic": "circle", "episodic": "square", "procedural": "triangle"}
SIGNS = {"semantic": "●", "episodic": "■", "procedural": "▲", "query": "✚"}

_COLOURS: Mapping[str, Colour] = {
    "semantic": (31, 119, 180),
    "episodic": (42, 143, 60),
    "procedural": (184, 96, 11),
}
_BLACK, _WHITE = (20, 20, 20), (255, 255, 255)
_SCALE = 2


class Mark(NamedTuple):
    """One memory on the map.

    Attributes:
        memory_id: Which.
        kind: Its kind, which says its shape.
        x: From the left.
        y: From the top.
        told: What it says, for who points at it.
        number: Its place among those nearest to the query, from 1; 0 if it is none of them.
        tied: Whether it is among those nearest to the memory that is chosen.
        chosen: Whether it is that memory.
    """

    memory_id: str
    kind: str
    x: float
    y: float
    told: str
    number: int = 0
    tied: bool = False
    chosen: bool = False


class Scene(NamedTuple):
    """All that is drawn.

    Attributes:
        marks: The memories.
        query: Where the query stands; None if there is none.
        told: What is to be seen, in words.
    """

    marks: tuple[Mark, ...]
    query: tuple[float, float] | None
    told: str

    @property
    def radius(self) -> float:
        """How large a point is: the smaller, the more there are."""
        few, some = 60, 150
        number = len(self.marks)
        return 6.0 if number <= few else 4.5 if number <= some else 3.5

    @property
    def lines(self) -> list[tuple[float, float, float, float, bool]]:
        """From where to where a line goes, and whether it is one of the query's."""
        found = []
        if self.query is not None:
            found += [(*self.query, mark.x, mark.y, True) for mark in self.marks if mark.number]
        for chosen in (mark for mark in self.marks if mark.chosen):
            found += [(chosen.x, chosen.y, m.x, m.y, False) for m in self.marks if m.tied]
        return found


def placed(places: npt.NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return places in the units of the drawing: one scale for both axes, in the middle."""
    if not len(places):
        return []
    least, most = places.min(0), places.max(0)
    room = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN])
    extent = most - least
    scale = float((room[extent > 0] / extent[extent > 0]).min()) if (extent > 0).any() else 0.0
    off = (places - (least + most) / 2) * scale
    xs, ys = WIDTH / 2 + off[:, 0], HEIGHT / 2 - off[:, 1]  # on a page y grows downwards
    return list(zip(xs.round(1).tolist(), ys.round(1).tolist(), strict=True))


def svg(scene: Scene, ui: Controls) -> Markup:
    """Return the scene as an image of which each point can be clicked."""
    drawn: list[Markup] = [_svg_line(*line) for line in scene.lines]
    drawn += [
        ui.drawn(
            tag("title", mark.told),
            _svg_shape(mark, scene.radius),
            act="select",
            args=[mark.memory_id],
            class_=f"mk-point mk-{mark.kind}",
        )
        for mark in scene.marks
    ]
    drawn += [_svg_number(mark) for mark in scene.marks if mark.number]
    drawn += [
        tag("circle", cx=mark.x, cy=mark.y, r=scene.radius + 4, class_="mk-ring")
        for mark in scene.marks
        if mark.chosen
    ]
    if scene.query is not None:
        drawn.append(tag("path", d=_cross(*scene.query), class_="mk-query"))
    return tag(
        "svg",
        *drawn,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label=scene.told,
        class_="mk-map",
    )


def png(scene: Scene) -> bytes:
    """Return the scene as a PNG on white."""
    picture = Raster(WIDTH * _SCALE, HEIGHT * _SCALE)
    shapes = {"circle": raster.circle, "square": raster.square, "triangle": raster.triangle}
    for x1, y1, x2, y2, of_query in scene.lines:
        dx, dy = (x2 - x1) * _SCALE, (y2 - y1) * _SCALE
        drawn = raster.line(dx, dy, thick=2, dash=0 if of_query else 6)
        picture.fill(x1 * _SCALE, y1 * _SCALE, max(abs(dx), abs(dy)) + 2, drawn, _BLACK)
    for mark in scene.marks:
        x, y, size = mark.x * _SCALE, mark.y * _SCALE, _size(mark.kind, scene.radius) * _SCALE
        shape = shapes[SHAPES[mark.kind]]
        if mark.chosen:
            picture.fill(x, y, 24, raster.circle((scene.radius + 4) * _SCALE + 3), _BLACK)
            picture.fill(x, y, 24, raster.circle((scene.radius + 4) * _SCALE), _WHITE)
        picture.fill(x, y, size + 3, shape(size + 1.5), _WHITE)
        picture.fill(x, y, size + 2, shape(size), _COLOURS[mark.kind])
    for mark in scene.marks:
        if mark.number:
            x, y = (mark.x + 9) * _SCALE, (mark.y - 17) * _SCALE
            picture.number(x, y, mark.number, 5, _BLACK)
    if scene.query is not None:
        x, y = (at * _SCALE for at in scene.query)
        picture.fill(x, y, 24, raster.cross(11 * _SCALE), _WHITE)
        picture.fill(x, y, 24, raster.cross(9 * _SCALE), _BLACK)
    return picture.png()


def _size(kind: str, radius: float) -> float:
    """Return a radius at which each shape covers about as much."""
    return {"circle": radius, "square": radius * 0.9, "triangle": radius * 1.4}[SHAPES[kind]]


def _svg_shape(mark: Mark, radius: float) -> Markup:
    x, y, size = mark.x, mark.y, _size(mark.kind, radius)
    if SHAPES[mark.kind] == "circle":
        return tag("circle", cx=x, cy=y, r=size)
    if SHAPES[mark.kind] == "square":
        side = round(2 * size, 1)
        return tag("rect", x=round(x - size, 1), y=round(y - size, 1), width=side, height=side)
    half = size * np.sqrt(3) / 2
    corners = ((x, y - size), (x - half, y + size / 2), (x + half, y + size / 2))
    return tag("polygon", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in corners))


def _svg_line(x1: float, y1: float, x2: float, y2: float, of_query: bool) -> Markup:
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_="mk-near" if of_query else "mk-tied")


def _svg_number(mark: Mark) -> Markup:
    return tag("text", mark.number, x=mark.x + 8, y=mark.y - 7, class_="mk-place")


def _cross(x: float, y: float) -> str:
    a, b = 6, 6  # an arm's length beyond the middle, and its breadth
    return f"M{x - b / 2} {y - a - b / 2}h{b}v{a}h{a}v{b}h{-a}v{a}h{-b}v{-a}h{-a}v{-b}h{a}z"


def legend(counts: Mapping[str, int], *, query: bool) -> str:
    """Return which shape is which kind, and how many of it there are."""
    told = [f"{SIGNS[kind]} {kind} ({SHAPES[kind]}), {counts[kind]}" for kind in counts]
    if query:
        told.append(f"{SIGNS['query']} the query (cross)")
    return "; ".join(told)
