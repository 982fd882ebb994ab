"""The table of a recall, as text and as HTML: what was recalled, and what nearly was."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from memorykinds.kinds.text import shorten
from memorykinds.recall.gates import Gate, Hit
from memorykinds.recall.weights import TERMS, Term

if TYPE_CHECKING:
    from memorykinds.recall.result import Recall

NEARLY = 3
"""How many are shown of those that lost to better ones, or were not true then."""

LOST: dict[Gate, str] = {
    "k": "others are better",
    "budget": "over the budget",
    "validity": "not true then",
}
"""How the table says what stopped a memory."""

_FIRST = ("rank", "meaning", "words", "score")


def as_text(recall: "Recall") -> str:
    """Return the table as lines: ranks, the points of each term, and the memory."""
    near = _nearly(recall)
    names = _names([*recall.hits, *near])
    cells = [[*_FIRST, *names], *(_row(hit, names) for hit in (*recall.hits, *near))]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    told = ["memory", *(_told(hit, 70) for hit in (*recall.hits, *near))]
    lines = [
        "  ".join([*(cell.rjust(width) for cell, width in zip(row, widths, strict=True)), text])
        for row, text in zip(cells, told, strict=True)
    ]
    found = 1 + len(recall.hits)
    shown = lines[:found] if recall.hits else ["Nothing was recalled."]
    if near:
        shown += ["Not recalled:", *([] if recall.hits else lines[:1]), *lines[found:]]
    return "\n".join([*shown, *_notes(recall)])


def as_html(recall: "Recall") -> str:
    """Return the table as HTML; the text of memories is escaped."""
    near = _nearly(recall)
    names = _names([*recall.hits, *near])
    columns = (*_FIRST, *names, "memory")
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    body = "".join(_html_row(hit, names) for hit in recall.hits)
    if near:
        rest = "".join(_html_row(hit, names) for hit in near)
        title = f'<th scope="rowgroup" colspan="{len(columns)}">Not recalled</th>'
        body += f"</tbody><tbody><tr>{title}</tr>{rest}"
    caption = html.escape(f"Recalled for “{recall.query}”")
    notes = "".join(f"<p>{html.escape(note)}</p>" for note in _notes(recall))
    return (
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>{notes}"
    )


def _nearly(recall: "Recall") -> list[Hit]:
    """Return all that did not fit the budget, and the best few that another gate stopped."""
    shown: list[Hit] = []
    left = dict.fromkeys(("k", "validity"), NEARLY)
    for hit in recall.lost:
        if hit.gate in left:
            left[hit.gate] -= 1
        if left.get(hit.gate, 0) >= 0:
            shown.append(hit)
    return shown


def _names(hits: Sequence[Hit]) -> list[str]:
    """Return the terms that apply to any of these, in their order."""
    there = {term.name for hit in hits for term in hit.terms}
    return [name for name in TERMS if name in there]


def _notes(recall: "Recall") -> list[str]:
    notes = list(recall.notes)
    if recall.budget is not None:
        counted = f"{recall.tokens} of {recall.budget} tokens, counted by {recall.counted_by}."
        notes.insert(0, counted)
    return notes


def _row(hit: Hit, names: Sequence[str]) -> list[str]:
    """Return the cells before the memory; "-" where something does not apply."""
    points = {term.name: f"{term.points:.2f}" for term in hit.terms}
    ranks = [str(rank or "-") for rank in (hit.rank, hit.dense_rank, hit.lexical_rank)]
    return [*ranks, f"{hit.score:.2f}", *(points.get(name, "-") for name in names)]


def _told(hit: Hit, limit: int) -> str:
    lost = f": {LOST[hit.gate]}" if hit.gate in LOST else ""
    return f"{shorten(hit.record.text, limit)} [{hit.record.id}]{lost}"


def _html_row(hit: Hit, names: Sequence[str]) -> str:
    rank, *arms = _row(hit, names)[: len(_FIRST)]
    terms = {term.name: term for term in hit.terms}
    lost = f" ({LOST[hit.gate]})" if hit.gate in LOST else ""
    return (
        f'<tr><th scope="row">{rank}</th>'
        + "".join(f"<td>{cell}</td>" for cell in arms)
        + "".join(_html_cell(terms.get(name)) for name in names)
        + f"<td>{html.escape(hit.record.text)} <code>{html.escape(hit.record.id)}</code>{lost}</td>"
        "</tr>"
    )


def _html_cell(term: Term | None) -> str:
    """Return the points of a term, with what they were made from as title."""
    if term is None:
        return '<td title="does not apply">-</td>'
    told = html.escape(f"{term.value:.2f} x {term.weight:.2f}: {term.raw}")
    return f'<td title="{told}">{term.points:.2f}</td>'
