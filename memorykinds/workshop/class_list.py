"""`read_class` and `prepare_class`: from a list of names to a folder for each learner.

The list is a text file, as one exports it from any spreadsheet:

    Ada Lovelace
    Grace Hopper, grace
    # who came later
    Alan Turing

A name alone is its own seed, so that each learner's exercise data are their own.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from memorykinds.kinds.errors import InputError
from memorykinds.workshop.handing_out import Handed, hand_out
from memorykinds.workshop.keeping import name_folder, seed_folder


@dataclass(frozen=True, slots=True)
class Student:
    """One line of a class list.

    Attributes:
        name: As the class's table shows it.
        seed: What chooses the exercise data.
        folder: The name of the learner's folder: letters, digits, dots and hyphens.
    """

    name: str
    seed: str
    folder: str


def read_class(path: Path) -> list[Student]:
    """Return the learners of a list; empty lines and those that begin with # are no learners.

    Raises:
        InputError: If the file cannot be read, a line is none, or two learners would share a folder.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise InputError(f"The class list {path} cannot be read: {why}.") from error
    students: dict[str, Student] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            student = _student(number, line)
            if student.folder in students:
                raise InputError(
                    f"Line {number} of the class list: {student.name} would share the folder "
                    f"{student.folder} with {students[student.folder].name}; write the name otherwise."
                )
            students[student.folder] = student
    if not students:
        raise InputError(f"There is no learner in the class list {path}.")
    return list(students.values())


def prepare_class(students: Iterable[Student], folder: Path) -> Iterator[tuple[Student, Handed]]:
    """Make or renew the folder of each learner below `folder`; yield what was done, one by one.

    Raises:
        InputError: If a name or seed is too long, or a folder is a file.
        StoreError: If a folder cannot be written. Run again, it goes on where it was.
    """
    for student in students:
        own = folder / student.folder
        handed = hand_out(own)
        name_folder(own, student.name)
        seed_folder(own, student.seed)
        yield student, handed


def _student(number: int, line: str) -> Student:
    name, *rest = (" ".join(cell.split()) for cell in next(csv.reader([line])))
    folder = re.sub(r"[^\w.-]+|_", "-", name.lower()).strip("-.")
    if not folder or len(rest) > 1:
        raise InputError(
            f"Line {number} of the class list is no learner: write a name, or a name, a comma "
            f"and a seed, and this is {line.strip()[:60]!r}."
        )
    return Student(name, (rest and rest[0]) or name, folder)
