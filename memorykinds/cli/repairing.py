"""`memorykinds doctor FILE --repair`: save what is good of a damaged file into a new one."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from memorykinds.kinds.errors import InputError
from memorykinds.store.repair import check, repair


def repair_file(location: str | None, *, console: Console) -> None:
    """Save what can be read of the store's file at `location`, and say what could not.

    The damaged file stays as it is; the new one stands beside it, as ``ada.repaired.db``.

    Raises:
        InputError: If no file is named, or an address is.
        StoreError: If the file is no store of ours, nothing of it can be read, or the new
            file is there already.
    """
    if location is None:
        raise InputError("Name the file to repair: memorykinds doctor ada.db --repair")
    if "://" in location:
        raise InputError(
            "A database cannot be repaired from here, only a file: its server keeps it whole, and "
            "what is lost there comes back from the server's backups."
        )
    path = Path(location)
    damage = check(path)
    if not damage:
        console.print(f"{escape(str(path))} is sound; there is nothing to repair.")
        return
    for line in damage:
        console.print(f"[red]✗[/red] {escape(line)}")
    saved = repair(path, path.with_name(f"{path.stem}.repaired{path.suffix}"))
    console.print(
        f"[green]✓[/green] {saved.items:,} items and {saved.vectors:,} vectors were saved."
    )
    for line in saved.lost:
        console.print(f"[yellow]•[/yellow] Not saved: {escape(line)}.")
    console.print(
        f"→ They are in {escape(str(saved.path))}; look at it, then put it in the place of the old file."
    )
