"""`Timeline`: what is held at any point of two axes, and how any two such points differ.

"Believed on" says what the memory knew at a time, "true on" when that is true in the world: on
3 May it may be believed that Ada lived in Turin until 1 April. The journal answers both.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from threading import RLock
from typing import Annotated, Any, Literal

from markupsafe import Markup
from pydantic import Field

from memorykinds.kinds import KINDS, Event, InputError, MemoryKind, NotFoundError, Record
from memorykinds.kinds.clock import end_of
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.inspector import Inspector, action
from memorykinds.widgets.markup import join, table, tag
from memorykinds.widgets.pipeline_steps import changed
from memorykinds.widgets.timeline_states import Changes, Moment, State, States, uncollected

Place = Annotated[int, Field(ge=0)]
Which = MemoryKind | Literal["all"]

PAGE = 25
"""Rows of what is held at once."""

AROUND = 4
"""Moments before and after the one that is shown in the list to jump to."""

MOST = 100
"""Rows of a difference; more are counted, not shown."""


class Timeline(Inspector):
    """A memory through time.

    ::

        timeline = memory.timeline()
        timeline.previous()                              # the moment before
        timeline.go("2026-05-03", true_on="2026-04-01")  # both axes, by their dates
        timeline.keep()                                  # compare with this state from now on
        timeline.changes.closed

    Args:
        source: A `Memory`, or events of a journal, oldest first, which may come from JSON.
    """

    title = "The memory through time"

    def __init__(self, source: Any) -> None:
        super().__init__()
        self._read: Callable[[], Iterable[Event]] = (
            source.history if hasattr(source, "history") else lambda: source
        )
        self.kind: Which = "all"
        self.page = 1
        self.kept: State | None = None
        self._lock = RLock()  # actions may come from another thread than the notebook's cells
        self._load()

    @property
    def moment(self) -> Moment | None:
        """What was written last in the state that is shown; None before everything."""
        return self.states.moments[self.state.believed - 1] if self.state.believed else None

    @property
    def held(self) -> list[Record]:
        """The memories that are held, of the kind that is shown."""
        return [r for r in self._held() if self.kind in ("all", r.kind)]

    @property
    def compared_with(self) -> State:
        """The other state: what was kept, or else the one before the last change."""
        before = self.state._replace(believed=max(0, self.state.believed - 1))
        return before if self.kept is None else self.kept

    @property
    def changes(self) -> Changes:
        """What differs between the other state and the one that is shown, over all kinds."""
        return self.states.changes(self.compared_with, self.state)

    # -- what a person can do ----------------------------------------------------------------

    @action(button="Previous change")
    def previous(self) -> str:
        """Go to the state before the last change."""
        if self.state.believed == 0:
            raise NotFoundError("Nothing was written before this.")
        return self.believe(self.state.believed - 1)

    @action(button="Next change")
    def next(self) -> str:
        """Go to the state after the next change."""
        if self.state.believed == len(self.states.moments):
            raise NotFoundError("Nothing was written after this.")
        return self.believe(self.state.believed + 1)

    @action()
    def believe(self, moments: Place) -> str:
        """Show what was believed after so many moments; 0 for before the first.

        Raises:
            NotFoundError: If there were not so many.
        """
        if moments > len(self.states.moments):
            raise NotFoundError(f"There are {len(self.states.moments)} moments, not {moments}.")
        return self._show(self.state._replace(believed=moments))

    @action()
    def true_at(self, turn: Place) -> str:
        """Show what is true since the turn of this number; 0 for whatever is believed to hold.

        Raises:
            NotFoundError: If there are not so many.
        """
        if turn > len(self.states.turns):
            raise NotFoundError(f"There are {len(self.states.turns)} such times, not {turn}.")
        true_on = self.states.turns[turn - 1] if turn else None
        return self._show(self.state._replace(true_on=true_on))

    @action()
    def go(self, believed_on: str | datetime = "", true_on: str | datetime = "") -> str:
        """Show the state of dates or times; a date of belief means its end.

        Args:
            believed_on: What was believed then; "" for now.
            true_on: What is true then; "" for whatever is believed to hold.

        Raises:
            InputError: If one is no date or time.
        """
        believed = len(self.states.moments)
        if believed_on:
            until = end_of(believed_on)
            here = self.moment is not None and self.moment.at == until
            # Of several moments at one time, the one that is shown already is meant.
            believed = self.state.believed if here else self.states.position(until)
        return self._show(State(believed, end_of(true_on) if true_on else None))

    @action()
    def keep(self) -> str:
        """Compare whatever is shown from now on with the state that is shown now."""
        self.kept = self.state
        return f"Kept to compare with: {self._told(self.state)}."

    @action()
    def let_go(self) -> str:
        """Compare each state with the one before its last change again."""
        self.kept = None
        return "Each state is compared with the one before it."

    @action()
    def show(self, kind: Which) -> None:
        """Show what is held of one kind, or of all."""
        self.kind, self.page = kind, 1

    @action()
    def turn_to(self, page: Annotated[int, Field(ge=1)]) -> None:
        """Show another page of what is held.

        Raises:
            NotFoundError: If there is none.
        """
        if page > self._pages(len(self.held)):
            raise NotFoundError(f"What is held has no page {page}.")
        self.page = page

    @action(button="Read again")
    def reload(self) -> str:
        """Read the journal again, and show what is believed now."""
        self.kept = None
        self._load()
        return self.summary()

    # -- what it shows -------------------------------------------------------------------------

    def summary(self) -> str:
        """Return the point on both axes, and how much is held there."""
        of = f"{self.state.believed} of {len(self.states.moments)}"
        return f"moment {of}, {self._told(self.state)}: {len(self._held()):,} memories"

    def render(self, ui: Controls) -> Markup:
        """Return the axes, what happened at the moment, what is held, and the difference."""
        with self._lock:
            if not self.states.moments:
                return tag("p", "Nothing was ever written: the journal of this memory is empty.")
            told = self.summary()
            return join(
                [
                    tag("p", tag("strong", f"{told[0].upper()}{told[1:]}.")),
                    self._axes(ui),
                    self._written(ui),
                    self._difference(ui),
                    self._rows(ui),
                ]
            )

    def _axes(self, ui: Controls) -> Markup:
        last, turns, turn = len(self.states.moments), self.states.turns, self._turn()
        shown, on = self.moment.at if self.moment else None, self.state.true_on
        when = _at(shown) if shown else "before the first"
        believed = ui.slider(
            "Believed on",
            "believe",
            value=self.state.believed,
            low=0,
            high=last,
            step=1,
            words=f"{when}, moment {self.state.believed} of {last}",
        )
        true = ui.slider(
            "True on",
            "true_at",
            value=turn,
            low=0,
            high=len(turns),
            step=1,
            words=f"{_at(on)}, time {turn} of {len(turns)}" if on else "whatever is held true",
        )
        fields = {
            "believed_on": _exact(shown) if shown else "",
            "true_on": _exact(on) if on else "",
        }
        form = ui.form("go", fields=fields, submit="Go to these dates")
        return join(
            [
                tag("div", believed, class_="mk-axis"),
                tag("div", true, class_="mk-axis"),
                tag("div", form, class_="mk-inline"),
            ]
        )

    def _written(self, ui: Controls) -> Markup:
        last, here = len(self.states.moments), self.state.believed
        near = range(max(1, here - AROUND), min(last, here + AROUND) + 1)
        moments = [(n, self.states.moments[n - 1]) for n in near]
        rows = [
            (
                ui.button(n, "believe", n, static=n, pressed=n == here, name=f"Go to moment {n}"),
                _at(moment.at),
                _counted(moment),
                next((e.conversation for e in moment.events if e.conversation), "by hand"),
            )
            for n, moment in moments
        ]
        parts = [
            table(f"Moments near {here} of {last}", ("moment", "when", "changes", "from"), rows)
        ]
        if self.moment:
            events = [
                (
                    event.memory_id,
                    event.kind,
                    f"{event.action}: {event.reason.replace('_', ' ')}",
                    event.detail,
                )
                for event in self.moment.events[:MOST]
            ]
            head = ("memory", "kind", "change", "why")
            parts.append(
                table(_capped(f"Written at moment {here}", len(self.moment.events)), head, events)
            )
        return join(parts)

    def _difference(self, ui: Controls) -> Markup:
        found = self.changes
        kept = self.kept is not None
        button = (
            ui.button("Compare with the state before", "let_go")
            if kept
            else ui.button("Keep this state to compare with", "keep")
        )
        pairs = [
            *(("changed", a, b) for a, b in found.changed),
            *(("closed", a, b) for a, b in found.closed),
            *(("added", None, record) for record in found.added),
            *(("gone", record, None) for record in found.gone),
        ]
        rows = [_differing(*pair) for pair in pairs[:MOST]]
        old = self.compared_with
        told = f"From moment {old.believed}, {self._told(old)}, "
        told += f"to moment {self.state.believed}, {self._told(self.state)}"
        shown = (
            table(_capped(told, found.count), ("what", "memory", "kind", "difference"), rows)
            if rows
            else tag("p", f"{told}: nothing differs.")
        )
        head = tag("h4", "The difference" if kept else "What that changed")
        return join([head, tag("div", button, class_="mk-controls"), shown])

    def _rows(self, ui: Controls) -> Markup:
        held, counts = self.held, Counter(record.kind for record in self._held())
        pages = self._pages(len(held))
        page = min(self.page, pages)
        options = {"all": f"all kinds ({sum(counts.values()):,})"}
        options |= {kind: f"{kind} ({counts[kind]:,})" for kind in KINDS}
        controls = [ui.choice("Kind", "show", value=self.kind, options=options)]
        if page > 1:
            controls.append(ui.button("Earlier page", "turn_to", page - 1))
        if page < pages:
            controls.append(ui.button("Later page", "turn_to", page + 1))
        rows = [
            (
                r.id,
                r.kind,
                tag("bdi", r.text),
                tag("time", _at(r.valid_from)) if r.valid_from else "",
                tag("time", _at(r.valid_to)) if r.valid_to else "it\N{NO-BREAK SPACE}holds",
                tag("time", _at(r.updated_at)),
            )
            for r in held[(page - 1) * PAGE : page * PAGE]
        ]
        head = ("memory", "kind", "text", "true from", "until", "written")
        told = f"{len(held):,} memories held" + (f", page {page} of {pages}" if pages > 1 else "")
        shown = table(told, head, rows) if rows else tag("p", "Nothing is held at this point.")
        return join([tag("h4", "What is held"), tag("div", *controls, class_="mk-controls"), shown])

    # -- beneath ---------------------------------------------------------------------------------

    def _load(self) -> None:
        with uncollected():
            self._load_all(list(self._read()))

    def _load_all(self, events: list[Event]) -> None:
        wrong = next((event for event in events if not isinstance(event, Event)), None)
        if wrong is not None:
            raise InputError(f"A timeline is made of a Memory or of its events, not of {wrong!r}.")
        states = States(events)
        with self._lock:
            self.states = states
            self.state = State(len(states.moments))
            self._cached: tuple[States, State, list[Record]] | None = None

    def _show(self, state: State) -> str:
        with self._lock:
            self.state, self.page = state, 1
            return self.summary()

    def _held(self) -> list[Record]:
        """Return what is held; the state that is shown is asked for more than once."""
        states, state, cached = self.states, self.state, self._cached
        if cached is None or cached[0] is not states or cached[1] != state:
            cached = (states, state, states.held(state))
            self._cached = cached
        return cached[2]

    def _turn(self) -> int:
        on = self.state.true_on
        return 0 if on is None else sum(turn <= on for turn in self.states.turns)

    def _told(self, state: State) -> str:
        moments = self.states.moments
        told = (
            f"believed on {_at(moments[state.believed - 1].at)}" if state.believed else "before all"
        )
        return f"{told}, true on {_at(state.true_on)}" if state.true_on else told

    def _pages(self, rows: int) -> int:
        return max(1, math.ceil(rows / PAGE))


def _differing(what: str, old: Record | None, new: Record | None) -> tuple[Any, ...]:
    record = new or old
    assert record is not None  # noqa: S101 -- what differs is in one of the two states
    if old is not new:
        return what, record.id, record.kind, changed(old, new)
    # The same belief at another time in the world.
    return what, record.id, record.kind, f"{record.text} (true {_span(record)})"


def _span(record: Record) -> str:
    since = f"from {_at(record.valid_from)}" if record.valid_from else "ever"
    return f"{since} until {_at(record.valid_to)}" if record.valid_to else since


def _counted(moment: Moment) -> str:
    counts = Counter(event.action for event in moment.events)
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _capped(told: str, rows: int) -> str:
    return f"{told} ({rows:,}, of which {MOST} are shown)" if rows > MOST else told


def _exact(instant: datetime) -> str:
    return instant.replace(tzinfo=None).isoformat()


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"
