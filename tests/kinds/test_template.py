"""Template variables are found in every way of writing them, and filled where there are values."""

import pytest

from memorykinds.kinds.template import can_be_formatted, fill, variables


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear {name}", {"{name}"}),
        ("{a.b[0]!r:>10} {} {0}", {"{a.b[0]!r:>10}", "{}", "{0}"}),
        ("{{name}} {{{raw}}} {{ spaced }}", {"{{name}}", "{{{raw}}}", "{{ spaced }}"}),
        ("{{#list}}x{{/list}}", {"{{#list}}", "{{/list}}"}),
        ("{% if a\n and b %}", {"{% if a\n and b %}"}),
        ('{"a": 1} { x } {a b}', set()),
        ("{" * 100_000, set()),
        ("{{" + " " * 100_000, set()),
        ("{%" * 2_000, set()),
    ],
)
def test_variables_are_found_as_they_stand(text, found):
    assert variables(text) == found


def test_only_what_there_is_a_value_for_is_filled():
    text = "{name} {{ name }} {{{name}}} {other} {name:>3} {% name %}"
    assert fill(text, {"name": "Ada"}) == "Ada Ada Ada {other} Ada {% name %}"
    assert fill(text, {}) == text


def test_a_value_is_not_itself_filled():
    assert fill("{a}", {"a": "{b}", "b": "x"}) == "{b}"


@pytest.mark.parametrize(("text", "good"), [("{a} {{b}}", True), ("{a", False), ("}", False)])
def test_a_brace_alone_is_no_format(text, good):
    assert can_be_formatted(text) == good
