"""How `ChatLab` looks: the conversation, and at its side the memory of one turn.

Nothing is drawn as Markdown: what a model or a memory says is shown as it was said.
"""

from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from markupsafe import Markup

from memorykinds.kinds import KINDS, Record
from memorykinds.kinds.text import shorten
from memorykinds.models.providers import model_key
from memorykinds.widgets.chat_memory import cost_of, learned, recalled, rules
from memorykinds.widgets.chat_program import Program
from memorykinds.widgets.chat_turn import ChatTurn, ToolUse
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.markup import details, join, listing, table, tag

Drawn = dict[tuple[int, bool, bool], tuple[ChatTurn, Markup]]
"""Turns as they were drawn: by number, whether live, and whether chosen."""

_PATTERNS = (
    "The offline model answers: a set of patterns, not a language model. It quotes memories "
    "and knows nothing else"
)
_LONGEST_ARGS = 80
_STATES = {
    "answering": "The answer is coming in.",
    "learning": "The answer is there; memory learns from it.",
    "stopped": "Stopped here. What was said so far belongs to the conversation.",
}


def top(model: BaseChatModel) -> Markup:
    """Return who answers, in one line."""
    name = model_key(model)
    who = _PATTERNS if name == "offline" else f"{name} answers"
    return tag("p", f"{who}. Markdown in an answer shows as text.")


def talk(turns: Sequence[ChatTurn], shown: ChatTurn | None, ui: Controls, drawn: Drawn) -> Markup:
    """Return the conversation; what was drawn before is kept in `drawn`.

    With every word that comes in all is drawn again, and only the last turn is another one.
    """
    said = [_drawn(turn, ui, drawn, chosen=turn is shown) for turn in turns]
    if not said:
        said = [tag("p", "Nothing was said yet.")]
    # The one child keeps the order for a reader; its box, reversed, keeps the newest in sight.
    box = {"class_": "mk-log", "role": "group", "aria_label": "Conversation", "tabindex": "0"}
    return join([tag("h4", "Conversation"), tag("div", tag("div", *said), **box)])


def controls(program: Program, ui: Controls) -> Markup:
    """Return the field to write in, and what is chosen for the next answer."""
    kinds = (ui.check(kind, "switch", kind, on=kind in program.kinds) for kind in KINDS)
    when = ui.choice(
        "Learn",
        "learn",
        value=program.learn,
        options={"now": "from each answer", "later": "only by “Learn now”"},
    )
    form = ui.form("asend", fields={"message": program.draft}, submit="Send", cleared=True)
    stop = ui.button("Stop", "stop", escape=program.busy)
    named = {"class_": "mk-controls", "role": "group", "aria_label": "Kinds of memory in use"}
    return join(
        [
            tag("div", form, stop, class_="mk-say"),
            tag("div", tag("span", "Memory in use:"), *kinds, **named),
            tag("div", when, class_="mk-controls"),
        ]
    )


def side(turn: ChatTurn | None, ui: Controls) -> Markup:
    """Return what memory did for a turn."""
    if turn is None:
        return join(
            [
                tag("h4", "Memory"),
                tag("p", "What is recalled into an answer, and learned from it, will stand here."),
            ]
        )
    parts = [
        tag("h4", f"Memory in answer {turn.number}"),
        tag("p", turn.note) if turn.note else None,
        recalled(turn, ui),
        rules(turn, ui),
        learned(turn, ui),
        cost_of(turn),
    ]
    # Not with every word that comes in: it holds the whole conversation.
    if turn.memory is not None and turn.state != "answering":
        view = turn.view()
        told = f"What the model saw: {view.summary()}"
        seen = details(told, view.render(Controls(live=False)))
        parts.append(tag("div", seen, data_key=f"seen {turn.number}"))
    return join(parts)


def detail(record: Record | None, turn: ChatTurn | None, ui: Controls) -> Markup | None:
    """Return one memory in full, and why it was recalled."""
    if record is None:
        return None
    hits = turn.memory.recall.hits if turn and turn.memory and turn.memory.recall else ()
    hit = next((hit for hit in hits if hit.record.id == record.id), None)
    rows: list[tuple[Any, Any]] = [
        ("kind", f"{record.kind}, {record.state}{', pinned' if record.pinned else ''}"),
        ("text", _words(record.text)),
        ("true since", f"{record.valid_from:%Y-%m-%d}" if record.valid_from else "not known"),
        ("said", _words(record.provenance.excerpt) or "by hand"),
        ("recalled", f"{record.accesses} times"),
    ]
    if hit is not None:
        terms = listing(f"{t.name}: {t.points:.2f} ({t.raw})" for t in hit.terms)
        rows.append((f"score {hit.score:.2f}", terms))
    close = ui.button("Close", "deselect", name=f"Close {record.id}")
    return join([tag("h4", f"Memory {record.id}"), table(record.id, ("", ""), rows), close])


def again(turn: ChatTurn | None, ui: Controls) -> Markup | None:
    """Return the buttons that ask a question again with less memory."""
    if not ui.live or turn is None or not turn.kinds or turn.state in ("answering", "learning"):
        return None
    ask = f"Ask question {turn.number} again without"
    buttons = [
        ui.button(f"Without {kind}", "acompare", kind, turn.number, name=f"{ask} {kind} memory")
        for kind in turn.kinds
    ]
    if len(turn.kinds) > 1:
        buttons.append(
            ui.button("Without memory", "acompare", "all", turn.number, name=f"{ask} any memory")
        )
    named = {"class_": "mk-controls", "role": "group", "aria_label": "Ask again with less memory"}
    return tag("div", tag("span", f"Ask question {turn.number} again:"), *buttons, **named)


def _drawn(turn: ChatTurn, ui: Controls, drawn: Drawn, *, chosen: bool) -> Markup:
    key = (turn.number, ui.live, chosen)
    known, html = drawn.get(key, (None, Markup()))
    if known is not turn:
        html = _turn(turn, ui, chosen=chosen)
        drawn[key] = (turn, html)
    return html


def _turn(turn: ChatTurn, ui: Controls, *, chosen: bool) -> Markup:
    answer = _words(turn.answer)
    if not turn.answer and turn.state != "answering":
        answer = tag("p", "The model said nothing.")
    return tag(
        "div",
        tag("div", tag("strong", f"You, {turn.number}"), _words(turn.question), class_="mk-user"),
        *(_tool(use) for use in turn.tools),
        tag("div", tag("strong", f"Agent, {turn.number}"), answer, class_="mk-agent"),
        tag("p", _STATES[turn.state], class_="mk-note") if turn.state in _STATES else None,
        _beside(turn),
        tag("p", _short(turn), _button(turn, ui, chosen=chosen), class_="mk-note"),
        class_="mk-turn",
        data_key=f"turn {turn.number}",
    )


def _short(turn: ChatTurn) -> str:
    off = [kind for kind in KINDS if kind not in turn.kinds]
    told = f"Recalled: {_ids(turn)}. " if turn.memory else ""
    told += f"Changes learned: {turn.changes}. " if turn.state in ("answered", "stopped") else ""
    return f"{told}Switched off: {', '.join(off)}. " if off else told


def _button(turn: ChatTurn, ui: Controls, *, chosen: bool) -> Markup:
    name = f"Show the memory of answer {turn.number}"
    return ui.button("Memory", "show", turn.number, pressed=chosen, name=name)


def _tool(use: ToolUse) -> Markup:
    told = f"Tool {use.name} was called with {shorten(use.args, _LONGEST_ARGS)}"
    if use.result is None:
        result = tag("p", "It has not answered.")
    else:
        words = "It failed:" if use.failed else "It answered:"
        result = join([tag("p", words), tag("pre", use.result)])
    return details(told, tag("pre", use.args), result)


def _beside(turn: ChatTurn) -> Markup | None:
    """Return the first answer and those with less memory, side by side."""
    if not turn.compared:
        return None
    all_of_them = (turn, *turn.compared)
    head = ("", "the first time", *(_without(answer, turn) for answer in turn.compared))
    rows = [
        ("answer", *(_answer_of(answer) for answer in all_of_them)),
        ("recalled", *(_ids(answer) for answer in all_of_them)),
        ("memory's tokens", *(f"{a.memory.tokens if a.memory else 0:,}" for a in all_of_them)),
    ]
    note = "A language model may also answer otherwise by chance."
    if turn.changes:
        note += f" Since the first answer {turn.changes} changes were learned from it."
    caption = f"Answer {turn.number} with less memory"
    return join([table(caption, head, rows), tag("p", note, class_="mk-note")])


def _answer_of(turn: ChatTurn) -> Markup:
    stopped = " (stopped)" if turn.state == "stopped" else ""
    return join([_words(turn.answer or "…"), stopped])


def _ids(turn: ChatTurn) -> str:
    return ", ".join([*(record.id for record in turn.recalled), *turn.rules]) or "nothing"


def _without(again: ChatTurn, first: ChatTurn) -> str:
    left_out = [kind for kind in first.kinds if kind not in again.kinds]
    return f"without {', '.join(left_out)}" if again.kinds else "without memory"


def _words(text: str) -> Markup:
    """Return text with its line breaks, which hold where styles are stripped, too."""
    lines = text.split("\n")
    between = tag("br")
    parts = [part for line in lines for part in (between, line)][1:]
    return tag("div", *parts, class_="mk-words") if text else Markup()
