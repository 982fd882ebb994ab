"""`memorykinds export` and `memorykinds import`: a memory moves, with a progress bar."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from memorykinds.cli.watching import bar, stopping
from memorykinds.kinds.errors import InputError
from memorykinds.memory import Memory
from memorykinds.opening import open as open_memory
from memorykinds.store import FaissStore


def export_file(path: Path, store: str, user: str, embeddings: str) -> None:
    """Write the memories of `user` to `path`.

    Raises:
        InputError: If the store is not there, or the user has nothing in it.
    """

    def kept() -> str:
        return (
            f"Stopped: {path} is written only when it is complete, so no half of an export is "
            "left; the same command begins anew."
        )

    with stopping(kept), _open_to_read(store, user, embeddings) as memory:
        if not _has_anything(memory):
            raise InputError(
                f"{user!r} has no memories there; --user is the name they were kept under."
            )
        with bar(f"Exporting {user}") as show:
            written = memory.export(path, progress=show)
    _say(f"{path} holds {written}.")


def import_file(path: Path, store: str, user: str, embeddings: str) -> None:
    """Take the memories in `path` in as those of `user`."""

    def kept() -> str:
        with open_memory(store, user=user, embeddings=embeddings) as memory:
            if _has_anything(memory):
                return (
                    f"Stopped, but {_named(store)} holds memories of {user!r}: the import had "
                    "ended, or they were there before."
                )
        return "Stopped: nothing was imported; the same command begins anew."

    with (
        stopping(kept),
        open_memory(store, user=user, embeddings=embeddings) as memory,
        bar(f"Importing {user}") as show,
    ):
        read = memory.import_(path, progress=show)
    _say(f"{_named(store)} now holds {read}, as those of {user!r}.")


@contextmanager
def _open_to_read(store: str, user: str, embeddings: str) -> Iterator[Memory]:
    """Open a memory to read it all; a file then needs no embedder, whoever made its vectors."""
    if "://" in store:
        with open_memory(store, user=user, embeddings=embeddings) as memory:
            yield memory
        return
    if not Path(store).exists():
        raise InputError(f"There is no file {store}.")
    with FaissStore(store) as file, open_memory(store=file, user=user) as memory:
        yield memory


def _has_anything(memory: Memory) -> bool:
    return bool(memory.store.search(memory.journal.namespace, limit=1))


def _named(store: str) -> str:
    """Return what to call a store: an address may hold a password."""
    return "The database" if "://" in store else store


def _say(line: str) -> None:
    Console(soft_wrap=True).print(line, markup=False, highlight=False)
