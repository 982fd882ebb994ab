"""`RuleChanges`: what differs between two versions of the rule book, each with its reason."""

from memorykinds.kinds.content import Frozen
from memorykinds.kinds.rule_entry import RuleEntry


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


def _shown(entry: RuleEntry) -> str:
    return f"[{entry.id}] {_form(entry)}"


def _form(entry: RuleEntry) -> str:
    mark = "" if entry.rule.status == "active" else f"{entry.rule.status}, "
    return f"{entry.rule.render()} ({mark}priority {entry.rule.priority})"


def _why(entry: RuleEntry) -> str:
    return ": ".join(part for part in (entry.reason, entry.detail) if part)
