"""Byte locks: what keeps other processes away from one user of a file.

SQLite lets one process write a file at a time, whoever its users are. Here each user has a byte
of a small file beside the store's, and who has that byte locked is alone with the user. The
operating system gives the lock back when its process ends, however that happens. Libraries of
file locks lock whole files, one for each user, and leave them behind.

Source: https://man7.org/linux/man-pages/man3/lockf.3p.html
"""

import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PLACES = 1 << 30
"""Bytes to choose from; none is ever written. Two users on one would wait for each other."""


class ByteLocks:
    """The locks that this process holds on one file; its caller sees to one thread at a time.

    There is one object for each file and process, and one descriptor: to the operating system
    all of a process is one holder, and closing any descriptor ends what it holds.

    Args:
        store: The store's file; the locks are in one beside it, which is there only while a
            lock is held.
    """

    def __init__(self, store: Path) -> None:
        self._store = store
        self._path = store.with_name(f"{store.name}-lock")
        self._file: int | None = None
        self._held = 0

    def try_lock(self, name: str) -> bool:
        """Lock what belongs to a name, if no other process has; return whether it did.

        Raises:
            OSError: If there can be no such file.
        """
        while True:
            if self._file is None:
                self._file = self._open()
            if not _lock(self._file, _place(name)):
                return False
            if os.fstat(self._file).st_nlink:
                self._held += 1
                return True
            self._close()  # who held it last has removed the file: there is a new one, or none

    def unlock(self, name: str) -> None:
        """Give a lock back."""
        if self._file is not None:
            self._held -= 1
            if self._held:
                _unlock(self._file, _place(name))
            else:
                self._remove()

    def give_up(self) -> None:
        """Note that nobody waits any more."""
        if not self._held:
            self._close()

    def _open(self) -> int:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        with suppress(OSError):  # whoever may write the store's file must be able to lock it
            self._path.chmod(self._store.stat().st_mode & 0o777)
        return file

    def _remove(self) -> None:
        """Remove the file unless another process has locked a part of it."""
        if self._file is None:
            return
        if sys.platform == "win32":
            self._close()
            with suppress(OSError):  # it refuses while another process has the file open
                self._path.unlink()
        else:
            if _lock_all(self._file):
                self._path.unlink(missing_ok=True)
            self._close()

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _place(name: str) -> int:
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % _PLACES


if sys.platform == "win32":

    def _lock(file: int, place: int) -> bool:
        os.lseek(file, place, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _unlock(file: int, place: int) -> None:
        os.lseek(file, place, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:

    def _lock(file: int, place: int, length: int = 1) -> bool:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, length, place)
        except (BlockingIOError, PermissionError):  # POSIX allows either
            return False
        return True

    def _lock_all(file: int) -> bool:
        return _lock(file, 0, 0)

    def _unlock(file: int, place: int) -> None:
        fcntl.lockf(file, fcntl.LOCK_UN, 1, place)
