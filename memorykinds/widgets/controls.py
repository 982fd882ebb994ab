"""`Controls`: what a person can press, move and fill in, as the browser's own elements.

The same `Inspector.render` makes the static fragment and the live one; it asks for its controls
here, and a static fragment gets words in their place: a button that nobody answers is a lie.

Each control names a method of the inspector (an `action`) and the arguments before its value.
The browser's own elements are used because they work by key, by mouse and by screen reader
without a line of ours; a label is wrapped round its control, so no id has to be unique in a
notebook that shows the same inspector twice.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from memorykinds.widgets.markup import join, tag


class Controls:
    """Makes controls, or the words that stand for them.

    Args:
        live: Whether there is somebody to answer.
    """

    def __init__(self, *, live: bool) -> None:
        self.live = live

    def button(
        self,
        label: Any,
        act: str,
        *args: Any,
        static: Any = "",
        pressed: bool | None = None,
        escape: bool = False,
        name: str | None = None,
    ) -> Markup:
        """Return a button that calls ``act(*args)``.

        Args:
            label: What it says.
            act: The action's name.
            args: What it is called with.
            static: What stands in its place without a front end; nothing by default.
            pressed: Whether it is on, of a button that switches; None if it does not.
            escape: Whether the key Escape presses it, from anywhere in the inspector.
            name: What a screen reader says where the label alone would not tell ("Pin fact-1").
        """
        if not self.live:
            return join([static])
        return tag(
            "button",
            label,
            type="button",
            aria_pressed=None if pressed is None else str(pressed).lower(),
            aria_label=name,
            data_escape=escape,
            **_call(act, args),
        )

    def slider(
        self,
        label: str,
        act: str,
        *args: Any,
        value: float,
        low: float,
        high: float,
        step: float,
        unit: str = "",
        words: str = "",
    ) -> Markup:
        """Return a slider that calls ``act(*args, value)`` while it is moved.

        Args:
            label: What it sets.
            act: The action's name.
            args: What it is called with before the value.
            value: Where it stands.
            low: The least value.
            high: The greatest value.
            step: How far an arrow key moves it.
            unit: What follows the number, such as " days".
            words: What the value means, in place of the number: a date, for instance.
        """
        told = words or f"{value:g}{unit}"
        if not self.live:
            return tag("span", f"{label}: {told}", class_="mk-control")
        moved = tag(
            "input",
            type="range",
            min=low,
            max=high,
            step=step,
            value=value,
            data_unit=None if words else unit,
            aria_valuetext=told,
            **_call(act, args),
        )
        # Hidden, for a screen reader has the number from the slider itself.
        number = tag("span", told, class_="mk-number", aria_hidden="true")
        return tag("label", label, " ", moved, " ", number, class_="mk-control")

    def choice(
        self, label: str, act: str, *args: Any, value: str, options: Mapping[str, str]
    ) -> Markup:
        """Return a list to choose from, values with their words; calls ``act(*args, value)``."""
        if not self.live:
            return tag("span", f"{label}: {options[value]}", class_="mk-control")
        shown = (
            tag("option", words, value=key, selected=key == value) for key, words in options.items()
        )
        return tag(
            "label", label, " ", tag("select", *shown, **_call(act, args)), class_="mk-control"
        )

    def check(self, label: str, act: str, *args: Any, on: bool) -> Markup:
        """Return a box to tick that calls ``act(*args, True or False)``."""
        if not self.live:
            return tag("span", f"{label}: {'yes' if on else 'no'}", class_="mk-control")
        box = tag("input", type="checkbox", checked=on, **_call(act, args))
        return tag("label", box, " ", label, class_="mk-control")

    def field(self, label: str, act: str, *args: Any, value: str = "", hint: str = "") -> Markup:
        """Return a field for words that calls ``act(*args, text)`` while one types."""
        if not self.live:
            return tag("span", f"{label}: {value or 'any'}", class_="mk-control")
        box = tag("input", type="search", value=value, placeholder=hint or None, **_call(act, args))
        return tag("label", label, " ", box, class_="mk-control")

    def form(
        self,
        act: str,
        *args: Any,
        fields: Mapping[str, Any],
        submit: str,
        long: Sequence[str] = (),
        cleared: bool = False,
        hints: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Markup:
        """Return a form that calls ``act(*args, **fields)`` by Enter or by its button.

        Args:
            act: The action's name.
            args: What it is called with before the fields.
            fields: Names of the fields, which are the action's arguments, with their values.
            submit: What the button says.
            long: Which fields take more than a line; in them Ctrl+Enter sends.
            cleared: Whether the fields are emptied when the form is sent.
            hints: Of some fields what may stand there, in few words.
            errors: Of some fields what is wrong with them, a sentence each; told at the field.
        """
        if not self.live:
            return Markup()
        told, wrong = hints or {}, errors or {}
        boxes = (
            _box(name, value, told.get(name, ""), wrong.get(name), long=name in long)
            for name, value in fields.items()
        )
        return tag(
            "form",
            *boxes,
            tag("button", submit, type="submit"),
            class_="mk-form",
            data_cleared=cleared,
            **_call(act, args),
        )

    def drawn(self, *shapes: Any, act: str, args: Sequence[Any], class_: str) -> Markup:
        """Return shapes of a drawing that may be clicked, which calls ``act(*args)``.

        A mouse alone gets there: offer the same choice by a button or a list beside it.
        """
        return tag("g", *shapes, class_=class_, **(_call(act, args) if self.live else {}))


def _box(name: str, value: Any, hint: str, error: str | None, *, long: bool) -> Markup:
    text = "" if value is None else str(value)
    marks: dict[str, Any] = {"name": name, "aria_invalid": "true" if error else None}
    box = (
        # A parser drops the first line break in a textarea, so one is given to it.
        tag("textarea", f"\n{text}", rows=3, **marks)
        if long
        else tag("input", type="text", value=text, autocomplete="off", **marks)
    )
    # Within the label, so that a screen reader says them with the field's name.
    help_ = tag("small", f" ({hint})") if hint else None
    wrong = tag("span", error, class_="mk-error") if error else None
    words = tag("span", name.replace("_", " "), help_)
    return tag("label", words, " ", box, wrong, class_="mk-control")


def _call(act: str, args: Sequence[Any]) -> dict[str, str]:
    """Return what names a call; it is also the key by which an element is known again."""
    told = json.dumps(list(args), ensure_ascii=False)
    return {"data_act": act, "data_args": told, "data_key": f"{act} {told}"}
