"""`memorykinds consolidate FILE --user U`: the plan is shown, and written if that is wanted."""

import sys
from datetime import timedelta
from pathlib import Path

import typer

from memorykinds.cli.watching import stopping
from memorykinds.kinds.errors import InputError
from memorykinds.managers.consolidation import Retention
from memorykinds.opening import open as open_memory

LONGEST_DAYS = 1_000_000
"""About as many as a Python date can tell apart."""


def consolidate_store(
    location: str,
    user: str,
    *,
    model: str,
    embeddings: str,
    half_life: float,
    keep: int | None,
    min_strength: float,
    max_calls: int,
    max_retired: int,
    dry_run: bool,
    yes: bool,
) -> None:
    """Consolidate the memories of `user`, print the ledger, and ask before anything is written.

    Args:
        location: The memory's file, or its address.
        user: Whose memories.
        model: The chat model that is asked.
        embeddings: The embedder that made the vectors.
        half_life: Days after which a memory that is not used is half as strong.
        keep: The most memories of each kind; None for no limit.
        min_strength: Weaker memories are let go of; 0 for none.
        max_calls: The most calls of the model.
        max_retired: The most memories that are retired.
        dry_run: Write nothing, and do not ask.
        yes: Write without asking.

    Raises:
        InputError: If the store is not there, the user has nothing in it, or nobody can be asked.
    """
    if "://" not in location and not Path(location).exists():
        raise InputError(f"There is no file {location}.")
    if not (dry_run or yes or sys.stdin.isatty()):
        raise InputError("Nobody is here to be asked: add --yes to write, or --dry-run to look.")
    if not 0 < half_life <= LONGEST_DAYS:
        raise InputError(f"--half-life must be above 0 and up to {LONGEST_DAYS:,} days.")
    limited = keep is not None or min_strength > 0
    retention = None
    if limited:
        half = timedelta(days=half_life)
        retention = Retention(half_life=half, keep=keep, min_strength=min_strength)
    with (
        stopping(lambda: "Stopped: all of a consolidation is written at once, or nothing."),
        open_memory(location, user=user, model=model, embeddings=embeddings) as memory,
    ):
        if not memory.store.search(memory.journal.namespace, limit=1):
            raise InputError(
                f"{user!r} has no memories there; --user is the name they were kept under."
            )
        plan = memory.consolidate(
            dry_run=True, retention=retention, max_calls=max_calls, max_retired=max_retired
        )
        if not plan.decisions:
            typer.echo("Nothing is to be merged, learned or let go of.")
        else:
            typer.echo(plan.ledger())
        if dry_run:
            return
        if plan.events and not yes and not typer.confirm(f"Write {len(plan.events)} changes?"):
            typer.echo("Nothing was written.")
            return
        update = memory.apply(plan)
        if update.events:
            typer.echo(f"{len(update.events)} changes were written as {update.id}.")
