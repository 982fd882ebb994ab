"""`hand_out`: copy the course into a learner's folder, and never overwrite the learner's work.

What was handed out is kept in the folder as hashes. A file that is still as it was handed out is
replaced by a newer version; one that the learner has changed (running a notebook changes it) stays,
and a newer version is put beside it: `04_time.new.ipynb`.

The project keeps its notebooks with what their cells printed. A learner gets them without: who is to
predict what a cell will say must not find it there already.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from memorykinds.kinds.errors import InputError, StoreError
from memorykinds.shipped import shipped
from memorykinds.workshop.progress_file import write_whole

HANDED_OUT = ".memorykinds-course.json"
_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", "source", "nbval_sanitize.cfg"}


@dataclass
class Handed:
    """What was done to a learner's folder; names are relative to it.

    Attributes:
        folder: The folder.
        new: What was not there.
        renewed: What was replaced by a newer version.
        beside: A changed file that stays, with the newer version beside it.
    """

    folder: Path
    new: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)

    def sentences(self) -> list[str]:
        """Say what was done."""
        said = []
        if self.new:
            said.append(f"{len(self.new)} files were copied to {self.folder}.")
        if self.renewed:
            said.append(f"{len(self.renewed)} files were replaced by newer ones.")
        said += [
            f"You have changed {old}, so it stays; the newer version is {new}."
            for old, new in self.beside.items()
        ]
        return said or [f"{self.folder} is up to date."]


def hand_out(folder: Path, *, solutions: bool = False) -> Handed:
    """Copy the lessons, not run yet, and the data into a folder, or bring it up to date.

    Args:
        folder: The learner's folder; made if it is not there.
        solutions: Whether to hand out the solutions, too.

    Raises:
        InputError: If the folder is a file.
        StoreError: If it cannot be written. Run again, it goes on where it was.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; name a folder for the lessons.")
    done = Handed(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known = _known(folder)
        for name, source in course_files(solutions=solutions).items():
            _hand_out_one(name, _content(name, source), known, done)
        write_whole(folder / HANDED_OUT, json.dumps(known, indent=1, sort_keys=True) + "\n")
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return done


def course_files(*, solutions: bool = False) -> dict[str, Path]:
    """Return what is handed out: names in the learner's folder, and the files."""
    lessons, data = shipped("notebooks"), shipped("data")
    found = {str(path.relative_to(lessons).as_posix()): path for path in _files(lessons)}
    if not solutions:
        found = {name: path for name, path in found.items() if not name.startswith("solutions/")}
    return found | {f"data/{path.relative_to(data).as_posix()}": path for path in _files(data)}


def _files(folder: Path) -> list[Path]:
    def wanted(path: Path) -> bool:
        parts = path.relative_to(folder).parts
        return path.is_file() and not any(part in _LEFT_OUT or part[0] == "." for part in parts)

    return sorted(filter(wanted, folder.rglob("*")))


def _content(name: str, source: Path) -> bytes:
    """Return what a learner gets of a file: of a lesson, the cells as nobody has run them yet."""
    content = source.read_bytes()
    if source.suffix != ".ipynb" or name.startswith("solutions/"):
        return content
    notebook = json.loads(content)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _hand_out_one(name: str, content: bytes, known: dict[str, str], done: Handed) -> None:
    target = done.folder / name
    there = target.read_bytes() if target.exists() else None
    if there is None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        done.new.append(name)
    elif there != content and _hash(there) == known.get(name):
        target.write_bytes(content)
        done.renewed.append(name)
    elif there != content and known.get(name) != _hash(content):
        beside = _free(target, content)
        beside.write_bytes(content)
        done.beside[name] = beside.relative_to(done.folder).as_posix()
    known[name] = _hash(content)


def _free(target: Path, content: bytes) -> Path:
    """Return a name beside a file that nothing else is kept under."""
    number = 1
    while True:
        more = "new" if number == 1 else f"new-{number}"
        path = target.with_name(f"{target.stem}.{more}{target.suffix}")
        if not path.exists() or path.read_bytes() == content:
            return path
        number += 1


def _known(folder: Path) -> dict[str, str]:
    """Return the hashes of what was handed out; none if nobody can tell, which loses nothing."""
    try:
        found = json.loads((folder / HANDED_OUT).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    known = found if isinstance(found, dict) else {}
    return {name: value for name, value in known.items() if isinstance(value, str)}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
