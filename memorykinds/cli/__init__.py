"""The command line: `memorykinds tour`, `doctor`, `consolidate`, `export`, `import` and so on.

Only typer is imported here. Each command imports what it needs when it runs, so that
``--help`` answers at once.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from memorykinds.cli import teaching

app = typer.Typer(
    help="The long-term memory of LLM agents: semantic, episodic and procedural.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line; an error of ours is one sentence and exit code 2."""
    try:
        app()
    except Exception as error:
        from memorykinds.kinds.errors import MemoryKindsError

        if not isinstance(error, MemoryKindsError):
            raise
        print(error, file=sys.stderr)  # noqa: T201 -- a terminal is what this module is for
        sys.exit(2)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"memorykinds {version('memorykinds')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


app.command("lab", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    teaching.lab
)
app.add_typer(teaching.workshop, name="workshop")


@app.command("tour")
def _tour(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Conversations of your own; without any, the tour's.", metavar="FILE"),
    ] = None,
) -> None:
    """Watch conversations become facts, episodes and rules, and be recalled."""
    from rich.console import Console

    from memorykinds.cli.tour import run_tour

    run_tour(files, console=Console())


@app.command("doctor")
def _doctor(
    location: Annotated[
        str | None,
        typer.Argument(
            help="A store's file, or its postgresql:// address, to look into; it is only read.",
            metavar="FILE",
        ),
    ] = None,
    embeddings: Annotated[
        str, typer.Option("--embeddings", help="What the vectors there are compared with.")
    ] = "offline",
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    online: Annotated[
        bool, typer.Option("--online", help="Also ask the server of OPENAI_BASE_URL.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Save what is good of a damaged FILE into a new one.")
    ] = False,
) -> None:
    """Say what is installed, which models answer, where data lies and what is missing."""
    from rich.console import Console

    if repair:
        from memorykinds.cli.repairing import repair_file

        repair_file(location, console=Console())
        return
    from memorykinds.cli.doctor import examine
    from memorykinds.cli.doctor_view import print_report

    report = examine(location, embeddings=embeddings, online=online)
    print_report(report, console=Console(), as_json=as_json)
    raise typer.Exit(0 if report.healthy else 1)


_Store = Annotated[
    str, typer.Option("--store", help="The memory's file, or its postgresql:// address.")
]
_User = Annotated[str, typer.Option("--user", help="Whose memories.")]
_Embeddings = Annotated[
    str,
    typer.Option(
        "--embeddings",
        help="What makes the vectors: offline, hash, onnx:FOLDER or provider:name.",
    ),
]


@app.command("consolidate")
def _consolidate(  # noqa: PLR0917 -- typer passes them by name
    location: Annotated[
        str,
        typer.Argument(help="The memory's file, or its postgresql:// address.", metavar="FILE"),
    ],
    user: _User,
    model: Annotated[
        str, typer.Option("--model", help="The chat model that is asked.")
    ] = "offline",
    embeddings: _Embeddings = "offline",
    keep: Annotated[
        int | None, typer.Option("--keep", help="Keep so many memories of each kind; else all.")
    ] = None,
    min_strength: Annotated[
        float, typer.Option("--min-strength", help="Let go of weaker memories, 0 to 1.")
    ] = 0.0,
    half_life: Annotated[
        float, typer.Option("--half-life", help="Days without use that halve the strength.")
    ] = 30.0,
    max_calls: Annotated[
        int, typer.Option("--max-calls", help="The most calls of the model.")
    ] = 10,
    max_retired: Annotated[
        int, typer.Option("--max-retired", help="The most memories merged or let go of.")
    ] = 200,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would change and write nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
) -> None:
    """Merge what says the same, learn from what repeats, let go of what has faded."""
    from memorykinds.cli.consolidate import consolidate_store

    consolidate_store(
        location,
        user,
        model=model,
        embeddings=embeddings,
        half_life=half_life,
        keep=keep,
        min_strength=min_strength,
        max_calls=max_calls,
        max_retired=max_retired,
        dry_run=dry_run,
        yes=yes,
    )


@app.command("export")
def _export(
    path: Annotated[Path, typer.Argument(help="The file to write.", metavar="FILE")],
    store: _Store,
    user: _User,
    embeddings: _Embeddings = "offline",
) -> None:
    """Write a user's memories and their history to a file, for another store to take in.

    No vector goes along. Only an address asks for the embedder its vectors were made with.
    """
    from memorykinds.cli.transfer import export_file

    export_file(path, store, user, embeddings)


@app.command("import")
def _import(
    path: Annotated[Path, typer.Argument(help="What export wrote.", metavar="FILE")],
    store: _Store,
    user: _User,
    embeddings: _Embeddings = "offline",
) -> None:
    """Take in what export wrote, for a user who has no memories yet; all of it or nothing."""
    from memorykinds.cli.transfer import import_file

    import_file(path, store, user, embeddings)


@app.command("reindex")
def _reindex(
    location: Annotated[str, typer.Argument(help="The memory's file.", metavar="FILE")],
    embeddings: _Embeddings = "offline",
    fields: Annotated[
        list[str] | None,
        typer.Option("--field", help="What is embedded, if the file holds more than memories."),
    ] = None,
) -> None:
    """Make all vectors of a file anew with another embedder; interrupted, it goes on where it was.

    The old vectors serve until all new ones are there.
    """
    from memorykinds.cli.reindexing import reindex_file

    reindex_file(location, embeddings, fields)


@app.command("mcp")
def _mcp(
    location: Annotated[
        str,
        typer.Argument(help="The memory's file, or its postgresql:// address.", metavar="FILE"),
    ],
    user: _User,
    embeddings: _Embeddings = "offline",
) -> None:
    """Serve a user's memory to a client of the Model Context Protocol, over stdin and stdout."""
    from memorykinds.cli.mcp import serve

    serve(location, user, embeddings)
