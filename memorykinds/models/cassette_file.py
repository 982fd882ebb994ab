"""The file of a cassette: questions and answers as YAML that a person can read and correct."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from memorykinds.kinds import Frozen, InputError, StoreError
from memorykinds.kinds.secrets import withhold_secrets

VERSION = 1
MARK = "memorykinds_cassette"
MOST_BYTES = 64 * 1024 * 1024
"""A larger file is no lesson, and would take minutes to read."""

_HEAD = "# What a model was asked, and what it answered. Answers may be corrected by hand.\n"
_locks: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)


class RecordedAnswer(Frozen):
    """What a model answered.

    Attributes:
        text: Its words.
        tool_calls: Its calls of tools, each with name, args and id.
        usage: Tokens in and out as the provider counted them, if it did.
    """

    text: str = ""
    tool_calls: tuple[dict[str, Any], ...] = ()
    usage: dict[str, int] = Field(default_factory=dict)


class Entry(Frozen):
    """One question and its answer.

    Attributes:
        key: The hash by which the question is found; it covers more than the prompt.
        model: Who answered.
        form: The names of the tools, or of the form, that were on offer.
        prompt: What was asked, message by message, for people to read.
        answer: What was answered.
    """

    key: str
    model: str
    form: str = ""
    prompt: tuple[dict[str, Any], ...]
    answer: RecordedAnswer


class Tape:
    """The entries of one file.

    Any thread may add; the file is replaced as a whole, so that it is valid at any moment. One
    process at a time should record on it.

    Args:
        path: The file.
        recording: Whether entries will be added; then the file need not be there, and must
            hold no secret.

    Raises:
        InputError: If it is not there, or holds a secret and is recorded on.
        StoreError: If it cannot be read, is damaged, or newer.
    """

    def __init__(self, path: Path, *, recording: bool) -> None:
        self.path = path.resolve()
        if not recording and not self.path.exists():
            raise InputError(
                f"There is no cassette {path}: record one with Cassette({path.name!r}, "
                "record='provider:name')."
            )
        self.entries = _read(self.path)
        for entry in self.entries.values() if recording else ():
            refuse_secrets(entry.model_dump(), f"The cassette {path.name}")

    def add(self, entry: Entry, *, again: bool = False) -> Entry:
        """Keep an entry in the file, and return the one that is kept.

        Args:
            entry: The new one.
            again: Whether it replaces one of the same question, which else is kept.
        """
        refuse_secrets(entry.model_dump(), "The answer")
        with _locks[self.path]:
            entries = _read(self.path)  # another cassette may have recorded on the same file
            if again or entry.key not in entries:
                entries[entry.key] = entry
                _write(self.path, entries)
            self.entries = entries
        return entries[entry.key]


def refuse_secrets(data: Any, what: str) -> None:
    """Raise an InputError if some text in `data` holds a secret; the sentence does not."""
    for text in _texts(data):
        if found := withhold_secrets(text)[1]:
            raise InputError(
                f"{what} holds {found[0]}, and a cassette is for others to read: nothing was recorded."
            )


def plain(data: Any) -> Any:
    """Return `data` as JSON would carry it, in characters that a file can hold."""
    text = json.dumps(data, ensure_ascii=False, default=str)
    return json.loads(text.encode("utf-8", "replace"))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for part in (*data.keys(), *data.values()):
            yield from _texts(part)
    elif isinstance(data, list | tuple):
        for part in data:
            yield from _texts(part)


def _read(path: Path) -> dict[str, Entry]:
    """Return the entries of a file by key, in order; none if there is no file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise StoreError(f"{path} is too large for a cassette.")
        text = path.read_text(encoding="utf-8")
        data = plain(_parse(text))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StoreError(f"The cassette {path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise StoreError(
            f"{path} is no cassette, or a damaged one: it is no plain YAML."
        ) from error
    version = data.get(MARK) if isinstance(data, dict) else None
    if not isinstance(version, int) or not isinstance(data.get("entries"), list):
        raise StoreError(f"{path} is no cassette of memorykinds, or a damaged one.")
    if version > VERSION:
        raise StoreError(f"The cassette {path} was recorded by a newer memorykinds: update it.")
    entries = {}
    for number, row in enumerate(data["entries"], start=1):
        try:
            entry = Entry.model_validate(row)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"]))
            raise StoreError(
                f"Entry {number} of the cassette {path} is damaged at {where or 'its start'}: "
                f"{error.errors()[0]['msg']}."
            ) from error
        entries[entry.key] = entry
    return entries


def _write(path: Path, entries: dict[str, Entry]) -> None:
    """Replace the file: whoever reads meanwhile, or after a crash, finds the old or the new one."""
    rows = [entry.model_dump(mode="json", exclude_defaults=True) for entry in entries.values()]
    text = _HEAD + yaml.dump(
        {MARK: VERSION, "entries": rows},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(f"The cassette {path} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _parse(text: str) -> Any:
    """Return what YAML holds. Aliases are refused: a short file could unfold without end."""
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)):
        raise ValueError("an alias")
    return yaml.load(text, Loader=_Loader)  # noqa: S506 -- a safe loader, see below


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader to which a date is text, as in JSON."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """Writes text of several lines as it stands, and never an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return that nothing is written as a reference to something before."""
        del data
        return True


def _text_node(dumper: _Dumper, text: str) -> yaml.Node:
    """Return a text as a block of lines where YAML gives that back letter by letter."""
    readable = all(letter.isprintable() or letter == "\n" for letter in text)
    style = '"' if not readable else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text_node)
