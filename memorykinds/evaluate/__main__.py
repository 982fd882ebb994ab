"""`python -m memorykinds.evaluate extraction FILE`, or `retrieval FILE`: measure from a terminal."""

import json
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from memorykinds.evaluate.extraction import evaluate_extraction, read_cases
from memorykinds.evaluate.recipes import recipe
from memorykinds.evaluate.retrieval import evaluate_retrieval
from memorykinds.evaluate.retrieval_files import read_conversations
from memorykinds.kinds import MemoryKindsError
from memorykinds.managers import SemanticSettings
from memorykinds.managers.policies import FACT_POLICIES
from memorykinds.models import embedder
from memorykinds.opening import open as open_memory

app = typer.Typer(
    help="Measure memorykinds on files.", add_completion=False, pretty_exceptions_enable=False
)


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


@app.command()
def retrieval(
    file: Annotated[Path, typer.Argument(help="Conversations with questions, as LoCoMo has them.")],
    embeddings: Annotated[
        str, typer.Option(help="The embedder; none to search by words alone.")
    ] = "offline",
    by: Annotated[
        str, typer.Option("--recipe", help="How to recall: a name in evaluate/recipes.py.")
    ] = "default",
    conversations: Annotated[
        int | None, typer.Option(help="Measure on the first so many.", min=1)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Print which share of what answers each question is among the first k recalled."""
    chosen = read_conversations(file)[:conversations]
    embed = None if embeddings == "none" else embedder(embeddings, cache=True)
    score = evaluate_retrieval(chosen, embed, **recipe(by))
    typer.echo(json.dumps(score.figures(), indent=2) if as_json else str(score))


def main() -> None:
    """Run the command; an error of ours is one sentence and exit code 2."""
    try:
        app()
    except MemoryKindsError as error:
        print(error, file=sys.stderr)  # noqa: T201 -- a terminal is what this module is for
        sys.exit(2)


if __name__ == "__main__":
    main()
