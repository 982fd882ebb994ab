"""`RuleBook`: the rules at one moment, and what became of each.

A version counts the updates that changed the rules. A book is rendered into a system prompt,
shown as a table, and compared with another version of itself.
"""

import html
from collections.abc import Callable, Iterable, Sequence
from typing import Self

from memorykinds.kinds.content import Frozen
from memorykinds.kinds.errors import InputError
from memorykinds.kinds.given import given
from memorykinds.kinds.rule import Rule, RuleStatus
from memorykinds.kinds.rule_changes import RuleChanges
from memorykinds.kinds.rule_entry import RuleEntry, importance
from memorykinds.kinds.text import shorten
from memorykinds.kinds.tokens import count_tokens

_COLUMNS = ("rule", "status", "priority", "version", "why", "text", "because of")


class RuleText(str):
    """Rules as they stand in a prompt: a str, so that it goes wherever text goes.

    Attributes:
        left_out: What did not fit the budget, most important first.
        shown: What did, likewise.
    """

    left_out: tuple[RuleEntry, ...]
    shown: tuple[RuleEntry, ...]

    __slots__ = ("left_out", "shown")

    def __new__(
        cls, text: str = "", left_out: Iterable[RuleEntry] = (), shown: Iterable[RuleEntry] = ()
    ) -> Self:
        """Return `text` with what was left out of it, and what was not."""
        made = super().__new__(cls, text)
        made.left_out, made.shown = tuple(left_out), tuple(shown)
        return made


class RuleBook(Frozen):
    """The rules at one moment.

    Attributes:
        version: How many updates have changed the rules so far; 0 is the empty book.
        entries: Every rule, the retired ones too: in force, on trial, retired; within these
            by falling priority, then by age.
    """

    version: int = 0
    entries: tuple[RuleEntry, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force, most important first."""
        return tuple(entry.rule for entry in self.in_force)

    @property
    def in_force(self) -> tuple[RuleEntry, ...]:
        """The entries in force, most important first."""
        return self._with("active")

    @property
    def on_trial(self) -> tuple[RuleEntry, ...]:
        """The entries that wait until they have proved themselves."""
        return self._with("trial")

    @property
    def retired(self) -> tuple[RuleEntry, ...]:
        """The entries that are history."""
        return self._with("retired")

    def render(
        self,
        budget: int | None = None,
        *,
        trial: bool = False,
        count: Callable[[str], int] = count_tokens,
    ) -> RuleText:
        """Return the rules as a Markdown list for a system prompt; '' when there are none.

        The most important rules get the room there is. In the list those that hold always come
        first and those with a condition after them, so that an exception follows its rule.

        Args:
            budget: The most tokens that the text may take; None for no limit.
            trial: Whether rules on trial are shown as well, each marked "[trial]".
            count: Counts tokens; by default the estimate that recall uses too.

        Returns:
            The text, a str whose `left_out` lists what did not fit.

        Raises:
            InputError: If the budget is below 1.
        """
        if budget is not None and budget < 1:
            raise InputError(f"budget= must be a number of tokens from 1 up, not {budget}.")
        wanted = sorted(self.in_force + (self.on_trial if trial else ()), key=importance)
        chosen: list[RuleEntry] = []
        left_out: list[RuleEntry] = []
        for entry in wanted:
            fits = budget is None or count(_listed([*chosen, entry])) <= budget
            (chosen if fits else left_out).append(entry)
        return RuleText(_listed(chosen), left_out, chosen)

    def diff(self, other: "RuleBook") -> RuleChanges:
        """Return what changed from this book to `other`, with reasons.

        >>> memory.rules(2).diff(memory.rules())    # doctest: +SKIP
        RuleChanges(1 added, 0 changed, 1 retired)
        """
        old, new = _live(self), _live(given(other, RuleBook, "other="))
        known = {entry.id: entry for entry in other.entries}
        return RuleChanges(
            added=tuple(e for id_, e in new.items() if id_ not in old),
            changed=tuple(
                (old[id_], e) for id_, e in new.items() if id_ in old and old[id_].rule != e.rule
            ),
            retired=tuple(
                known.get(id_) or _gone(e, later=other.version > self.version)
                for id_, e in old.items()
                if id_ not in new
            ),
        )

    def table(self) -> str:
        """Return every rule with its status, its reason and the words that caused it, as text."""
        rows = [_COLUMNS, *map(_cells, self.entries)]
        widths = [max(len(row[n]) for row in rows) for n in range(len(_COLUMNS))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join(lines) if self.entries else "There are no rules."

    def __repr__(self) -> str:
        """Return version and counts; stable, so that a notebook's output can be compared."""
        return (
            f"RuleBook(version {self.version}: {len(self.in_force)} in force, "
            f"{len(self.on_trial)} on trial, {len(self.retired)} retired)"
        )

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """Return the table as accessible HTML; the text of rules is escaped."""
        head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
        body = "".join(
            f'<tr><th scope="row">{html.escape(cells[0])}</th>'
            + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells[1:])
            + "</tr>"
            for cells in map(_cells, self.entries)
        )
        caption = f"Rules, version {self.version}"
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>"
        )

    def _with(self, status: RuleStatus) -> tuple[RuleEntry, ...]:
        return tuple(entry for entry in self.entries if entry.rule.status == status)


def _listed(entries: Sequence[RuleEntry]) -> str:
    ordered = sorted(entries, key=lambda e: (not e.rule.holds_always, *importance(e)))
    marks = {"trial": "[trial] "}
    return "\n".join(f"- {marks.get(e.rule.status, '')}{e.rule.render()}" for e in ordered)


def _live(book: RuleBook) -> dict[str, RuleEntry]:
    return {entry.id: entry for entry in (*book.in_force, *book.on_trial)}


def _gone(entry: RuleEntry, *, later: bool) -> RuleEntry:
    """Return the entry of a rule that the other book does not know, with the reason why."""
    reason, detail = ("forgotten", "The rule was forgotten.") if later else ("", "Not learned yet.")
    return entry.with_(reason=reason, detail=detail)


def _cells(entry: RuleEntry) -> tuple[str, ...]:
    return (
        entry.id,
        f"{entry.rule.status}, pinned" if entry.pinned else entry.rule.status,
        str(entry.rule.priority),
        str(entry.version),
        entry.reason,
        shorten(entry.rule.render(), 70),
        shorten(entry.provenance.excerpt, 50),
    )
