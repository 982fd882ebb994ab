"""Template variables: the places in a prompt that code fills in before the model reads it.

Two ways of writing them are common, and both are known: ``{name}`` as in Python's
``str.format`` (there ``{{`` stands for a brace itself), and ``{{name}}`` as in mustache and
Jinja, which has ``{% … %}`` as well. A prompt does not say which of the two it is written in,
so whatever could be one counts.
"""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

_DOUBLE = r"\{\{\{?(?P<double>[^{}\n]*)\}?\}\}"
_BLOCK = r"\{%[\s\S]{0,500}?%\}"
_SINGLE = r"\{(?P<single>(?:[A-Za-z_]\w*|\d*)(?:\.\w+|\[\w+\])*)(?:![rsa])?(?::[^{}\n]*)?\}"
_VARIABLE = re.compile(f"{_DOUBLE}|{_BLOCK}|{_SINGLE}")


def variables(text: str) -> frozenset[str]:
    """Return the template variables of a prompt, each as it stands there.

    >>> sorted(variables("Dear {name}, {{not filled}} {% if x %}"))
    ['{% if x %}', '{name}', '{{not filled}}']
    """
    return frozenset(match[0] for match in _VARIABLE.finditer(text))


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Return a prompt with the variables filled that there are values for; others stay.

    >>> fill("Dear {name}, it is {{day}} {here}.", {"name": "Ada", "day": "Monday"})
    'Dear Ada, it is Monday {here}.'
    """

    def value(match: re.Match[str]) -> str:
        name = (match["double"] or match["single"] or "").strip()
        return str(values[name]) if name in values else match[0]

    return _VARIABLE.sub(value, text) if values else text


def can_be_formatted(text: str) -> bool:
    """Whether Python's ``str.format`` reads the text: every brace has its other half."""
    try:
        list(Formatter().parse(text))
    except ValueError:
        return False
    return True
