"""`Moving`: a user's memories and their history, out of one store and into another."""

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from memorykinds.aside import aside
from memorykinds.bridge import Bridge
from memorykinds.journal import Journal
from memorykinds.locks import alone
from memorykinds.transfer import Header, Progress, export, import_

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore


class Moving:
    """The part of `Memory` that carries all of it in a file of JSON lines."""

    user: str
    store: "BaseStore"
    journal: Journal
    _bridge: Bridge

    def export(self, path: str | PathLike[str], *, progress: Progress | None = None) -> Header:
        """Write all memories and their whole history to a file of JSON lines.

        What the file tells is all that any store needs to be the same memory again. It
        replaces an older export, and no other file.

        Args:
            path: The file; only its owner may read it.
            progress: Called now and then with how many entries are done, and of how many.

        Raises:
            InputError: If the file cannot be written.
        """
        with alone(self.store, self.user):
            return self._bridge.run(export(self.user, self.journal, Path(path), progress))

    async def aexport(
        self, path: str | PathLike[str], *, progress: Progress | None = None
    ) -> Header:
        """Do what `export` does; `progress` is called on the event loop.

        A task that is cancelled leaves no file, or the older one.
        """
        return await aside(lambda tell: self.export(path, progress=tell), progress)

    def import_(self, path: str | PathLike[str], *, progress: Progress | None = None) -> Header:
        """Take in what `export` wrote, whosever memories it were; all of it or nothing.

        Args:
            path: The file.
            progress: Called now and then with how many entries are done, and of how many.

        Raises:
            InputError: If this user has memories already, or a history of them.
            StoreError: If the file is no export, newer, damaged or cut off.
        """
        with alone(self.store, self.user) as together:
            steps = import_(
                self.user, self.journal, Path(path), together=together, progress=progress
            )
            return self._bridge.run(steps)

    async def aimport_(
        self, path: str | PathLike[str], *, progress: Progress | None = None
    ) -> Header:
        """Do what `import_` does; `progress` is called on the event loop.

        A task that is cancelled takes in nothing, or all if the last entry was written already.
        """
        return await aside(lambda tell: self.import_(path, progress=tell), progress)
