"""`memorykinds tour`: watch conversations become memories, change, and be recalled.

Nothing here is staged: the conversations come from files, every line that is shown comes from
the `Update` and the `Recall` that the library returned. Change a sentence in a file and the
memories change.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.rule import Rule as Line
from rich.table import Table

from memorykinds.cli.conversations import Conversation, read_conversation, tour_files
from memorykinds.kinds import Decision
from memorykinds.kinds.clock import LessonClock, counted_ids
from memorykinds.kinds.text import shorten
from memorykinds.models import chat_model
from memorykinds.models.offline.measured import MEASURED
from memorykinds.opening import open as open_memory

if TYPE_CHECKING:
    from memorykinds.managers import Update
    from memorykinds.memory import Memory
    from memorykinds.recall import Recall

QUESTION = "Which city does the user live in now?"
TODAY = "2026-06-09T08:00Z"
"""The tour's own day: ages and scores are the same whenever it is run."""

_STYLES = {
    "add": "green",
    "revise": "cyan",
    "supersede": "yellow",
    "retract": "red",
    "keep": "dim",
    "refuse": "magenta",
}
_KINDS = {"semantic": "fact", "episodic": "episode", "procedural": "rule"}


def run_tour(files: Sequence[Path] | None, *, console: Console, question: str = QUESTION) -> None:
    """Learn each conversation in turn, show what happened, and answer a question from memory.

    Args:
        files: Conversations to learn; None for the tour's own two.
        console: Where to show it.
        question: What to ask in the end.

    Raises:
        InputError: If a file is missing or no conversation.
    """
    conversations = [read_conversation(path) for path in files or tour_files()]
    console.print(
        Panel(
            "An agent forgets everything when its conversation ends. Watch what it could keep:\n"
            "[b]facts[/b] (semantic memory), [b]episodes[/b] (episodic) and "
            "[b]rules[/b] (procedural).\n"
            "[dim]No key and no network: the memories are found by the offline model, a set of "
            f"patterns and no language model\n({MEASURED}).\n"
            "What it misses, a language model may find; everything after it is the same.[/dim]",
            title="memorykinds tour",
        )
    )
    with open_memory(user="ada", clock=LessonClock(TODAY), ids=counted_ids()) as memory:
        for number, conversation in enumerate(conversations, start=1):
            console.print(Line(f"Conversation {number}: {escape(conversation.title)}"))
            update = memory.learn(
                conversation.messages,
                conversation=conversation.conversation,
                feedback=conversation.feedback,
            )
            _show_conversation(console, update, conversation)
            _show_decisions(console, memory, update)
        console.print(Line("A question, answered from memory"))
        _show_recall(console, memory, memory.recall(question, k=4))
    console.print(
        Panel(
            "That was the whole way: conversation, decision, memory, recall. To see each step "
            "from the inside,\nopen the course with  [b]make lab[/b]  and choose "
            "[b]01_three_kinds_of_memory.ipynb[/b].",
            title="What next",
        )
    )


def _show_conversation(console: Console, update: "Update", conversation: Conversation) -> None:
    transcript = update.trace("semantic").step("transcript").data
    grid = Table.grid(padding=(0, 1))
    for turn in transcript["turns"]:
        grid.add_row(
            f"[dim]{escape(turn['id'])}[/dim]",
            f"[b]{escape(turn['name'] or turn['role'])}[/b]",
            escape(turn["text"]),
        )
    for note in transcript["withheld"]:
        grid.add_row("", "[dim]left out[/dim]", f"[dim]{escape(note)}[/dim]")
    console.print(Panel(grid, title=escape(conversation.title), title_align="left"))


def _show_decisions(console: Console, memory: "Memory", update: "Update") -> None:
    if not update.decisions:
        console.print("Nothing was found to remember.\n")
        return
    table = Table(title="What was decided, from which turns, and why", title_justify="left")
    for heading in ("kind", "decision", "memory", "turns", "why"):
        table.add_column(heading, overflow="fold")
    for decision in update.decisions:
        style = _STYLES[decision.action]
        table.add_row(
            _KINDS[decision.kind],
            f"[{style}]{decision.action}[/{style}]",
            _memory_cell(memory, decision),
            _turns(decision.evidence),
            escape(decision.detail),
        )
    console.print(table)
    console.print()


def _memory_cell(memory: "Memory", decision: Decision) -> Group:
    lines = [escape(shorten(decision.text, 160))]
    for closed in decision.closes:
        record = memory.get(closed)
        until = f"{record.valid_to:%Y-%m-%d}" if record.valid_to else "now"
        text = escape(shorten(record.text, 100))
        lines.append(f"[dim]kept as history until {until}:[/dim] [strike]{text}[/strike]")
    return Group(*lines)


def _turns(ids: tuple[str, ...]) -> str:
    """Return the turns as a short list; a whole conversation as its first and last."""
    short = escape(", ".join(ids))
    return short if len(ids) <= 3 else f"{escape(ids[0])} to {escape(ids[-1])}"  # noqa: PLR2004 -- more fill the column


def _show_recall(console: Console, memory: "Memory", recall: "Recall") -> None:
    console.print(f"[b]Question:[/b] {escape(recall.query)}\n")
    if recall.hits:
        table = Table(title="Recalled, with every term of the score", title_justify="left")
        table.add_column("score", justify="right")
        for term in recall.hits[0].terms:
            table.add_column(
                f"= {term.name}" if term is recall.hits[0].terms[0] else f"+ {term.name}"
            )
        table.add_column("memory", overflow="fold")
        for hit in recall.hits:
            points = [f"{term.points:.2f} [dim]({term.raw})[/dim]" for term in hit.terms]
            table.add_row(f"{hit.score:.2f}", *points, escape(shorten(hit.record.text, 120)))
        console.print(table)
    rules = memory.rules().render()
    system = "\n\n".join(part for part in (rules and f"# Rules\n{rules}", recall.prompt) if part)
    answer = chat_model("offline").invoke([("system", system), ("human", recall.query)])
    console.print(f"\n[b]Answer:[/b] {escape(str(answer.text))}\n")
