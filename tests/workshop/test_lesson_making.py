"""How a lesson's source becomes two notebooks: cells, blanks, and errors that name the line."""

import pytest
from lesson_blanks import for_learners, for_solutions
from lesson_source import Cell, read_cells
from make_lessons import sources, way_on


def blanked(source, **more):
    (cell,) = for_learners([Cell("code", source, **more)])
    return cell.source


def region(text, indent=""):
    lines = ["### BEGIN SOLUTION: say what", *text.splitlines(), "### END SOLUTION"]
    return "\n".join(indent + line for line in lines)


def test_a_source_is_read_into_its_cells():
    text = '# %% [markdown]\n# # Title\n#\n# - a\n\n# %% tags=["x"]\nprint(1)\n# why\n\n\n# %%\nprint(2)\n'
    assert read_cells(text) == [
        Cell("markdown", "# Title\n\n- a"),
        Cell("code", "print(1)\n# why", ["x"]),
        Cell("code", "print(2)"),
    ]


def test_what_is_meant_for_a_formatter_is_not_shown_to_a_reader():
    (_, cell) = read_cells("# %% [markdown]\n# # Title\n# %%\na = (1,\n     2)  # fmt: skip\n")
    assert cell.source == "a = (1,\n     2)"


def test_a_lesson_leads_to_the_next_and_the_last_to_the_museum():
    lessons = [path for path in sources() if path.parent.name == "source"]
    following = [way_on(path).source for path in lessons]
    for text, path in zip(following, lessons[1:], strict=False):
        assert text.startswith(f"**Next:** [Lesson {int(path.name[:2])}: ")
        assert f"]({path.stem}.ipynb)" in text
    assert "(museum/README.md)" in following[-1]
    assert all("(README.md)" in text for text in following)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("print(1)\n", "line 1: a lesson begins with"),
        ("# %% [raw]\n", "line 1: '# %% \\[raw\\]' begins no cell"),
        ("# %% [markdown]\nbare\n", "begins with '# ': 'bare'"),
    ],
)
def test_a_source_of_another_form_is_told_with_its_place(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_cells(text)


def test_names_that_a_solution_sets_are_none():
    source = (
        "a = 1\n"
        + region("_x = 1\nb, (c, *d) = 1, (2, 3)\ne: int = 3\ndef f(): pass")
        + "\nprint(a)"
    )
    assert blanked(source).splitlines() == [
        "a = 1",
        "# Your turn: say what",
        *(f"{name} = None" for name in "bcdef"),
        "print(a)",
    ]


def test_a_solution_in_a_function_is_not_implemented():
    source = "def f(x):\n" + region("return x", "    ")
    assert blanked(source) == "def f(x):\n    # Your turn: say what\n    raise NotImplementedError"


def test_a_cell_tagged_as_solution_is_blank():
    assert blanked("x = 1", tags=["solution"]) == "# Your turn: write your answer here\nx = None"


def test_a_cell_for_the_solutions_only_is_left_out():
    assert for_learners([Cell("markdown", "Because.", ["solution-only"])]) == []


def test_no_solution_is_left_in_a_blank():
    assert "secret" not in blanked(region("x = 'secret'") + "\n" + region("y = 'secret'"))


def test_the_solutions_have_no_marks():
    (cell,) = for_solutions([Cell("code", "def f(x):\n" + region("return x", "    "))])
    assert cell.source == "def f(x):\n    # Solution: say what\n    return x"


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN SOLUTION\nx = 1",
        "x = 1\n### END SOLUTION",
        "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION",
    ],
)
def test_marks_that_do_not_match_are_an_error(source):
    with pytest.raises(ValueError, match=r"do not match|without"):
        blanked(source)
