"""The file: one JSON object a line. The first says what the file is and how much follows.

::

    {"memorykinds":"export","version":1,"user":"ada","records":2,"events":3}
    {"record":{"id":"fact-1","kind":"semantic",…}}
    {"event":{"id":"event-1","action":"add",…}}
"""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from memorykinds.kinds import Event, Frozen, InputError, Record, StoreError

VERSION = 1
"""Version of the file's layout."""

_LONGEST_HEADER = 10_000
_MODELS: dict[str, type[Record] | type[Event]] = {"record": Record, "event": Event}


class Header(Frozen):
    """The first line of a file: whose memories follow, and how many lines."""

    memorykinds: Literal["export"] = "export"
    version: int = VERSION
    user: str
    records: int = Field(ge=0)
    events: int = Field(ge=0)

    @property
    def total(self) -> int:
        """How many lines follow."""
        return self.records + self.events

    def __str__(self) -> str:
        """Return it in words."""
        memories = "1 memory" if self.records == 1 else f"{self.records} memories"
        entries = "1 journal entry" if self.events == 1 else f"{self.events} journal entries"
        return f"{memories} and {entries} of {self.user!r}"


def write(path: Path, header: Header, entries: Iterable[Record | Event]) -> Iterator[int]:
    """Write a file, which only its owner may read; it appears when it is complete.

    Yields:
        After each entry, how many are written.

    Raises:
        InputError: If the file cannot be written, or is there and is no export.
    """
    if path.exists():
        _require_export(path)
    draft: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".export-", delete=False) as file:
            draft = Path(file.name)
            file.write(header.model_dump_json().encode() + b"\n")
            for done, entry in enumerate(entries, start=1):
                name = type(entry).__name__.lower()
                file.write(f'{{"{name}":{entry.model_dump_json()}}}\n'.encode())
                yield done
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}).") from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def read_header(path: Path) -> Header:
    """Return the first line of a file.

    Raises:
        StoreError: If there is no such file, it is no export, or of a newer version.
    """
    with _readable(path), path.open("rb") as file:
        line = file.readline(_LONGEST_HEADER)
    try:
        found = json.loads(line)
        ours = isinstance(found, dict) and found.get("memorykinds") == "export"
    except (ValueError, RecursionError):
        ours = False
    if not ours:
        raise StoreError(f"{path} is no export of memorykinds: its line 1 does not say so.")
    version = found.get("version")
    if isinstance(version, int) and version > VERSION:
        raise StoreError(
            f"{path} was written by a newer memorykinds (line 1: version {version}); upgrade the "
            "package to read it."
        )
    try:
        return Header.model_validate(found)
    except ValidationError as error:
        raise _damaged(path, 1, error) from error


def entries(path: Path, header: Header) -> Iterator[Record | Event]:
    """Read the memories and the journal of a file, one at a time.

    Raises:
        StoreError: If a line cannot be read, comes twice, or lines are missing.
    """
    left = {"record": header.records, "event": header.events}
    seen: set[tuple[str, str]] = set()
    with _readable(path), path.open("rb") as file:
        next(file)
        number = 1
        for number, line in enumerate(file, start=2):
            name, entry = _parse(path, number, line)
            left[name] -= 1
            if left[name] < 0 or (name, entry.id) in seen:
                why = "comes twice" if (name, entry.id) in seen else "is one more than line 1 says"
                raise StoreError(f"Line {number} of {path} {why}, so nothing was imported.")
            seen.add((name, entry.id))
            yield entry
    if any(left.values()):
        raise StoreError(
            f"{path} ends with line {number} of {header.total + 1}: it was cut off, so nothing was "
            "imported."
        )


def _parse(path: Path, number: int, line: bytes) -> tuple[str, Record | Event]:
    try:
        found: Any = json.loads(line)
        ((name, value),) = found.items()
        return name, _MODELS[name].model_validate(value)
    except (ValueError, KeyError, AttributeError, RecursionError) as error:
        raise _damaged(path, number, error) from error


def _damaged(path: Path, number: int, error: Exception) -> StoreError:
    why = "it is no JSON of ours"
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        why = f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}"
    return StoreError(f"Line {number} of {path} cannot be read ({why}), so nothing was imported.")


def _require_export(path: Path) -> None:
    try:
        read_header(path)
    except StoreError as error:
        raise InputError(
            f"{path} is there already and is no export; choose another name."
        ) from error


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise StoreError(f"There is no file {path}.") from error
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror}).") from error
