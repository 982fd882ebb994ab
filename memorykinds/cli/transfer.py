"""`memorykinds export` and `memorykinds import`: a memory moves, with a progress bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from memorykinds.kinds.errors import InputError
from memorykinds.opening import open as open_memory


def export_file(path: Path, store: str, user: str) -> None:
    """Write the memories of `user` to `path`.

    Raises:
        InputError: If the store is not there, or the user has nothing in it.
    """
    if "://" not in store and not Path(store).exists():
        raise InputError(f"There is no file {store}.")
    with open_memory(store, user=user) as memory:
        if not memory.history():
            raise InputError(
                f"{user!r} has no memories there; --user is the name they were kept under."
            )
        with _progress(f"Exporting {user}") as show:
            written = memory.export(path, progress=show)
    Console(soft_wrap=True).print(f"{path} holds {written}.", markup=False, highlight=False)


def import_file(path: Path, store: str, user: str) -> None:
    """Take the memories in `path` in as those of `user`."""
    with open_memory(store, user=user) as memory, _progress(f"Importing {user}") as show:
        read = memory.import_(path, progress=show)
    line = f"{_named(store)} now holds {read}, as those of {user!r}."
    Console(soft_wrap=True).print(line, markup=False, highlight=False)


def _named(store: str) -> str:
    """Return what to call a store: an address may hold a password."""
    return "The database" if "://" in store else store


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    # On the way to a file or a pipe there is nothing to watch; the bar goes to stderr.
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
