"""`python -m memorykinds.evaluate extraction FILE`: measure from the command line."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from memorykinds.evaluate.extraction import evaluate_extraction, read_cases
from memorykinds.kinds import MemoryKindsError
from memorykinds.managers import SemanticSettings
from memorykinds.managers.policies import FACT_POLICIES
from memorykinds.opening import open as open_memory

app = typer.Typer(
    help="Measure memorykinds on files.", add_completion=False, pretty_exceptions_enable=False
)


@app.callback()
def _group() -> None:
    """Keep the name of the measurement in the command, also while there is only one."""


@app.command()
def extraction(
    file: Annotated[Path, typer.Argument(help="Cases, one JSON object a line.")],
    model: Annotated[str, typer.Option(help="The model to measure.")] = "offline",
    policy: Annotated[
        str, typer.Option(help=f"How facts are reconciled: {', '.join(FACT_POLICIES)}.")
    ] = "bitemporal",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Print precision, recall, F1, violations and, per case, what was missed and why."""
    settings = SemanticSettings(policy=policy)
    opened = partial(open_memory, model=model, semantic=settings)
    score = evaluate_extraction(read_cases(file), opened)
    typer.echo(score.model_dump_json(indent=2) if as_json else str(score))


def main() -> None:
    """Run the command; an error of ours is one sentence and exit code 2."""
    try:
        app()
    except MemoryKindsError as error:
        print(error, file=sys.stderr)  # noqa: T201 -- a terminal is what this module is for
        sys.exit(2)


if __name__ == "__main__":
    main()
