"""`memorykinds lab` and `memorykinds workshop report`: for learners, and for their instructor."""

import json
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

workshop = typer.Typer(help="For who teaches with the course.", no_args_is_help=True)

# JupyterLab asks each newcomer whether to fetch news; a lesson opens without a question, and
# without asking another machine for anything.
_QUIET = (
    "--LabApp.news_url=",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
_LAB_SETTINGS = {
    "page_config.json": {
        "disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}
    },
    # The list of the lessons is to be read, and its links are to be followed.
    "default_setting_overrides.json": {
        "@jupyterlab/docmanager-extension:plugin": {
            "defaultViewers": {"markdown": "Markdown Preview"}
        }
    },
}
_FIRST_PAGE = "--LabApp.default_url=/lab/tree/README.md"


def lab(  # noqa: PLR0917 -- typer passes them by name
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The learner's folder.", metavar="FOLDER")] = Path(
        "memorykinds-course"
    ),
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Whether to open a browser.")
    ] = True,
    solutions: Annotated[
        bool, typer.Option("--solutions", help="Copy the solutions, too.")
    ] = False,
    learner: Annotated[
        str | None, typer.Option("--learner", help="The learner's name, for the class's table.")
    ] = None,
    seed: Annotated[
        str | None,
        typer.Option("--seed", help="A word, such as a name: exercise data of the learner's own."),
    ] = None,
    open_lab: Annotated[
        bool, typer.Option("--open/--copy-only", help="Whether to open JupyterLab.")
    ] = True,
) -> None:
    """Copy the lessons into a folder and open them in JupyterLab.

    A newer version never overwrites what the learner has changed. Options that are not among
    these are JupyterLab's.
    """
    from memorykinds.kinds.errors import MissingPartError
    from memorykinds.workshop.handing_out import hand_out
    from memorykinds.workshop.keeping import name_folder, seed_folder

    for sentence in hand_out(folder, solutions=solutions).sentences():
        typer.echo(sentence)
    if learner is not None:
        name_folder(folder, learner)
    if seed is not None:
        seed_folder(folder, seed)
    if not open_lab:
        return
    if find_spec("jupyterlab") is None:
        raise MissingPartError(
            'To open them, JupyterLab is missing: pip install "memorykinds[lab]"'
        )
    options = [_FIRST_PAGE, *_QUIET, *([] if browser else ["--no-browser"]), *context.args]
    raise typer.Exit(_run_lab(folder, options))


@workshop.command("prepare")
def prepare(
    names: Annotated[
        Path, typer.Argument(help="A learner a line: a name, or a name, a seed.", metavar="LIST")
    ],
    folder: Annotated[Path, typer.Argument(help="Where the learners' folders go.")],
) -> None:
    """Make a folder with the course for each learner of a list, with their name and seed in it.

    Run again, it adds who is new and brings the others up to date; no work is overwritten.
    """
    from memorykinds.workshop.class_list import prepare_class, read_class

    for student, handed in prepare_class(read_class(names), folder):
        said = " ".join(handed.sentences())
        typer.echo(f"{student.name}, seed {student.seed}: {said}")


@workshop.command("report")
def report(
    folders: Annotated[
        list[Path], typer.Argument(help="Learners' folders, or one with them.", metavar="FOLDER...")
    ],
    html: Annotated[Path | None, typer.Option("--html", help="Write a page, too.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write CSV, too.")] = None,
) -> None:
    """Print how far each learner of a class is."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from memorykinds.kinds.errors import InputError
    from memorykinds.workshop.report import class_report

    told = class_report(folders)
    table = Table(*told.head)
    for row in told.rows:
        table.add_row(*map(Text, row))
    Console().print(table)
    for path in told.unread:
        typer.echo(f"Cannot be understood: {path}")
    for wanted, text in ((html, told.html()), (csv, told.csv())):
        if wanted is not None:
            try:
                wanted.write_text(text, encoding="utf-8", newline="")
            except OSError as error:
                raise InputError(f"{wanted} cannot be written: {error.strerror}.") from error


def _run_lab(folder: Path, options: list[str]) -> int:
    """Run JupyterLab in the folder until it ends; return its exit code."""
    with TemporaryDirectory() as settings:
        own = Path(settings) / "labconfig"
        own.mkdir()
        for name, values in _LAB_SETTINGS.items():
            (own / name).write_text(json.dumps(values), encoding="utf-8")
        path = os.pathsep.join(filter(None, (settings, os.environ.get("JUPYTER_CONFIG_PATH"))))
        command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={folder}", *options]
        server = subprocess.Popen(command, env=os.environ | {"JUPYTER_CONFIG_PATH": path})  # noqa: S603
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        while True:
            try:
                return server.wait()
            except KeyboardInterrupt:
                continue  # Ctrl + C is JupyterLab's: it asks whether to end
