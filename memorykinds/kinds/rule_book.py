"""`RuleBook`: the rules at one moment, and what became of each.

A version counts the updates that changed the rules. A book is rendered into a system prompt,
shown as a table, and compared with another version of itself.
"""

import html
from collections.abc import Callable, Iterable, Sequence
from typing import Self

from memorykinds.kinds.content import Frozen, Instant
from memorykinds.kinds.errors import InputError
from memorykinds.kinds.given import given
from memorykinds.kinds.record import Provenance
from memorykinds.kinds.rule import Rule, RuleStatus
from memorykinds.kinds.text import shorten
from memorykinds.kinds.tokens import count_tokens

_COLUMNS = ("rule", "status", "priority", "version", "why", "text", "because of")


class RuleEntry(Frozen):
    """One rule in a book.

    Attributes:
        id: The id of its memory.
        rule: The rule, with its status in this version of the book.
        provenance: The feedback that caused it.
        created_at: When it was learned.
        pinned: Whether no manager may retire it.
        version: The version of the book that gave it this form.
        reason: Why it has this form, as a code.
        detail: Why, as one sentence; "" if nobody said.
    """

    id: str
    rule: Rule
    provenance: Provenance
    created_at: Instant
    pinned: bool = False
    version: int = 0
    reason: str = ""
    detail: str = ""

    def __repr__(self) -> str:
        """Return id, status and text; stable, so that a notebook's output can be compared."""
        return f"[{self.id}] {self.rule.status}: {self.rule.render()}"

    __str__ = __repr__


class RuleText(str):
    """Rules as they stand in a prompt: a str, so that it goes wherever text goes.

    Attributes:
        left_out: What did not fit the budget, most important first.
    """

    left_out: tuple[RuleEntry, ...]

    __slots__ = ("left_out",)

    def __new__(cls, text: str = "", left_out: Iterable[RuleEntry] = ()) -> Self:
        """Return `text` with what was left out of it."""
        made = super().__new__(cls, text)
        made.left_out = tuple(left_out)
        return made


class RuleChanges(Frozen):
    """What differs between two books; the reasons are those of the later form.

    Attributes:
        added: Rules that only the other book has, in force or on trial.
        changed: Pairs (before, after) of rules that both have, in different form.
        retired: Rules that the other book no longer has in force or on trial.
    """

    added: tuple[RuleEntry, ...] = ()
    changed: tuple[tuple[RuleEntry, RuleEntry], ...] = ()
    retired: tuple[RuleEntry, ...] = ()

    def __str__(self) -> str:
        """Return a line for each change, with its reason."""
        lines = [f"+ {_shown(e)} ({_why(e)})" for e in self.added]
        lines += [f"~ {_shown(a)} -> {_form(b)} ({_why(b)})" for a, b in self.changed]
        lines += [f"- {_shown(e)} ({_why(e)})" for e in self.retired]
        return "\n".join(lines) or "The rules are the same."

    def __repr__(self) -> str:
        """Return counts."""
        counts = f"{len(self.added)} added, {len(self.changed)} changed"
        return f"RuleChanges({counts}, {len(self.retired)} retired)"


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
        return RuleText(_listed(chosen), left_out)

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


def importance(entry: RuleEntry) -> tuple[int, Instant, str]:
    """Return the key by which entries sort: the most important first, then the oldest."""
    return (-entry.rule.priority, entry.created_at, entry.id)


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


def _shown(entry: RuleEntry) -> str:
    return f"[{entry.id}] {_form(entry)}"


def _form(entry: RuleEntry) -> str:
    mark = "" if entry.rule.status == "active" else f"{entry.rule.status}, "
    return f"{entry.rule.render()} ({mark}priority {entry.rule.priority})"


def _why(entry: RuleEntry) -> str:
    return ": ".join(part for part in (entry.reason, entry.detail) if part)


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
