"""HTML, built so that no text of a memory can become markup.

Every function returns `Markup`, and escapes what is not `Markup` already (the library
markupsafe). So there is one way to write an element, and forgetting to escape is not possible:

>>> tag("p", "a < b", class_="mk-note")
Markup('<p class="mk-note">a &lt; b</p>')

The fragments must read well where styles are stripped, as GitHub does: a bar is made of
characters and carries its number, a mark says in words what it marks.
"""

import base64
import difflib
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

STYLE = Path(__file__).with_name("style.css")
"""The one stylesheet, for static fragments and live ones."""

_VOID = {"br", "hr", "img", "input", "meta"}
_BAR = 12
_LONG = 400
"""Words and spaces of a text from which differences are searched for in the quicker way."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_KINDS = ("semantic", "episodic", "procedural")


def tag(name: str, /, *children: Any, **attributes: Any) -> Markup:
    """Return an element.

    Args:
        name: Its name.
        children: What it holds; text is escaped, None is left out.
        attributes: ``class_`` and ``data_act`` become ``class`` and ``data-act``; True stands
            without a value, None and False are left out.
    """
    told = join(
        Markup(" {}").format(_name(key))
        if value is True
        else Markup(' {}="{}"').format(_name(key), value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup("<{}{}>").format(name, told)
    return Markup("<{0}{1}>{2}</{0}>").format(name, told, join(children))


def join(parts: Iterable[Any], between: str = "") -> Markup:
    """Return all parts in a row; text is escaped, None is left out."""
    return escape(between).join(part for part in parts if part is not None)


def table(caption: Any, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Markup:
    """Return a table whose first cell of each row heads that row."""
    top = tag("tr", *(tag("th", cell, scope="col") for cell in head))
    body = (
        tag("tr", tag("th", first, scope="row"), *(tag("td", cell) for cell in rest))
        for first, *rest in rows
    )
    # Lab scrolls wide tables inside this box; without a name and a tab stop no key reaches it.
    return tag(
        "div",
        tag("table", tag("caption", caption), tag("thead", top), tag("tbody", *body)),
        class_="mk-scroll",
        role="group",
        aria_label=escape(caption).striptags(),
        tabindex="0",
    )


def listing(items: Iterable[Any], *, ordered: bool = False) -> Markup:
    """Return a list."""
    return tag("ol" if ordered else "ul", *(tag("li", item) for item in items))


def figure(content: Any, caption: Any) -> Markup:
    """Return something to look at, with what it shows in words."""
    return tag("figure", content, tag("figcaption", caption))


def image(png: bytes, alt: str, width: int | None = None) -> Markup:
    """Return a PNG, with the text that stands in its place, and how wide it is to be shown."""
    data = base64.b64encode(png).decode()
    return tag("img", src=f"data:image/png;base64,{data}", alt=alt, width=width)


def details(summary: Any, *children: Any, opened: bool = False) -> Markup:
    """Return what is folded away until one opens it, by mouse or by key."""
    return tag("details", tag("summary", summary), *children, open=opened)


def bar(share: float, told: Any, width: int = _BAR) -> Markup:
    """Return a share of 1 as a bar, and beside it the number that it stands for.

    Args:
        share: From 0 to 1; what is beyond is drawn as 0 or 1.
        told: The number, as it is to be read.
        width: Of the whole bar, in characters.
    """
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    drawn = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    blank = "\N{NO-BREAK SPACE}" * (width - len(drawn))
    return Markup("{}\N{NO-BREAK SPACE}{}").format(
        tag("span", drawn, blank, class_="mk-bar", aria_hidden="true"), told
    )


def mark(text: Any, label: str, kind: str = "", *, current: bool = False) -> Markup:
    """Return a highlighted span with a label that says in words what it is.

    Args:
        text: What is highlighted.
        label: Such as "semantic fact-1".
        kind: semantic, episodic or procedural, each with a look of its own; "" for none.
        current: Whether this is the one that is chosen.
    """
    looks = f"mk-{kind}" if kind in _KINDS else None
    return tag(
        "mark",
        tag("small", "[", label, "]", class_="mk-label"),
        " ",
        text,
        class_=looks,
        aria_current="true" if current else None,
    )


def diff(before: str, after: str) -> Markup:
    """Return what changed between two texts, word by word; each change says which it is."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    # In long texts spaces are left out of the search: each matches each, which takes seconds.
    long = max(len(old), len(new)) > _LONG
    changes = difflib.SequenceMatcher(a=old, b=new, autojunk=long).get_opcodes()
    return join(chain.from_iterable(_change(c, old, new) for c in changes))


def page(title: str, *fragments: Any) -> str:
    """Return fragments as a page of HTML that stands by itself."""
    head = join([tag("meta", charset="utf-8"), tag("title", title)])
    main = tag("main", tag("h1", title), *fragments)
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{main}</body></html>\n'


def style() -> Markup:
    """Return the stylesheet as an element."""
    return Markup(f"<style>{STYLE.read_text(encoding='utf-8')}</style>")  # noqa: S704 -- our own file


def _change(change: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> list[Any]:
    kind, a, b, c, d = change
    if kind == "equal":
        return ["".join(new[c:d])]
    gone, came = "".join(old[a:b]), "".join(new[c:d])
    return [
        tag("del", tag("small", "removed: ", class_="mk-word"), gone) if gone else None,
        tag("ins", tag("small", "added: ", class_="mk-word"), came) if came else None,
    ]


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
