"""The folders that come along with the package: the conversations and the lessons."""

from pathlib import Path

from memorykinds.kinds.errors import MissingPartError


def shipped(name: str) -> Path:
    """Return a folder that comes along: "data" or "notebooks".

    A checkout has it beside the package, where a reader looks for it; an installed package has
    it within.

    Raises:
        MissingPartError: If it is in neither place.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise MissingPartError(f"The folder {name} is missing: install memorykinds again.")
