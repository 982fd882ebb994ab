"""Recall why: one memory's score taken apart, and what would admit it."""

from collections.abc import Sequence

from markupsafe import Markup

from memorykinds.recall import Term, WhyNot
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.markup import bar, join, listing, table, tag


def changes(ui: Controls, told: WhyNot) -> Markup | None:
    """Return what would admit a memory, each with a button that does it; None if it was recalled."""
    if told.gate == "passed":
        return None
    if not told.changes:
        return tag("p", told.change or "No single change admits it.")
    made = [
        ui.button(f"Apply {change}", "apply", number, static=f"{change} admits it.")
        for number, change in enumerate(told.changes, start=1)
    ]
    return join([tag("p", "What admits it, each by itself:"), listing(made)])


def sum_of(memory_id: str, terms: Sequence[Term]) -> Markup:
    """Return the terms of a memory's score, and that their points are the score."""
    rows = [
        (
            term.name,
            bar(term.points, f"{term.points:.3f}"),
            f"{term.value:.2f}",
            f"{term.weight:.3f}",
            term.raw,
        )
        for term in terms
    ]
    score = sum(term.points for term in terms)
    rows.append(("all", bar(score, f"{score:.3f}"), "", f"{1:.3f}", "the sum of the points"))
    head = ("term", "points", "value", "share of the weight", "made from")
    return table(f"The score of {memory_id}", head, rows) if terms else Markup()
