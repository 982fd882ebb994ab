"""What takes long is shown by a bar, and ends on Ctrl-C with one sentence."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

INTERRUPTED = 130
"""The exit code by which shells know that SIGINT (2) ended a program: 128 + 2."""


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr while something takes long; it is gone when that has ended.

    Args:
        what: What is being done.

    Yields:
        A function to call with how many are done, and of how many; until its first call the
        bar only moves.
    """
    # rich also draws into a pipe if FORCE_COLOR is set, as many CIs do.
    watched = sys.stderr.isatty() and not os.environ.get("CI")
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not watched) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def stopping(what_is_kept: Callable[[], str]) -> Iterator[None]:
    """End on Ctrl-C with one sentence on stderr and exit code 130.

    Args:
        what_is_kept: Returns the sentence: what is kept, and how to go on. It is asked after
            the interruption, since a write may have ended just then.
    """
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(what_is_kept(), err=True)
        raise typer.Exit(INTERRUPTED) from None
