"""Export and import: a user's memories and their history, carried from any store to any other.

Vectors stay behind, since the store that takes the memories in makes its own. An export is a
complete file or none; an import is complete or changes nothing.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from memorykinds.bridge import Batch, Steps
from memorykinds.journal import Journal, event_of
from memorykinds.kinds import KINDS, Event, InputError, Record
from memorykinds.kinds.names import Namespace, memory_namespace
from memorykinds.managers.writing import put_record
from memorykinds.reading import read_all
from memorykinds.transfer.files import Header, entries, read_header, write

if TYPE_CHECKING:
    from langgraph.store.base import Op, PutOp, SearchItem

__all__ = ["CHUNK", "Header", "Progress", "export", "import_"]

_FIRST = datetime.min.replace(tzinfo=UTC)

CHUNK = 500
"""How many entries are written, and told to `progress`, at a time."""

Progress = Callable[[int, int], object]
"""Called with how many entries are done, and how many there are."""


def export(
    user: str, journal: Journal, path: Path, progress: Progress | None = None
) -> Steps[Header]:
    """Write a user's memories and journal to a file.

    Raises:
        InputError: If the file cannot be written, or is there and is no export.
    """
    kept: list[SearchItem] = []
    for kind in KINDS:
        kept += _in_order((yield from read_all(memory_namespace(user, kind))), "created_at")
    logged = _in_order((yield from read_all(journal.namespace)), "at")
    header = Header(user=user, records=len(kept), events=len(logged))
    # One at a time: to hold them all as objects would take half as much memory again, and
    # Python's search for garbage among them a third of the time.
    records = (Record.from_value(item.namespace, item.key, item.value) for item in kept)
    events = (event_of(item.key, item.value) for item in logged)
    for done in write(path, header, chain(records, events)):
        if done % CHUNK == 0 or done == header.total:
            _tell(progress, done, header)
    return header


def import_(
    user: str,
    journal: Journal,
    path: Path,
    *,
    together: bool,
    progress: Progress | None = None,
) -> Steps[Header]:
    """Take the memories and the journal of a file in, as this user's.

    Args:
        user: Whose they become.
        journal: The user's journal.
        path: The file.
        together: Whether all that this program writes is one transaction. Then it writes
            piece by piece; otherwise in one batch, for a batch is always kept whole.
        progress: Told how far it is.

    Raises:
        InputError: If the user has memories already, or a history.
        StoreError: If the file is no export, newer, damaged or cut off.
    """
    header = read_header(path)
    yield from _require_empty(user, journal)
    _tell(progress, 0, header)
    ops: list[Op] = []
    for done, entry in enumerate(entries(path, header), start=1):
        ops += _writes(user, journal, entry)
        if together and len(ops) == CHUNK:
            yield Batch(ops)
            ops = []
            _tell(progress, done, header)
    if ops:
        yield Batch(ops)
        _tell(progress, header.total, header)
    return header


def _in_order(items: "list[SearchItem]", time: str) -> "list[SearchItem]":
    """Return stored items by the time in one of their fields, then by their keys."""

    def when(item: "SearchItem") -> datetime:
        try:
            found = datetime.fromisoformat(item.value[time])
        except (KeyError, TypeError, ValueError):  # what is damaged is told of when it is read
            return _FIRST
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    return sorted(items, key=lambda item: (when(item), item.key))


def _writes(user: str, journal: Journal, entry: Record | Event) -> "list[PutOp]":
    if isinstance(entry, Record):
        return [put_record(_of_user(user, entry))]
    sides = {name: getattr(entry, name) for name in ("before", "after")}
    moved = {name: _of_user(user, record) for name, record in sides.items() if record}
    return journal.writes([entry.with_(**moved)])


def _of_user(user: str, record: Record) -> Record:
    return record.with_(namespace=memory_namespace(user, record.kind))


def _require_empty(user: str, journal: Journal) -> Steps[None]:
    from langgraph.store.base import SearchOp

    spaces: list[Namespace] = [memory_namespace(user, kind) for kind in KINDS]
    found = yield Batch([SearchOp(space, limit=1) for space in (*spaces, journal.namespace)])
    if any(found):
        raise InputError(
            f"{user!r} has memories here already, or a history of them, so nothing was imported: "
            "import into a new user or a new location."
        )


def _tell(progress: Progress | None, done: int, header: Header) -> None:
    if progress is not None:
        progress(done, header.total)
