"""Take out of executed notebooks what differs between machines or needs a kernel to be seen.

Usage: python scripts/tidy_notebooks.py NOTEBOOK...
"""

import json
import sys
from pathlib import Path
from typing import Any

WIDGET = "application/vnd.jupyter.widget-view+json"


def tidy(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return `notebook` without saved widgets, timings and versions of Python.

    A widget's view goes where HTML stands beside it: that is what shows without a kernel.
    """
    metadata = {key: notebook["metadata"][key] for key in ("kernelspec", "language_info")}
    metadata["language_info"].pop("version", None)
    for cell in notebook["cells"]:
        cell["metadata"].pop("execution", None)
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output["data"].pop(WIDGET, None)
    return {**notebook, "metadata": metadata}


def write(path: Path, notebook: dict[str, Any]) -> None:
    """Write a notebook in the one form in which all are kept: a small change stays small."""
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write(Path(name), tidy(json.loads(Path(name).read_text(encoding="utf-8"))))
