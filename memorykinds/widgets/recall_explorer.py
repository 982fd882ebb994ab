"""`RecallExplorer`: every number that decided what was recalled, and what other settings would do.

A memory is recalled because a sum was high enough. Here the sum is taken apart, its weights can
be moved, and of every memory one can ask why it was not among the best, and what would admit it.
"""

import threading
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from memorykinds.kinds import InputError, NotFoundError
from memorykinds.kinds.given import given
from memorykinds.kinds.text import one_line, shorten
from memorykinds.recall import Fusion, Recall, Term, WhyNot
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.inspector import Inspector, action
from memorykinds.widgets.markup import bar, details, join, listing, table, tag
from memorykinds.widgets.recall_rows import (
    Row,
    left_out,
    recalled,
    terms_of,
)
from memorykinds.widgets.recall_settings import EVERY, Settings, kinds_of
from memorykinds.widgets.recall_why import changes, sum_of

_SHOWN = 10
"""Of what was left out so many are shown at first."""


class RecallExplorer(Inspector):
    """A recall, taken apart, to be asked for in other ways.

    ::

        view = memory.recall("Which tea?").explore()
        view.weigh("recency", 0.5)
        view.set_k(3)
        view.why_not("fact-7")

    Nothing is searched again while settings are moved: see `Recall.with_`.

    Args:
        recall: What is looked at, and what all else is compared with.

    Raises:
        InputError: If this is no recall.
    """

    title = "What was recalled, and why"

    def __init__(self, recall: Recall) -> None:
        super().__init__()
        self.first = given(recall, Recall, "recall")
        self.recall = recall
        self.kind: str = EVERY
        self.asked: str | None = None
        self._answer: tuple[Recall, WhyNot] | None = None
        self.words = ""
        self.shown = _SHOWN
        self._lock = threading.RLock()
        self._settings = Settings()

    # -- what a person can do ----------------------------------------------------------------

    @action(button="Reset")
    def reset(self) -> Recall:
        """Go back to the recall that one began with."""
        with self._lock:
            self.recall, self._settings = self.first, Settings()
            return self.recall

    @action()
    def weigh(self, term: str, value: float) -> Recall:
        """Give a term of the score another weight: of the kind that is chosen, or of all kinds.

        Args:
            term: One of `memorykinds.recall.TERMS`, or "half_life", in days.
            value: The weight, beside those of the other terms.

        Raises:
            InputError: If there is no such term, or no such weight.
        """
        with self._lock:
            kinds = kinds_of(self.recall, self.kind)
            changed = {k: self.recall.weights[k].with_(**{term: value}) for k in kinds}
            return self._set(weights=changed)

    @action()
    def weigh_kind(self, kind: str) -> None:
        """Choose whose weights the sliders set: a kind's, or those of "all kinds".

        Raises:
            InputError: If that was not searched.
        """
        if kind not in (EVERY, *self.recall.kinds):
            raise InputError(
                f"{kind!r} was not searched; choose of {', '.join((EVERY, *self.recall.kinds))}."
            )
        self.kind = kind

    @action()
    def set_k(self, k: int) -> Recall:
        """Recall so many memories at most."""
        return self._set(k=k)

    @action()
    def set_budget(self, tokens: int) -> Recall:
        """Let the prompt take so many tokens at most."""
        return self._set(budget=tokens)

    @action()
    def limit(self, on: bool) -> Recall:
        """Limit the prompt, at first to what it takes now; or let it be of any length."""
        return self._set(budget=(self.recall.budget or self.recall.tokens or 1) if on else None)

    @action()
    def set_fusion(self, fusion: Fusion) -> Recall:
        """Make meaning and words comparable in another way."""
        return self._set(fusion=fusion)

    @action()
    def set_diversity(self, diversity: float) -> Recall:
        """Let a memory lose by repeating a better one, from 0, not at all, to 1."""
        return self._set(diversity=diversity)

    @action()
    def why_not(self, memory_id: str) -> WhyNot:
        """Show why a memory was not recalled, or that it was, and what would admit it.

        Raises:
            NotFoundError: If the user has no memory of this id.
        """
        wanted = one_line(memory_id)
        if not wanted:
            raise InputError("Give the id of a memory, such as fact-1.")
        with self._lock:
            found = self.recall.why_not(wanted)
            self.asked, self._answer = wanted, (self.recall, found)
        return found

    @action()
    def apply(self, number: int) -> Recall:
        """Make the change that would admit the memory one asked about.

        Args:
            number: Which of its `WhyNot.changes`, from 1.

        Raises:
            NotFoundError: If nothing was asked, or there is no such change.
        """
        with self._lock:
            told = self._told()
            if told is None or not 1 <= number <= len(told.changes):
                raise NotFoundError(f"There is no change {number} to make: ask why not first.")
            change = told.changes[number - 1]
            if not change.searches:
                return self._set(**change.settings)
            basis = self.recall._required_basis()  # noqa: SLF001 -- a recall knows how it was searched
            if basis.again is None:
                raise InputError("This recall cannot be searched again; ask the memory anew.")
            self.recall = basis.again(**{**self.recall.settings, **change.settings})
            return self.recall

    @action()
    def find(self, words: str = "") -> None:
        """Of what was left out show what holds these words, in its text or id."""
        self.words, self.shown = one_line(words), _SHOWN

    @action()
    def more(self) -> None:
        """Show more of what was left out."""
        self.shown += _SHOWN

    def _told(self) -> WhyNot | None:
        """Return the answer that was given, if the recall is still the one that it speaks of."""
        recall, told = self._answer or (None, None)
        return told if recall is self.recall else None

    def _set(self, **settings: Any) -> Recall:
        with self._lock:
            self.recall = self.recall.with_(**settings)
            return self.recall

    # -- what it shows -----------------------------------------------------------------------

    def summary(self) -> str:
        """Return how much was recalled, and what the prompt takes."""
        now = self.recall
        room = f" of {now.budget:,}" if now.budget else ""
        told = f"{len(now.hits)} recalled, {len(now.lost)} considered more, {now.tokens:,}{room} tokens"
        return f"{told}, for {shorten(now.query, 30)!r}"

    def render(self, ui: Controls) -> Markup:
        """Return what was recalled, the settings, what was left out, and the prompt."""
        now = self.recall
        queries = [query.text for query in now.queries[1:]]
        return join(
            [
                tag("p", "For “", now.query, f"”: {self._counts()}."),
                tag("p", "It was searched for these, too: ", "; ".join(queries))
                if queries
                else None,
                listing(now.notes) if now.notes else None,
                self._settings.render(ui, now, self.first, self.kind),
                self._hits(ui),
                self._lost(ui),
                self._why(ui),
                self._prompt(),
            ]
        )

    def _counts(self) -> str:
        now = self.recall
        of = f" of {now.budget:,}" if now.budget else ""
        when = f", as of {now.as_of:%Y-%m-%d %H:%M} UTC" if now.as_of else ""
        return (
            f"{len(now.hits)} of at most {now.k} recalled, {now.tokens:,}{of} tokens "
            f"({now.counted_by}), from {' and '.join(now.kinds)} memories{when}"
        )

    def _hits(self, ui: Controls) -> Markup:
        if not self.recall.hits:
            return tag("p", self._nothing())
        return self._table(ui, "Recalled", recalled(self.recall, self.first))

    def _nothing(self) -> str:
        if not self.recall.lost:
            return f"Nothing was recalled: there is no {' or '.join(self.recall.kinds)} memory."
        if any(hit.gate == "budget" for hit in self.recall.lost):
            return f"Nothing was recalled: nothing fits into {self.recall.budget} tokens."
        return "Nothing was recalled."

    def _lost(self, ui: Controls) -> Markup:
        if not self.recall.lost:
            return Markup()
        rows = left_out(self.recall, self.first, self.words)
        rest = len(rows) - self.shown
        found = f"{len(rows)} of {len(self.recall.lost)}" if self.words else f"{len(rows)}"
        caption = f"Considered and left out: {found}"
        return join(
            [
                self._table(ui, caption, rows[: self.shown]),
                tag(
                    "div",
                    ui.field("Find among these", "find", value=self.words),
                    ui.button(f"Show {min(rest, _SHOWN)} more", "more", static=f"{rest} more.")
                    if rest > 0
                    else None,
                    class_="mk-controls",
                ),
            ]
        )

    def _table(self, ui: Controls, caption: str, rows: Sequence[Row]) -> Markup:
        names = terms_of(self.recall)
        most = max((hit.score for hit in (*self.recall.hits, *self.recall.lost)), default=1.0)
        head = ("rank", "moved", "memory", "score", *names)
        body = [
            (
                str(row.hit.rank),
                row.moved,
                join([self._ask(ui, row.hit.record.id), " ", shorten(row.hit.record.text, 160)]),
                bar(row.hit.score / (most or 1), f"{row.hit.score:.2f}", 5),
                *_points(row.hit.terms, names, most or 1),
            )
            for row in rows
        ]
        return tag("div", table(caption, head, body), class_="mk-terms")

    def _ask(self, ui: Controls, memory_id: str) -> Markup:
        return ui.button(
            memory_id,
            "why_not",
            memory_id,
            static=f"{memory_id}:",
            pressed=memory_id == self.asked,
            name=f"Why {memory_id}",
        )

    def _why(self, ui: Controls) -> Markup:
        form = ui.form("why_not", fields={"memory_id": self.asked}, submit="Why not this one?")
        asked = tag("div", form, class_="mk-inline")
        if self.asked is None:
            return asked
        head, told = tag("h4", f"Why {self.asked}"), self._told()
        if told is None:
            return join([asked, head, *self._since(ui, self.asked)])
        parts = (tag("p", told.reason), changes(ui, told), sum_of(told.memory_id, told.terms))
        return join([asked, head, *parts])

    def _since(self, ui: Controls, asked: str) -> list[Markup]:
        """Return what became of the memory since: what admits it now would take long to find."""
        rows = (*self.recall.hits, *self.recall.lost)
        hit = next((one for one in rows if one.record.id == asked), None)
        again = ui.button("Why not, now?", "why_not", asked)
        if hit is None:
            return [tag("p", f"It is not among the {self.recall.pool} best now."), again]
        place = f"It ranks {hit.rank} now with a score of {hit.score:.2f}"
        if hit.gate == "passed":
            return [tag("p", f"{place} and is recalled."), sum_of(asked, hit.terms)]
        return [tag("p", f"{place} and is left out."), again, sum_of(asked, hit.terms)]

    def _prompt(self) -> Markup:
        now = self.recall
        unfit = [hit.record for hit in now.lost if hit.gate == "budget"]
        told = f"{now.tokens:,} tokens"
        if now.budget:
            told = f"{now.tokens:,} of {now.budget:,} tokens, {now.tokens / now.budget:.0%}"
        room = bar(now.tokens / now.budget, told) if now.budget else told
        return join(
            [
                tag("h4", "The prompt"),
                tag("p", room),
                tag("p", "Did not fit: ", ", ".join(record.id for record in unfit), ".")
                if unfit
                else None,
                details("The block that an agent gets", tag("pre", now.prompt), opened=True)
                if now.prompt
                else None,
            ]
        )


def _points(terms: Sequence[Term], names: Sequence[str], most: float) -> list[Markup | str]:
    """Return the points of each term; a dash where one does not apply to the memory."""
    points = {term.name: term.points for term in terms}
    return [
        bar(points[name] / most, f"{points[name]:.2f}", 5) if name in points else "-"
        for name in names
    ]
