"""`class_report`: how a class is doing, from the files in the learners' folders.

Nothing is sent anywhere: an instructor collects the folders, or only the progress files in them.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from memorykinds.kinds.errors import InputError
from memorykinds.workshop.ids import in_order
from memorykinds.workshop.progress_file import FILE, Progress, parsed

_DEEPEST = 3
"""How many folders below a named one a learner's folder may be."""


@dataclass(frozen=True, slots=True)
class ClassReport:
    """A class's table.

    Attributes:
        head: The names of the columns: learner, folder, seed, solved, then exercises and quizzes.
        rows: One row of words for each learner.
        unread: Files that cannot be understood.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unread: tuple[Path, ...]

    def csv(self) -> str:
        """Return the table as CSV; no cell of it can be a formula for a spreadsheet."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerows([_harmless(cell) for cell in row] for row in (self.head, *self.rows))
        return out.getvalue()

    def html(self) -> str:
        """Return the table as a page of its own, without scripts and without links."""
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.head)
        rows = "".join(
            f'<tr><th scope="row">{escape(row[0])}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
            + "</tr>\n"
            for row in self.rows
        )
        unread = "".join(f"<p>Cannot be understood: {escape(str(p))}</p>\n" for p in self.unread)
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            "<title>Progress of the class</title>\n"
            "<style>body {font: 1em sans-serif} table {border-collapse: collapse} "
            "th, td {border: 1px solid #767676; padding: .3em .6em; text-align: left}</style>"
            "</head>\n<body><h1>Progress of the class</h1>\n"
            f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>\n{unread}"
            "</body></html>\n"
        )


def class_report(folders: Iterable[Path]) -> ClassReport:
    """Return the table of all learners whose progress is in these folders or below.

    Raises:
        InputError: If a folder is not there, or there is no progress file in any.
    """
    found, unread = _read_all(folders)
    if not found and not unread:
        raise InputError(f"There is no {FILE} there: name the folders of the learners.")
    keys = sorted({key for _, one in found for key, _ in one.rows()}, key=in_order)
    rows = sorted(_row(path, one, keys) for path, one in found)
    return ClassReport(("learner", "folder", "seed", "solved", *keys), tuple(rows), tuple(unread))


def _row(path: Path, one: Progress, keys: list[str]) -> tuple[str, ...]:
    told = dict(one.rows())
    solved = sum(tries.solved for tries in one.exercises.values())
    cells = (told.get(key, "not tried") for key in keys)
    return (one.learner or "no name", path.parent.name, one.seed or "", str(solved), *cells)


def _read_all(folders: Iterable[Path]) -> tuple[list[tuple[Path, Progress]], list[Path]]:
    found: list[tuple[Path, Progress]] = []
    unread: list[Path] = []
    for path in _progress_files(folders):
        try:
            found.append((path, parsed(path)))
        except (OSError, ValueError):
            unread.append(path)
    return found, unread


def _progress_files(folders: Iterable[Path]) -> list[Path]:
    files: set[Path] = set()
    for folder in folders:
        if not folder.is_dir():
            raise InputError(f"There is no folder {folder}.")
        for depth in range(_DEEPEST + 1):
            files |= {path.resolve() for path in folder.glob("*/" * depth + FILE)}
    return sorted(files)


def _harmless(cell: str) -> str:
    """Return a cell that a spreadsheet takes for text: OWASP's advice on CSV injection."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell
