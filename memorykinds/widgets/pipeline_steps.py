"""How each step of the write path looks; each is a function from its data to HTML."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pydantic import ValidationError

from memorykinds.kinds import Decision, Event, Record, Transcript
from memorykinds.managers.plan import Step
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.markup import bar, details, join, listing, mark, table, tag
from memorykinds.widgets.memory_detail import changes_of

RUN = "Run from here"

LOOKS = {
    "transcript": "What was said, as it is read: secrets are withheld, recalled memories taken out.",
    "segments": "Code splits the conversation: each segment becomes one episode at most.",
    "related": "What is known of the matter. The model may name these memories by their numbers.",
    "prompt": "Exactly what the model was asked.",
    "answer": "What the model said, to the letter.",
    "candidates": "What of the answer has the form of a memory. The model nominates; code decides.",
    "decisions": "What became of each candidate, and what decided it.",
    "changes": "What is written to the memories, the index and the journal, as one batch.",
}
"""What a reader should know of each step."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a step needs to know beside its own data.

    Attributes:
        ui: Makes controls.
        open: Whether it can be run again.
        transcript: The conversation; None if the trace has none.
        evidence: Ids of the turns that the chosen candidate or decision cites.
        chosen: Which candidate or decision is chosen, by its number from 1; None if none.
        turn: Which turn is being changed; "" if none.
        policies: What may decide, by name; empty if there is no choice.
        policy: What does decide.
        events: What was written; None if the run was no update, or is run again.
        update_id: The update's id.
        invalid: What of the answer was no valid candidate.
    """

    ui: Controls
    open: bool
    transcript: Transcript | None
    evidence: tuple[str, ...] = ()
    chosen: int | None = None
    turn: str = ""
    policies: Mapping[str, str] = ()  # type: ignore[assignment]
    policy: str = ""
    events: tuple[Event, ...] | None = None
    update_id: str = ""
    invalid: Sequence[Mapping[str, str]] = ()


def body(step: Step, look: Look) -> Markup:
    """Return one step; one of an unknown form, as JSON."""
    intro = tag("p", f"{step.summary}. {LOOKS.get(step.name, '')}".strip())
    try:
        shown = _BODIES.get(step.name, _json)(step.data, look)
    except (ValidationError, LookupError, TypeError, AttributeError, ValueError):
        shown = _json(step.data, look)  # it was written by another program or changed by hand
    return join([intro, shown])


def quotes(look: Look) -> Markup:
    """Return the turns that the chosen one cites, marked."""
    if look.transcript is None or look.chosen is None:
        return Markup()
    cited = [turn for turn in look.transcript.turns if turn.id in look.evidence]
    if not cited:
        return tag("p", "It cites no turn of the conversation.")
    items = (mark(turn.text, f"{turn.id} {turn.role}", current=True) for turn in cited)
    return join([tag("h4", "The turns that say it"), *(tag("pre", item) for item in items)])


def _transcript(data: Any, look: Look) -> Markup:
    transcript = Transcript.model_validate(data)
    rows = []
    for turn in transcript.turns:
        cited = turn.id in look.evidence
        said = mark(turn.text, "says it", current=True) if cited else turn.text
        form = None
        if look.open and turn.id == look.turn:
            fields = {"text": turn.text}
            form = _wide(
                look.ui.form("run_turn", turn.id, fields=fields, submit=RUN, long=("text",))
            )
        who = turn.role if turn.name is None else f"{turn.role} {turn.name}"
        label = turn.id
        if look.open:
            name = f"Change {turn.id}"
            on = turn.id == look.turn
            label = look.ui.button(
                turn.id, "change_turn", turn.id, static=turn.id, pressed=on, name=name
            )
        rows.append((label, who, _when(turn.at), join([tag("pre", said, dir="auto"), form])))
    parts = [table(count(len(rows), "turn"), ("turn", "who", "when", "what"), rows)]
    if look.open and look.ui.live:
        parts.append(tag("p", "Press a turn to change what it says."))
    if transcript.withheld:
        parts += [tag("h4", "Left out"), listing(transcript.withheld)]
    return join(parts)


def _segments(data: Any, look: Look) -> Markup:
    rows = [
        (
            row["number"],
            f"{row['turns'][0]} to {row['turns'][-1]}, {len(row['turns'])} in all",
            row["why"],
            f"{len(row['told'])} turns, by {row['episode']}" if row["told"] else "nothing",
        )
        for row in data
    ]
    head = ("segment", "turns", "why it begins", "told already")
    return join([table(count(len(rows), "segment"), head, rows), _editor("segments", data, look)])


def _related(data: Any, look: Look) -> Markup:
    if not data:
        return tag("p", "Nothing is known of the matter, so the model is shown no memory.")
    rows = [
        (
            row["n"],
            row["id"],
            tag("bdi", row["text"]),
            *(
                [look.ui.button("Leave out", "leave_out", row["id"], name=f"Leave {row['id']} out")]
                if look.open and look.ui.live
                else []
            ),
        )
        for row in data
    ]
    head = ["number", "memory", "text", *(["run again"] if look.open and look.ui.live else [])]
    return table(count(len(rows), "related memory", "related memories"), head, rows)


def _prompt(data: Any, look: Look) -> Markup:
    parts = []
    for number, row in enumerate(data, start=1):
        text = row["text"]
        parts.append(tag("h4", f"{number}. {row['role']}, {len(text):,} characters"))
        parts.append(_scrolled(tag("pre", text), f"Message {number}"))
        if look.open and look.ui.live:
            fields = {"text": text}
            form = look.ui.form("run_prompt", number, fields=fields, submit=RUN, long=("text",))
            parts.append(details(f"Change message {number}", _wide(form)))
    return join(parts)


def _answer(data: Any, look: Look) -> Markup:
    answers, problems = data["answers"], data["problems"]
    counts = (f"{data[f'{way}put_tokens'] or 0:,} tokens {way}" for way in ("in", "out"))
    parts = [tag("p", ", ".join(counts))] if data.get("input_tokens") is not None else []
    for number, text in enumerate(answers, start=1):
        if len(answers) > 1:
            parts.append(tag("h4", f"Answer {number} of {len(answers)}"))
        parts.append(_scrolled(tag("pre", text), f"Answer {number}"))
        if number <= len(problems):
            parts.append(tag("p", tag("strong", "Refused: "), problems[number - 1]))
            parts.append(tag("p", "The model was shown this, and asked again."))
    if look.open and look.ui.live:
        fields = {"answer": _pretty(answers[-1])}
        form = look.ui.form("run_answer", fields=fields, submit=RUN, long=("answer",))
        parts.append(details("Change the answer", _wide(form)))
    return join(parts)


def _candidates(data: Any, look: Look) -> Markup:
    rows = [
        (
            _choose(number, "candidate", look),
            row.get("intent", f"profile {row.get('profile')}"),
            _content(row),
            ", ".join(row.get("evidence", ())) or "none",
            _numbers("the same as", row.get("same_as"))
            + _numbers("against", row.get("contradicts")),
        )
        for number, row in enumerate(data, start=1)
    ]
    head = ("candidate", "intent", "what it says", "evidence", "related numbers")
    parts = [table(count(len(rows), "valid candidate"), head, rows)] if rows else []
    if not data and not look.invalid:
        parts.append(tag("p", "The model nominated nothing."))
    if look.invalid:
        wrong = [(row["text"], row["error"]) for row in look.invalid]
        parts.append(table(f"{len(wrong)} not valid", ("what was said", "what is wrong"), wrong))
    if look.chosen is not None and look.chosen <= len(data):
        row = data[look.chosen - 1]
        parts.append(quotes(look))
        parts.append(tag("h4", f"Candidate {look.chosen}"))
        if look.open and look.ui.live:
            fields = {"candidate": _pretty(row)}
            form = look.ui.form(
                "run_candidate", look.chosen, fields=fields, submit=RUN, long=("candidate",)
            )
            parts.append(_wide(form))
        else:
            parts.append(tag("pre", _pretty(row)))
    return join(parts)


def _decisions(data: Any, look: Look) -> Markup:
    decisions = [Decision.model_validate(row) for row in data]
    parts = []
    if look.open and look.policies:
        choice = look.ui.choice(
            "Decided by", "run_policy", value=look.policy, options=dict(look.policies)
        )
        parts.append(tag("div", choice, class_="mk-controls"))
    rows = [
        (
            _choose(number, "decision", look),
            join([tag("strong", d.action), f": {d.reason.replace('_', ' ')}"]),
            tag("bdi", d.text),
            join([d.detail, *([tag("br"), f"{d.trial}"] if d.trial else [])]),
            _neighbour(d),
        )
        for number, d in enumerate(decisions, start=1)
    ]
    head = ("decision", "what was done", "candidate", "why", "compared with")
    parts.append(
        table(count(len(rows), "decision"), head, rows)
        if rows
        else tag("p", "There was nothing to decide about.")
    )
    if look.chosen is not None and look.chosen <= len(decisions):
        parts.append(quotes(look))
    return join(parts)


def _changes(data: Any, look: Look) -> Markup:
    planned = look.events is None
    events = [Event.model_validate(row) for row in data] if look.events is None else look.events
    if not events:
        return tag("p", "Nothing changes: no memory, no vector and no event of the journal.")
    rows = [
        (
            event.memory_id if planned else f"{event.memory_id}, {event.id}",
            f"{event.action}: {event.reason.replace('_', ' ')}",
            changed(event.before, event.after),
            _index(event),
            event.detail,
        )
        for event in events
    ]
    head = ("memory" if planned else "memory, event", "change", "before and after", "index", "why")
    told = "would be written" if planned else f"written as {look.update_id}"
    return table(f"{count(len(rows), 'change')}, {told}", head, rows)


def _json(data: Any, look: Look) -> Markup:
    del look
    return (
        _scrolled(tag("pre", _pretty(data)), "Data of the step") if data is not None else Markup()
    )


_BODIES: dict[str, Callable[[Any, Look], Markup]] = {
    "transcript": _transcript,
    "segments": _segments,
    "related": _related,
    "prompt": _prompt,
    "answer": _answer,
    "candidates": _candidates,
    "decisions": _decisions,
    "changes": _changes,
}


def changed(before: Record | None, after: Record | None) -> Markup:
    """Return a memory before and after: its text, and beneath it what else differs."""
    same = before is not None and after is not None and before.text == after.text
    text = tag("bdi", after.text) if same and after is not None else None
    return join([text, changes_of(before, after)])


def count(number: int, one: str, many: str = "") -> str:
    """Return how many there are, in words: "1 turn", "2 turns"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _index(event: Event) -> str:
    if event.after is None:
        return "its vector is taken out"
    if event.before is None:
        return "a vector of its text is added"
    if event.before.text != event.after.text:
        return "a vector of the new text takes the old one's place"
    return "the text is the same, and so is its vector"


def _neighbour(decision: Decision) -> Any:
    if decision.neighbour_id is None:
        return "nothing"
    near = f"{decision.neighbour_id} {decision.neighbour_text or ''}".strip()
    if decision.similarity is None:
        return join([near, tag("br"), "by its fields, not by likeness"])
    likeness = bar(max(0.0, decision.similarity), f"{decision.similarity:.2f}")
    return join([near, tag("br"), "cosine ", likeness])


def _choose(number: int, what: str, look: Look) -> Any:
    on = number == look.chosen
    name = f"Show the turns of {what} {number}"
    return look.ui.button(number, "choose", number, static=number, pressed=on, name=name)


def _content(row: Mapping[str, Any]) -> Any:
    content = row.get("content", {"changes": row.get("changes"), "clear": row.get("clear")})
    if "text" in content:
        return tag("bdi", content["text"])
    shown = (
        f"{name}: {value}" for name, value in content.items() if value not in (None, "", [], {})
    )
    return join(shown, "; ")


def _numbers(what: str, numbers: Any) -> str:
    return f"{what} {', '.join(map(str, numbers))} " if numbers else ""


def _editor(step: str, data: Any, look: Look) -> Markup:
    if not (look.open and look.ui.live):
        return Markup()
    form = look.ui.form(
        "run_json", step, fields={"data": _pretty(data)}, submit=RUN, long=("data",)
    )
    return details(f"Change the {step}", _wide(form))


def _wide(form: Markup) -> Markup:
    return tag("div", form, class_="mk-wide")


def _scrolled(content: Markup, name: str) -> Markup:
    return tag("div", content, class_="mk-scroll", role="region", aria_label=name, tabindex="0")


def _pretty(value: Any) -> str:
    """Return data as JSON with line breaks; text that is no JSON as it is."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return str(value)
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def _when(instant: Any) -> str:
    return str(instant.strftime("%Y-%m-%d %H:%M"))
