"""What memory did for one turn of `ChatLab`, as tables: recalled, in force, learned, spent."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from memorykinds.kinds import Decision
from memorykinds.widgets.chat_turn import ChatTurn
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.markup import details, join, table, tag

_WHEN_OFF = {
    "semantic": "Semantic memory is switched off: no fact is recalled.",
    "episodic": "Episodic memory is switched off: no episode is recalled.",
    "procedural": "Procedural memory is switched off: no rule is in force.",
}


def recalled(turn: ChatTurn, ui: Controls) -> Markup:
    """Return the facts and episodes that the model was shown, with their scores."""
    rows = list(_recalled(turn, ui))
    off = [tag("p", _WHEN_OFF[k]) for k in ("semantic", "episodic") if k not in turn.kinds]
    if not rows:
        nothing = "Recalling." if turn.memory is None else "Nothing was recalled."
        return join(
            [*off, None if len(off) == len(("semantic", "episodic")) else tag("p", nothing)]
        )
    return join([*off, table("Recalled into it", ("memory", "kind", "score", "text"), rows)])


def rules(turn: ChatTurn, ui: Controls) -> Markup:
    """Return the rules that the model was shown."""
    if "procedural" not in turn.kinds:
        return tag("p", _WHEN_OFF["procedural"])
    if turn.memory is None or not (turn.memory.rules.shown or turn.memory.rules.left_out):
        return Markup() if turn.memory is None else tag("p", "No rule is in force.")
    shown = turn.memory.rules
    left_out = [entry.id for entry in shown.left_out]
    note = tag("p", f"Left out for want of room: {', '.join(left_out)}.") if left_out else None
    rows = [(_link(entry.id, ui), entry.rule.render()) for entry in shown.shown]
    return join([table("Rules in force", ("rule", "text"), rows), note])


def learned(turn: ChatTurn, ui: Controls) -> Markup | None:
    """Return what was learned from it: what changed, and what was decided otherwise."""
    if not turn.learned:
        return None
    decisions = [decision for update in turn.learned for decision in update.decisions]
    changed = [d for d in decisions if d.action not in ("keep", "refuse")]
    others = [d for d in decisions if d.action in ("keep", "refuse")]
    head = ("done", "memory", "text", "why")
    told = (
        table("Learned from it", head, (_decided(d, ui) for d in changed))
        if changed
        else tag("p", "Nothing new was learned from it.")
    )
    count = f"{len(others)} candidate{'' if len(others) == 1 else 's'} changed nothing"
    rest = (
        details(count, table("What changed nothing", head, (_decided(d, ui) for d in others)))
        if others
        else None
    )
    events = [f"{e.action} {e.memory_id}" for update in turn.learned for e in update.events]
    journal = tag("p", f"In the journal: {', '.join(events)}.") if events else None
    return join([told, journal, rest])


def cost_of(turn: ChatTurn) -> Markup | None:
    """Return what the model's calls for it took."""
    costs = turn.cost
    if not costs.rows:
        return None
    rows = []
    for row in costs.rows:
        about = "about " if row.spent.estimated_tokens else ""
        cells = [
            row.purpose,
            row.model,
            f"{row.spent.calls:,}",
            f"{about}{row.spent.input_tokens:,}",
            f"{about}{row.spent.output_tokens:,}",
        ]
        price = "not known" if row.price is None else f"{row.price:.6f}"
        rows.append(tuple(cells + [price] * bool(costs.currency)))
    head = ("for", "model", "calls", "tokens in", "tokens out")
    return table("What it cost", (*head, *[costs.currency] * bool(costs.currency)), rows)


def _recalled(turn: ChatTurn, ui: Controls) -> Iterator[tuple[Any, ...]]:
    if turn.memory is None:
        return
    for hit in turn.memory.recall.hits if turn.memory.recall else ():
        yield _link(hit.record.id, ui), "semantic", f"{hit.score:.2f}", hit.record.text
    for example in turn.memory.examples.chosen if turn.memory.examples else ():
        record = example.record
        yield _link(record.id, ui), "episodic", f"{example.usefulness:.2f}", record.text


def _decided(decision: Decision, ui: Controls) -> tuple[Any, ...]:
    link = _link(decision.memory_id, ui) if decision.memory_id else "none"
    return decision.action, link, decision.text, f"{decision.detail} ({decision.reason})"


def _link(memory_id: str, ui: Controls) -> Markup:
    name = f"Show {memory_id} in full"
    return ui.button(memory_id, "select", memory_id, static=memory_id, name=name)
