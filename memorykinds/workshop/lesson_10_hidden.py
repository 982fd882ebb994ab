"""Lesson 10: its first exercise, whether a word is in a folder."""

import gzip
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_all, need_function

_NAMES = (("Lorena", "Lorenz"), ("Matteo", "Matten"), ("Corinna", "Corinth"), ("Oswalda", "Oswald"))
"""A name, and a word like it that is another."""

_HIDDEN = {
    "notes.txt": ("It stands in a plain text.", "Is every file read, and compared as a whole?"),
    "freed.db": (
        "A row that held it was deleted, and its place only marked as free.",
        "A query shows rows. What shows all that is in a file?",
    ),
    "live.db-wal": (
        "It has not left the log of the database beside it.",
        "Which files beside a .db belong to it?",
    ),
    "wide.db": ("The database keeps its texts in UTF-16.", "Two bytes a letter: which are they?"),
    ".draft": ("A hidden file holds it.", "Are names that begin with a dot left out?"),
    "letter.bak": ("A file in a folder in the folder holds it.", "How deep do you look?"),
    "loud.log": ("There it is in capital letters.", "Is it the same for both sides?"),
    "loud.db": (
        "There it is in capital letters, and in UTF-16.",
        "Does the one way of looking know of the other?",
    ),
    "backup.jsonl.gz": ("It was packed by gzip.", "What stands in the file before it is unpacked?"),
}
"""Where the name is hidden: what is said of a file that is missing, and the hint."""

_CLEAN = ("clean.db", "other.txt", "other.jsonl.gz", "empty.txt", "photo.bin")


@exercise("10.1", title="Prove that a word is in no file, or refute it")
def holding(answer: Any, case: Case) -> None:
    """Hide a name in a folder in nine ways, and look for it and for one that is nowhere."""
    need_function(answer, "folder, word")
    name, other = case.rng.choice(_NAMES)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _hide(folder, name, other, case.rng)
        before = _contents(folder)
        found = _named(answer(folder, name))
        _need_unchanged(before, _contents(folder))
        for hidden, (message, hint) in _HIDDEN.items():
            told = f"{hidden} holds {name!r}, and is not among what was returned. {message}"
            need(hidden in found, told, hint=hint)
        wrong = sorted(found & set(_CLEAN))
        need(
            not wrong,
            f"{wrong[0] if wrong else ''} does not hold {name!r}, and was named all the same.",
            hint=f"It may hold a word like it, such as {other!r}, or nothing at all.",
        )
        missing = _named(answer(folder, "Quirina"))
        need(
            not missing,
            f"'Quirina' is in no file, and {len(missing)} were named.",
            hint="Is it this word that is looked for, and this time?",
        )


def _named(got: Any) -> set[str]:
    """Return what a learner's function returned as a set of names."""
    need(
        got is not None,
        "The function returned nothing (None).",
        hint="Is there a `return` at the end?",
    )
    need(
        isinstance(got, Iterable) and not isinstance(got, str | bytes | dict),
        f"A set of names is expected, and the function returned {a_value(got)}.",
        hint="Which files hold it? If none does, the set is empty.",
    )
    listed = list(got)
    need_all(listed, str, "The set holds names, each a text")
    names = set(listed)
    need(
        not any("/" in one or "\\" in one for one in names),
        "The set is to hold the names of files without their folders.",
        hint="A path has a `name`.",
    )
    return names


def _need_unchanged(before: dict[str, bytes], after: dict[str, bytes]) -> None:
    need(
        before == after,
        "The files are not the same as before: looking has changed them.",
        hint="Opening a database may empty its log, and with it what was to be found. Does it "
        "have to be opened as a database?",
    )


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _hide(folder: Path, name: str, other: str, rng: random.Random) -> None:
    """Fill a folder with the files that `_HIDDEN` and `_CLEAN` name."""
    said = f"{name} called on day {rng.randint(1, 28)}."
    harmless = f"{other} called on day {rng.randint(1, 28)}."
    inner = folder / "old" / "talks"
    inner.mkdir(parents=True)
    _write_text(folder / "notes.txt", said)
    _write_text(folder / ".draft", said)
    _write_text(folder / "loud.log", said.upper())
    _write_text(inner / "letter.bak", said)
    _write_text(folder / "other.txt", harmless)
    _write_text(folder / "empty.txt", "")
    (folder / "photo.bin").write_bytes(bytes(rng.randrange(128, 256) for _ in range(2000)))
    (folder / "backup.jsonl.gz").write_bytes(gzip.compress(said.encode()))
    (inner / "other.jsonl.gz").write_bytes(gzip.compress(harmless.encode()))
    _make_database(folder / "freed.db", said, "DELETE FROM notes")
    _make_database(folder / "wide.db", said, encoding="UTF-16le")
    _make_database(folder / "loud.db", said.upper(), encoding="UTF-16le")
    _make_database(folder / "clean.db", said, "DELETE FROM notes", "VACUUM")
    _make_log(folder, said)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _make_database(path: Path, said: str, *then: str, encoding: str = "UTF-8") -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA encoding = '{encoding}'")
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("CREATE TABLE notes (note TEXT)")
    connection.execute("INSERT INTO notes VALUES (?)", [said])
    for statement in then:
        connection.execute(statement)
    connection.close()


def _make_log(folder: Path, said: str) -> None:
    """Copy a database while it is open: closing it would move its log into the file."""
    with tempfile.TemporaryDirectory() as elsewhere:
        path = Path(elsewhere) / "live.db"
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE notes (note TEXT)")
        connection.execute("INSERT INTO notes VALUES (?)", [said])
        for name in ("live.db", "live.db-wal"):
            shutil.copyfile(Path(elsewhere) / name, folder / name)
        connection.close()
