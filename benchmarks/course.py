"""How long the course runs: each notebook from the start of its kernel to its last cell, no key set.

What is asked: the course within 8 minutes, and each notebook within one. The learner's notebook and
the one with solutions of a lesson are run one after the other; the processor's seconds say the same
on a machine that does other work beside.

    python benchmarks/course.py [NOTEBOOK...]     all of notebooks/ by default
"""

import argparse
import os
import resource
from pathlib import Path
from time import perf_counter

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
SOLUTIONS = NOTEBOOKS / "solutions"
A_NOTEBOOK = 60
THE_COURSE = 8 * 60


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="all of the course by default")
    chosen = [path.resolve() for path in parser.parse_args().notebooks] or course()
    for name in [name for name in os.environ if name.endswith("_API_KEY")]:
        del os.environ[name]
    os.environ["MEMORYKINDS_PROGRESS"] = "off"  # what is solved here is nobody's progress
    print("| notebook | seconds | of the processor |\n|---|--:|--:|")
    took = {}
    for path in chosen:
        took[path], used = run(path)
        print(f"| {path.relative_to(NOTEBOOKS)} | {took[path]:.1f} | {used:.1f} |", flush=True)
    slow = [path.stem for path, seconds in took.items() if seconds > A_NOTEBOOK]
    print(f"\n{len(took)} notebooks in {sum(took.values()):.0f} s of {THE_COURSE}.")
    print(f"Longer than {A_NOTEBOOK} s: {', '.join(slow) or 'none'}.")


def course() -> list[Path]:
    """Return every notebook, each learner's with its solutions after it."""
    apart = {SOLUTIONS.name, ".ipynb_checkpoints"}  # the second is what an editor leaves behind
    found = NOTEBOOKS.rglob("[0-9]*.ipynb")
    learners = [path for path in found if not apart & set(path.relative_to(NOTEBOOKS).parts)]
    return [
        path
        for learner in sorted(learners)
        for path in (learner, SOLUTIONS / learner.relative_to(NOTEBOOKS))
    ]


def run(path: Path) -> tuple[float, float]:
    """Run a notebook, which stays as it is; return its seconds, and those of the processor."""
    notebook = nbformat.read(path, as_version=4)
    before, start = _processor(), perf_counter()
    client = NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}})
    client.extra_arguments = ["--log-level=ERROR"]  # no word on how the kernel is reached
    client.execute()
    return perf_counter() - start, _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # of kernels that have ended
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
