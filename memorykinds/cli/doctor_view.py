"""How a report looks in a terminal: a mark, a name, what was found, and the line that mends."""

import json
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from memorykinds.cli.report import Report, StoreContents
from memorykinds.kinds.names import user_of
from memorykinds.kinds.text import one_line

SHOWN = 100
"""How many namespaces are shown to a person."""

_MARKS = {"good": ("✓", "green"), "note": ("•", "yellow"), "bad": ("✗", "red")}


def print_report(report: Report, *, console: Console, as_json: bool = False) -> None:
    """Print `report`, for a person or as JSON for a program."""
    if as_json:
        text = json.dumps(report.as_dict(), indent=2, ensure_ascii=False)
        console.print(text, markup=False, highlight=False, soft_wrap=True)
        return
    width = max(len(finding.name) for finding in report.findings)
    for topic, findings in groupby(report.findings, key=lambda finding: finding.topic):
        console.print(Text(f"\n{topic}", style="bold"))
        table = Table.grid(padding=(0, 1))
        table.add_column(width=1)
        table.add_column(width=min(width, 24), overflow="fold")
        table.add_column(overflow="fold")
        for finding in findings:
            mark, colour = _MARKS[finding.state]
            table.add_row(Text(mark, colour), Text(finding.name), Text(finding.text))
            if finding.mend:
                table.add_row("", "", Text(f"→ {finding.mend}", colour))
        console.print(table)
    if report.store is not None:
        _print_store(report.store, console)
    end = "Everything that is needed works." if report.healthy else "Mend what is marked ✗."
    console.print(Text(f"\n{end}", style="bold green" if report.healthy else "bold red"))


def _print_store(store: StoreContents, console: Console) -> None:
    made_by = f"vectors by {store.embedder or 'an unnamed embedder'}, {store.dims} dimensions"
    layout = "no tables" if store.layout is None else f"layout {store.layout}"
    about = f"{store.bytes:,} bytes, {layout}, {made_by if store.dims else 'no vectors'}"
    console.print(Text(f"\n{store.place}: {about}"))
    if not store.namespaces:
        console.print(Text("It holds nothing yet."))
        return
    table = Table("namespace", box=None, pad_edge=False, header_style="bold")
    table.add_column("items", justify="right")
    table.add_column("vectors", justify="right")
    for count in store.namespaces[:SHOWN]:
        labels = " / ".join(one_line(user_of(label)) for label in count.namespace)
        table.add_row(Text(labels), f"{count.items:,}", f"{count.vectors:,}")
    console.print(table)
    left = len(store.namespaces) - SHOWN
    if left > 0:
        console.print(Text(f"… and {left:,} namespaces more; --json lists all."))
