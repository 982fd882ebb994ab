"""`RuleBookView`: every version of the rules, the feedback behind each, and the way back."""

from collections.abc import Iterable
from threading import RLock
from typing import Any

from markupsafe import Markup

from memorykinds.kinds import Event, InputError, NotFoundError, Record, RuleBook, RuleEntry
from memorykinds.kinds.text import shorten
from memorykinds.managers import BookVersion, Update, past_rule_book, versions
from memorykinds.one_kind import ProceduralMemories
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.inspector import Inspector, action
from memorykinds.widgets.markup import join, mark, table, tag
from memorykinds.widgets.memory_detail import conversations_of, history_of, origin_of
from memorykinds.widgets.rule_book_drawn import (
    SHOWN_CHARACTERS,
    STATUSES,
    differences,
    status_of,
    versions_table,
)
from memorykinds.widgets.rule_trials import Measured, drawn, trials_of

OFFERED = 200
"""How many versions one may choose from by hand; `compare` takes any two."""


class RuleBookView(Inspector):
    """The rule book of one user, through all its versions.

    ::

        memory.procedural.inspect()
        memory.procedural.inspect(update, judged)     # with conversations, and the gate's answers

    Args:
        rules: A user's procedural memories.
        updates: What `learn` and `judge` returned, if you have it.

    Attributes:
        book: The rules as they are now.
        versions: Every version with what it changed; the first is number 1.
        trials: What gates measured, oldest first.
        old: The version that is compared; 0 is the empty book.
        new: The version that it is compared with.
        chosen: The id of the chosen rule; None if there is none.
        asked: The version that shall come back once one has said yes; None if there is none.
    """

    title = "Rule book"

    def __init__(self, rules: ProceduralMemories, updates: Iterable[Update] = ()) -> None:
        super().__init__()
        self.rules = rules
        self._updates = tuple(updates)
        traces = (trace for update in self._updates for trace in update.traces)
        self._conversations = conversations_of(traces)
        self.book = RuleBook()
        self.versions: tuple[BookVersion, ...] = ()
        self.trials: tuple[Measured, ...] = ()
        self._events: list[Event] = []
        self._records: dict[str, Record] = {}
        self.chosen: str | None = None
        self.asked: int | None = None
        self._done: list[Update] = []
        self._lock = RLock()  # actions may come from another thread than the notebook's cells
        self._read()
        self.old, self.new = self._newest()

    @property
    def last(self) -> int:
        """The number of the present version; 0 if there never was a rule."""
        return len(self.versions)

    # -- what a person can do ----------------------------------------------------------------

    @action(button="Previous version")
    def previous(self) -> str:
        """Show what the version before the shown one changed."""
        return self.show(max(self.new - 1, min(self.last, 1)))

    @action(button="Next version")
    def next(self) -> str:
        """Show what the version after the shown one changed."""
        return self.show(min(self.new + 1, self.last))

    @action()
    def show(self, version: int) -> str:
        """Show what a version changed in the one before it.

        Raises:
            InputError: If there is no such version.
        """
        return self.compare(max(version - 1, 0), version)

    @action()
    def compare(self, old: int, new: int) -> str:
        """Show what differs between any two versions; 0 is the empty book.

        Raises:
            InputError: If there is no such version.
        """
        self._require(old)
        self._require(new)
        self.old, self.new = old, new
        return f"From version {old} to version {new}."

    @action()
    def compare_from(self, old: int) -> str:
        """Choose the version that is compared."""
        return self.compare(old, self.new)

    @action()
    def compare_with(self, new: int) -> str:
        """Choose the version that it is compared with."""
        return self.compare(self.old, new)

    @action()
    def select(self, rule_id: str) -> RuleEntry:
        """Choose a rule, to see the feedback behind it, its trials and its history.

        Raises:
            NotFoundError: If the book has no such rule.
        """
        entry = self._entry(rule_id)
        if entry is None:
            raise NotFoundError(f"There is no rule with the id {rule_id!r}.")
        self.chosen = rule_id
        return entry

    @action()
    def rollback(self, version: int) -> str:
        """Ask whether an earlier version shall come back; `confirm` does it.

        What would change is shown meanwhile: the present version is compared with that one.

        Raises:
            InputError: If there is no such version.
        """
        self.compare(self.last, version)
        self.asked = version
        return _question(version)

    @action()
    def confirm(self) -> str:
        """Bring back the version that was asked for.

        Raises:
            InputError: If none was.
        """
        with self._lock:
            if self.asked is None:
                raise InputError("Nothing waits for a yes: ask for a version first.")
            version, self.asked = self.asked, None
            update = self.rules.rollback(version)
            refused = [d for d in update.decisions if d.action == "refuse"]
            if update.events:
                self._done.append(update)
            self._read()
            self.old, self.new = self._newest()
        if not update.events and not refused:
            return f"The rules are those of version {version} already."
        told = f"Version {version} is back, as version {self.last}."
        return f"{told} {len(refused)} stayed, for they are pinned." if refused else told

    @action()
    def cancel(self) -> None:
        """Close the question, and change nothing."""
        self.asked = None

    @action(button="Undo")
    def undo(self) -> str:
        """Take back the last rollback that was done here.

        Raises:
            InputError: If none was done here, or a rule has changed since.
        """
        with self._lock:
            if not self._done:
                raise InputError("There is nothing to undo that was done here.")
            self.rules.undo(self._done[-1])
            self._done.pop()
            self._read()
            self.old, self.new = self._newest()
        return f"Undone. The rules are at version {self.last}."

    @action(button="Refresh")
    def refresh(self) -> RuleBook:
        """Read again what another program, or a cell, may have changed."""
        return self._read()

    # -- how it is done ----------------------------------------------------------------------

    def _read(self) -> RuleBook:
        with self._lock:
            self._events = self.rules.history()
            self.book = self.rules.rules()
            self.versions = versions(self._events)
            self.trials = trials_of(self._events, self._updates)
            self._records = {r.id: r for r in self.rules.all(active=False)}
        return self.book

    def _newest(self) -> tuple[int, int]:
        """Return the last two versions."""
        return max(self.last - 1, 0), self.last

    def _require(self, version: int) -> None:
        if not 0 <= version <= self.last:
            raise InputError(
                f"There is no version {version} of the rules: they go from 0 to {self.last}."
            )

    def _entry(self, rule_id: str | None) -> RuleEntry | None:
        return next((entry for entry in self.book.entries if entry.id == rule_id), None)

    def _trials_of(self, rule_id: str) -> list[Measured]:
        return [measured for measured in self.trials if measured.rule_id == rule_id]

    # -- what it shows -----------------------------------------------------------------------

    def summary(self) -> str:
        """Return the version, the counts, and what is compared."""
        book = self.book
        told = f"version {self.last}: {len(book.in_force)} in force, {len(book.on_trial)} on trial"
        told += f", {len(book.retired)} retired; shown: {self.old} to {self.new}"
        return f"{told}; {shorten(self.chosen, 30)} is chosen" if self.chosen else told

    def render(self, ui: Controls) -> Markup:
        """Return the rules, the versions, two of them compared, and the chosen rule."""
        if not self.versions:
            return tag("p", "There is no rule yet: rules are learned from feedback.")
        parts = [
            self._rules(ui),
            self._rule(),
            versions_table(ui, self.versions, self.new),
            self._sure(ui),
        ]
        return join([*parts, self._comparison(ui)])

    def _rules(self, ui: Controls) -> Markup:
        if not self.book.entries:
            return tag("p", "There is no rule now.")
        head = ("rule", "status", "priority", "holds when", "version", "because of", "gate")
        rows = [self._row(ui, entry) for entry in self.book.entries]
        return table(f"The rules now, version {self.last}", head, rows)

    def _row(self, ui: Controls, entry: RuleEntry) -> tuple[Any, ...]:
        words = tag("bdi", shorten(entry.rule.text, SHOWN_CHARACTERS))
        chosen = entry.id == self.chosen
        static = join([words, " (chosen)"]) if chosen else words
        measured = self._trials_of(entry.id)
        return (
            ui.button(words, "select", entry.id, static=static, pressed=chosen),
            status_of(entry),
            str(entry.rule.priority),
            tag("bdi", shorten(entry.rule.applies_when, SHOWN_CHARACTERS)),
            str(entry.version),
            tag("bdi", shorten(entry.provenance.excerpt, SHOWN_CHARACTERS)),
            measured[-1].scores if measured else "none asked",
        )

    def _sure(self, ui: Controls) -> Markup:
        if self.asked is None or not ui.live:
            return Markup()
        return tag(
            "div",
            tag("p", _question(self.asked)),
            ui.button("Yes, bring it back", "confirm"),
            ui.button("No", "cancel", escape=True),
            class_="mk-controls mk-asked",
        )

    def _comparison(self, ui: Controls) -> Markup:
        newest = range(max(self.last - OFFERED, 0), self.last + 1)
        numbers = {
            str(n): f"version {n}" if n else "the empty book"
            for n in sorted({0, self.old, self.new, *newest})
        }
        chosen = tag(
            "div",
            ui.choice("From", "compare_from", value=str(self.old), options=numbers),
            ui.choice("to", "compare_with", value=str(self.new), options=numbers),
            class_="mk-controls",
        )
        head = tag("h4", f"From version {self.old} to version {self.new}")
        old, new = (past_rule_book(self._events, n) for n in (self.old, self.new))
        return join([head, chosen, differences(old, new)])

    def _rule(self) -> Markup:
        entry, record = self._entry(self.chosen), self._records.get(self.chosen or "")
        if entry is None or record is None:
            return Markup()
        rule = entry.rule
        measured = self._trials_of(entry.id)
        own = [event for event in self._events if event.memory_id == entry.id]
        return join(
            [
                tag("h4", f"The chosen rule, {entry.id}"),
                tag("pre", mark(rule.text, STATUSES[rule.status], "procedural"), dir="auto"),
                tag("p", "Why it was learned: ", tag("bdi", rule.rationale or "not said"), "."),
                tag("h4", "The feedback that caused it"),
                origin_of(record, self._conversations),
                tag("h4", "What the gate measured"),
                *(drawn(one) for one in reversed(measured)),
                None if measured else tag("p", "No gate was asked about it."),
                tag("h4", "What became of it"),
                history_of(own),
            ]
        )


def _question(version: int) -> str:
    what = f"version {version}" if version else "the empty book"
    return (
        f"Bring back {what}? Rules learned since are retired, not destroyed; pinned ones stay. "
        "Undo takes it back."
    )
