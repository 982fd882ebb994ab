"""A lesson as one program: its code cells in order, with another model than the offline one."""

import ast

from lesson_blanks import for_learners, for_solutions
from lesson_source import read_cells

SWITCH = 'MODEL = "offline"\n'
_SHOW = '''
def _show(value):
    """Make what a notebook would show; what is printed stays the lesson's own."""
    for form in ("_repr_mimebundle_", "_repr_html_", "__repr__"):
        if value is not None and hasattr(value, form):
            getattr(value, form)()


'''


def cells_of(source, model, *, solved):
    """Return the code cells of a lesson's source, the first with the switch on `model`.

    Args:
        source: The path of the source.
        model: What to open, such as "openai:gpt-4o-mini".
        solved: Whether the exercises are solved; else the blanks are as the learner gets them.
    """
    cells = read_cells(source.read_text(encoding="utf-8"))
    cells = for_solutions(cells) if solved else for_learners(cells)
    first, *others = [cell.source for cell in cells if cell.kind == "code"]
    assert first.startswith(SWITCH)
    return [first.replace(SWITCH, f"MODEL = {model!r}\n", 1), *others]


def program_of(cells):
    """Return the program, which also makes what each cell would show."""
    return _SHOW + "\n\n".join(map(_shown, cells)) + "\n"


def _shown(cell):
    last = ast.parse(cell).body[-1]
    if not isinstance(last, ast.Expr) or cell.rstrip().endswith(";"):
        return cell
    lines = cell.splitlines()
    head, shown = lines[: last.lineno - 1], lines[last.lineno - 1 : last.end_lineno]
    return "\n".join([*head, "_show(", *shown, ")", *lines[last.end_lineno :]])
