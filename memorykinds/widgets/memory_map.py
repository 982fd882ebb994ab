"""`MemoryMap`: the vectors of memories in two dimensions, and how far to believe it.

Memories that mean about the same have vectors that point about the same way. That can be seen,
but only as a shadow: hundreds of dimensions do not fit on a page. So the map says how much it
distorts, and what is truly nearest is listed by the vectors themselves.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from memorykinds.kinds import KINDS, InputError, MemoryKind, NotFoundError, Record
from memorykinds.kinds.given import given
from memorykinds.kinds.text import one_line, shorten
from memorykinds.recalling import chosen_kinds
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.inspector import Inspector, action
from memorykinds.widgets.map_drawing import WIDTH, Mark, Scene, legend, placed, png, svg
from memorykinds.widgets.map_drawn import Drawn, Neighbour, believed, drawn, nothing
from memorykinds.widgets.markup import bar, details, figure, image, join, table, tag
from memorykinds.widgets.projection import Distortion

if TYPE_CHECKING:
    from memorykinds.memory import Memory

_MOST_NEAR = 20


class MemoryMap(Inspector):
    """The vectors of a memory in two dimensions.

    ::

        view = memory.map("Which tea?", kinds=["semantic", "episodic"])
        view.select("fact-1")
        view.neighbours("fact-1")

    Args:
        memory: Whose memories.
        query: A question to stand among them; None for none.
        kinds: Which kinds are drawn.
        near: How many nearest are shown and compared, 1 to 20.

    Raises:
        InputError: If the query is no text, a kind is none or there is none, or `near` is beyond
            its bounds.
    """

    title = "Map of the memories"

    def __init__(
        self,
        memory: "Memory",
        query: str | None = None,
        *,
        kinds: Sequence[MemoryKind] = KINDS,
        near: int = 5,
    ) -> None:
        super().__init__()
        if isinstance(near, bool) or not isinstance(near, int) or not 1 <= near <= _MOST_NEAR:
            raise InputError(f"near= must be a number from 1 to {_MOST_NEAR}, not {near!r}.")
        self._memory = memory
        self.near = near
        self.chosen: str | None = None
        asked = given("" if query is None else query, str, "query=")
        self._drawn = self._draw(asked, chosen_kinds(kinds), before=None)

    # -- what it knows -----------------------------------------------------------------------

    @property
    def query(self) -> str:
        """The question that stands among the memories; "" if there is none."""
        return self._drawn.query

    @property
    def kinds(self) -> tuple[MemoryKind, ...]:
        """Which kinds are drawn."""
        return self._drawn.kinds

    @property
    def records(self) -> tuple[Record, ...]:
        """The memories on the map."""
        return self._drawn.records

    @property
    def places(self) -> dict[str, tuple[float, float]]:
        """Where each memory stands, along the two axes, by its id."""
        rows = self._drawn.places.tolist()
        return {r.id: (row[0], row[1]) for r, row in zip(self.records, rows, strict=True)}

    @property
    def shares(self) -> tuple[float, float]:
        """Of how the vectors differ (their variance) the share along each axis, 0 to 1."""
        return self._drawn.plane.shares if self._drawn.plane else (0.0, 0.0)

    @property
    def distortion(self) -> Distortion | None:
        """How much of the nearness of points is left; None for fewer than three."""
        return self._drawn.distortion

    def neighbours(self, memory_id: str | None = None) -> tuple[Neighbour, ...]:
        """Return what is truly nearest to a memory on the map, by the cosine; else to the query.

        Raises:
            NotFoundError: If that memory is not on the map.
        """
        return self._drawn.nearest(self.near, memory_id)

    # -- what a person can do ----------------------------------------------------------------

    @action(button="Previous memory")
    def previous(self) -> Record:
        """Choose the memory before the chosen one, the last one after the first."""
        return self._step(-1)

    @action(button="Next memory")
    def next(self) -> Record:
        """Choose the memory after the chosen one, the first one after the last."""
        return self._step(1)

    @action()
    def select(self, memory_id: str) -> Record | None:
        """Choose a memory by its id; "" for none.

        Raises:
            NotFoundError: If it is not on the map.
        """
        if not memory_id:
            self.chosen = None
            return None
        found = self.records[self._drawn.at(memory_id)]
        self.chosen = memory_id
        return found

    @action()
    def ask(self, query: str = "") -> None:
        """Put a question among the memories; a blank one takes it away."""
        self._set(self._draw(query, self.kinds, self._drawn))

    @action()
    def show(self, kind: MemoryKind, on: bool) -> None:
        """Draw a kind, or leave it out.

        Raises:
            InputError: If none would be left.
        """
        kinds = [k for k in KINDS if (on if k == kind else k in self.kinds)]
        if not kinds:
            raise InputError("At least one kind must be drawn.")
        self._set(self._draw(self.query, kinds, self._drawn))

    def _step(self, by: int) -> Record:
        ids = [record.id for record in self.records]
        if not ids:
            raise NotFoundError("There is no memory on the map.")
        start = -1 if by > 0 else 0
        at = ids.index(self.chosen) if self.chosen in ids else start
        self.chosen = ids[(at + by) % len(ids)]
        return self.records[(at + by) % len(ids)]

    def _draw(self, query: str, kinds: Sequence[MemoryKind], before: Drawn | None) -> Drawn:
        if not kinds:
            raise InputError("kinds= must name at least one kind.")
        memory = self._memory
        asked = one_line(query)
        steps = drawn(memory.user, memory.store, kinds, asked, self.near, before=before)
        return memory._bridge.run(steps)  # noqa: SLF001 -- as Memory's own methods read

    def _set(self, drawn: Drawn) -> None:
        self._drawn = drawn
        if self.chosen not in {record.id for record in drawn.records}:
            self.chosen = None

    # -- what it shows -----------------------------------------------------------------------

    def summary(self) -> str:
        """Return how many memories are drawn, how much of them shows, and which is chosen."""
        number = len(self.records)
        told = f"{number:,} of {self._drawn.points.held:,} memories"
        if self._drawn.plane:
            told += f", {sum(self.shares):.0%} of how they differ"
        if self.query:
            told += f", for {shorten(self.query, 24)!r}"
        return f"{told}; {self.chosen} is chosen" if self.chosen else told

    def render(self, ui: Controls) -> Markup:
        """Return the map, what it distorts, and what is truly near."""
        parts = [self._controls(ui)]
        if self._drawn.plane is None:
            return join([*parts, tag("p", nothing(self._drawn))])
        parts += [self._picture(ui), *(tag("p", words) for words in believed(self._drawn))]
        if self.query:
            parts.append(self._near_table(ui, f"Nearest to “{self.query}”", self.neighbours()))
        if self.chosen in self.places:
            parts.append(self._chosen(ui))
        return join([*parts, None if ui.live else self._all()])

    def _controls(self, ui: Controls) -> Markup:
        checks = [ui.check(kind, "show", kind, on=kind in self.kinds) for kind in KINDS]
        options = {"": "none"} | {
            record.id: f"{record.id}: {shorten(record.text, 60)}" for record in self.records
        }
        chosen = ui.choice("Memory", "select", value=self.chosen or "", options=options)
        asked = ui.form("ask", fields={"query": self.query}, submit="Place on the map")
        return join([asked, tag("div", *checks, class_="mk-controls"), chosen])

    def _picture(self, ui: Controls) -> Markup:
        scene = self._scene()
        counts = Counter(record.kind for record in self.records)
        words = legend({k: counts[k] for k in KINDS if counts[k]}, query=bool(self.query))
        drawn = svg(scene, ui) if ui.live else image(png(scene), scene.told, WIDTH)
        return figure(drawn, f"{words}. {self._reading()}")

    def _reading(self) -> str:
        told = []
        if self.query:
            told.append("Lines with numbers lead to what is nearest to the query in truth.")
        if self.chosen is not None:
            told.append("A ring marks the chosen memory, dashed lines what is nearest to it.")
        elif not told:
            told.append("Only nearness has a meaning; the axes have none of their own.")
        return " ".join(told)

    def _scene(self) -> Scene:
        drawn = self._drawn
        query = [] if drawn.query_place is None else [drawn.query_place]
        at = placed(np.array([*drawn.places, *query]))
        asked = {n.record.id: place for place, n in enumerate(self.neighbours(), start=1)}
        tied = {n.record.id for n in self.neighbours(self.chosen)} if self.chosen else set()
        marks = tuple(
            Mark(
                record.id,
                record.kind,
                *where,
                told=f"{record.id}: {shorten(record.text, 100)}",
                number=asked.get(record.id, 0),
                tied=record.id in tied,
                chosen=record.id == self.chosen,
            )
            for record, where in zip(self.records, at, strict=False)
        )
        return Scene(marks, at[-1] if query else None, self._told(asked))

    def _told(self, asked: dict[str, int]) -> str:
        """Return the text in the place of the picture."""
        counts = Counter(record.kind for record in self.records)
        kinds = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
        told = f"Map of {len(self.records)} memories by their vectors: {kinds}."
        if asked:
            told += f" The query is a cross; nearest to it in truth are {', '.join(asked)}."
        if self.chosen is not None:
            told += f" {self.chosen} is chosen."
        return told

    def _near_table(self, ui: Controls, caption: str, found: Sequence[Neighbour]) -> Markup:
        rows = [
            (
                str(place),
                self._pick(ui, near.record),
                near.record.kind,
                bar(near.cosine, f"{near.cosine:.2f}", 5),
                str(near.on_map),
                shorten(near.record.text, 200),
            )
            for place, near in enumerate(found, start=1)
        ]
        head = ("in truth", "memory", "kind", "cosine", "on the map", "text")
        return table(f"{caption}: in truth, and their places on the map", head, rows)

    def _pick(self, ui: Controls, record: Record) -> Markup:
        pressed = record.id == self.chosen
        told = f"Choose {record.id}"
        return ui.button(
            record.id, "select", record.id, static=record.id, pressed=pressed, name=told
        )

    def _chosen(self, ui: Controls) -> Markup:
        record = self.records[self._drawn.at(self.chosen or "")]
        near = self.neighbours(record.id)
        return join(
            [
                tag("h4", f"{record.id}, {record.kind}"),
                tag("p", record.text),
                self._near_table(ui, f"Nearest to {record.id}", near) if near else None,
            ]
        )

    def _all(self) -> Markup:
        rows = [
            (record.id, record.kind, f"{x:.2f}", f"{y:.2f}", shorten(record.text, 200))
            for record, (x, y) in zip(self.records, self._drawn.places.tolist(), strict=True)
        ]
        head = ("memory", "kind", "to the right", "upwards", "text")
        return details(
            f"All {len(rows):,} memories of the map", table("Memories and their places", head, rows)
        )
