"""`MemoryList`: the part of `MemoryInspector` that lists: sorted, filtered, page by page."""

from threading import RLock
from typing import Annotated, Any, Literal

from markupsafe import Markup
from pydantic import Field

from memorykinds.browsing import Page, Sort, StateFilter
from memorykinds.kinds import KINDS, InputError, MemoryKind, Record
from memorykinds.kinds.clock import end_of, parse_instant
from memorykinds.kinds.text import shorten
from memorykinds.memory import Memory
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.inspector import Inspector, action
from memorykinds.widgets.markup import join, listing, table, tag
from memorykinds.widgets.memory_detail import moment

Kinds = Literal["all", "semantic", "episodic", "procedural"]
SIZES = (25, 50, 100)
SHOWN_CHARACTERS = 140

_SORTS = {
    "time": "when it was learned",
    "text": "what it says",
    "kind": "kind",
    "state": "state",
    "importance": "importance",
    "use": "how often it was used",
}
_STATES = {
    "active": "active (believed now)",
    "superseded": "superseded (was true before)",
    "retracted": "retracted (taken back)",
    "all": "all",
}

_DATE_HINTS = {"since": "a date, or empty", "until": "a date, or empty"}


class MemoryList(Inspector):
    """A list of one user's memories, of which one may be chosen.

    Args:
        memory: Whose memories.

    Attributes:
        page: The memories that are listed now.
        number: Which page that is, from 1.
        chosen: The id of the chosen memory; None if there is none.
    """

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self.memory = memory
        self.text, self.since, self.until = "", "", ""
        self.kind: Kinds = "all"
        self.state: StateFilter = "active"
        self.sorted_by: Sort = "time"
        self.descending, self.size, self.number = True, SIZES[0], 1
        self.chosen: str | None = None
        self.page = Page()
        self._lock = RLock()  # actions may come from another thread than the notebook's cells

    @property
    def pages(self) -> int:
        """How many pages there are; one at least."""
        return max(1, -(-self.page.total // self.size))

    @action()
    def filter(self, text: str) -> Page:
        """List only memories that contain this text, to the letter but for case; "" for all."""
        self.text = text
        return self._from_the_first()

    @action()
    def show_kind(self, kind: Kinds) -> Page:
        """List one kind, or all."""
        self.kind = kind
        return self._from_the_first()

    @action()
    def show_state(self, state: StateFilter) -> Page:
        """List what is active, superseded or retracted, or all."""
        self.state = state
        return self._from_the_first()

    @action()
    def between(self, since: str = "", until: str = "") -> Page:
        """List what was learned between two dates or times; "" for no bound.

        Raises:
            InputError: If one is no date, or the range ends before it begins.
        """
        since, until = since.strip(), until.strip()
        begins = parse_instant(since) if since else None
        ends = end_of(until) if until else None
        if begins and ends and begins > ends:
            raise InputError("The time range ends before it begins.")
        self.since, self.until = since, until
        return self._from_the_first()

    @action()
    def sort(self, by: Sort, descending: bool | None = None) -> Page:
        """Sort the list; falling, unless it is by text or kind, or told otherwise."""
        self.sorted_by = by
        self.descending = by not in ("text", "kind") if descending is None else descending
        return self._from_the_first()

    @action()
    def fall(self, descending: bool) -> Page:
        """Turn the order round: whether the last, highest or newest stands first."""
        return self.sort(self.sorted_by, descending)

    @action()
    def page_size(self, size: Annotated[int, Field(ge=1, le=200)]) -> Page:
        """Set how many memories stand on a page."""
        self.size = size
        return self._from_the_first()

    @action()
    def turn_to(self, number: int) -> Page:
        """Turn to a page, counted from 1; beyond the ends, to the first or the last."""
        self.number = number
        return self._read()

    @action()
    def previous_page(self) -> Page:
        """Turn one page back."""
        return self.turn_to(self.number - 1)

    @action()
    def next_page(self) -> Page:
        """Turn one page on."""
        return self.turn_to(self.number + 1)

    # -- how it is read and drawn ------------------------------------------------------------

    def _from_the_first(self) -> Page:
        self.number = 1
        return self._read()

    def _read(self) -> Page:
        """Read the page as the store has it now; one that is gone is the last one."""
        with self._lock:
            self.page = self._listed(max(self.number, 1))
            last = self.pages
            if self.number > last:
                self.page = self._listed(last)
            self.number = min(max(self.number, 1), last)
            return self.page

    def _listed(self, number: int) -> Page:
        kinds: tuple[MemoryKind, ...] = tuple(k for k in KINDS if self.kind in ("all", k))
        return self.memory.browse(
            self.text,
            kinds=kinds,
            state=self.state,
            since=self.since or None,
            until=self.until or None,
            sort=self.sorted_by,
            descending=self.descending,
            start=(number - 1) * self.size,
            limit=self.size,
        )

    def _counts(self, ui: Controls) -> Markup:
        counts = self.page.counts
        head = [self._kind_button(ui, "all"), *(self._kind_button(ui, c.kind) for c in counts)]
        rows = [
            (state, *(f"{getattr(c, state):,}" for c in counts))
            for state in ("active", "superseded", "retracted", "all")
        ]
        return table("How many there are of each kind", head, rows)

    def _kind_button(self, ui: Controls, kind: Kinds) -> Markup:
        words = "all kinds" if kind == "all" else kind
        static = words if ui.live or self.kind != kind else f"{words} (listed)"
        return ui.button(
            words,
            "show_kind",
            kind,
            static=static,
            pressed=self.kind == kind,
            name=f"List {words}",
        )

    def _filters(self, ui: Controls) -> Markup:
        sizes = {str(size): str(size) for size in sorted({*SIZES, self.size})}
        found = tag(
            "div",
            ui.field("Contains", "filter", value=self.text, hint="words"),
            ui.choice("State", "show_state", value=self.state, options=_STATES),
            ui.choice("Sort by", "sort", value=self.sorted_by, options=_SORTS),
            ui.check("descending", "fall", on=self.descending),
            ui.choice("A page has", "page_size", value=str(self.size), options=sizes),
            class_="mk-controls",
        )
        dates = {"since": self.since, "until": self.until}
        range_ = ui.form("between", fields=dates, submit="Show this range", hints=_DATE_HINTS)
        if not ui.live and (self.since or self.until):
            told = f"Learned from {self.since or 'the beginning'} to {self.until or 'now'}."
            range_ = tag("p", told)
        return join([found, tag("div", range_, class_="mk-inline")])

    def _list(self, ui: Controls) -> Markup:
        if not self.page.total:
            everything = sum(count.all for count in self.page.counts)
            told = "No memory passes these filters." if everything else "There is no memory yet."
            return tag("p", told)
        rows = [self._row(ui, record) for record in self.page.records]
        head = ("what it says", "kind", "state", "learned", "importance", "used")
        here = f"page {self.number:,} of {self.pages:,}"
        first = self.page.start + 1
        last = self.page.start + len(rows) + len(self.page.unreadable)
        caption = f"Memories {first:,} to {last:,} of {self.page.total:,}, {here}"
        wrong = listing(self.page.unreadable) if self.page.unreadable else None
        return join([table(caption, head, rows), wrong, self._pager(ui, here)])

    def _row(self, ui: Controls, record: Record) -> tuple[Any, ...]:
        words = tag("bdi", shorten(record.text, SHOWN_CHARACTERS))
        chosen = record.id == self.chosen
        return (
            ui.button(
                words,
                "select",
                record.id,
                static=join([words, " (chosen)"]) if chosen else words,
                pressed=chosen,
            ),
            record.kind,
            f"{record.state}, pinned" if record.pinned else record.state,
            moment(record.created_at),
            f"{record.importance:.2f}",
            f"{record.accesses:,}",
        )

    def _pager(self, ui: Controls, here: str) -> Markup:
        if self.pages == 1:
            return Markup()
        return tag(
            "div",
            ui.button("First page", "turn_to", 1),
            ui.button("Previous page", "previous_page"),
            tag("span", here),
            ui.button("Next page", "next_page"),
            ui.button("Last page", "turn_to", self.pages),
            class_="mk-controls",
        )
