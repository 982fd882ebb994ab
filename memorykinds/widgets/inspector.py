"""`Inspector`: what every inspector is.

A plain object with state and methods. What a person can do is an `action`: a method that checks
its arguments, and after which every live view of the object shows what it is now, whether a
button called it or a line of Python. `render` makes the HTML of both views.

Where there is no front end, ``text/html`` shows; where there is one, the live view beside it.
Neither ipywidgets nor anywidget is imported before that.
"""

import functools
import inspect
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar, cast

from markupsafe import Markup
from pydantic import ValidationError, validate_call

from memorykinds.kinds import InputError
from memorykinds.kinds.text import shorten
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.markup import style, tag

P = ParamSpec("P")
R = TypeVar("R")

WIDEST_REPR = 110
"""Where ipywidgets would cut a repr in a notebook."""

VIEW = "application/vnd.jupyter.widget-view+json"


class Inspector(ABC):
    """The base of all inspectors.

    Attributes:
        title: The heading, the same for all of a class.
    """

    title: str

    def __init__(self) -> None:
        self._watchers: list[Callable[[str, float | None], None]] = []
        self._shell: Any = None

    @abstractmethod
    def summary(self) -> str:
        """Return where it stands, in one line: what its repr says and a screen reader hears."""

    @abstractmethod
    def render(self, ui: Controls) -> Markup:
        """Return what it shows; with controls if `ui` is live."""

    def to_html(self) -> str:
        """Return it as HTML that needs no kernel, no script, no network and no stylesheet."""
        return str(style() + self._section(Controls(live=False)))

    def live_html(self) -> str:
        """Return what the live view shows."""
        return str(self._section(Controls(live=True)))

    def widget(self) -> Any:
        """Return the live view, an `ipywidgets.VBox`; the same one each time."""
        if self._shell is None:
            from memorykinds.widgets.live import Shell

            self._shell = Shell(self)
        return self._shell

    def watch(self, watcher: Callable[[str, float | None], None]) -> None:
        """Call ``watcher(status, progress)`` whenever something has changed."""
        self._watchers.append(watcher)

    def changed(self, status: str = "", progress: float | None = None) -> None:
        """Let every live view show what is true now.

        Long work calls this as it goes on; an action's end does so by itself.

        Args:
            status: What a screen reader hears; the summary by default.
            progress: From 0 to 1 while work goes on; None when there is none.
        """
        for watcher in self._watchers:
            watcher(status or self.summary(), progress)

    def __repr__(self) -> str:
        """Return the summary; stable, so that a notebook's output can be compared."""
        name = type(self).__name__
        return f"{name}({shorten(self.summary(), WIDEST_REPR - len(name) - 2)})"

    def _repr_mimebundle_(
        self,
        include: Iterable[str] | None = None,  # noqa: ARG002 -- IPython passes both by name
        exclude: Iterable[str] | None = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), "text/html": self.to_html()}
        if _in_a_kernel():
            live = self.widget()._repr_mimebundle_() or {}
            bundle |= {VIEW: live[VIEW]} if VIEW in live else {}
        return bundle

    def _section(self, ui: Controls) -> Markup:
        return tag(
            "div",
            tag("section", tag("h3", self.title), self.render(ui), aria_label=self.title),
            class_="memorykinds",
        )


def action(button: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a method something that a person can do in the live view, or call in Python.

    Its arguments are checked against its annotations, and text from the browser is turned into
    the numbers that they ask for; when it is done, every live view is made anew. If it returns
    a string, that is what a screen reader hears. It may be a coroutine function: work that goes
    on while other actions, such as one that stops it, are answered.

    Args:
        button: What its button in the toolbar says; by default it has none there.
    """

    def decorate(method: Callable[P, R]) -> Callable[P, R]:
        # Built at the first call, when the names in the annotations exist.
        checked = functools.cache(lambda: validate_call(method))

        def called(*args: Any, **kwargs: Any) -> Any:
            try:
                return checked()(*args, **kwargs)
            except ValidationError as error:
                raise InputError(sentence(error)) from error

        async def waited(self: Inspector, *args: Any, **kwargs: Any) -> Any:
            result = await called(self, *args, **kwargs)
            self.changed(result if isinstance(result, str) else "")
            return result

        def done(self: Inspector, *args: Any, **kwargs: Any) -> Any:
            result = called(self, *args, **kwargs)
            self.changed(result if isinstance(result, str) else "")
            return result

        wrapped = functools.wraps(method)(waited if inspect.iscoroutinefunction(method) else done)
        vars(wrapped)["button"] = button
        return cast("Callable[P, R]", wrapped)

    return decorate


def actions_of(inspector: Inspector | type[Inspector]) -> dict[str, str]:
    """Return the names of all actions, in the order in which they are written, and their buttons.

    Nothing else of an inspector can be called from a browser.
    """
    owner = inspector if isinstance(inspector, type) else type(inspector)
    found: dict[str, str] = {}
    for base in reversed(owner.__mro__):
        for name, value in vars(base).items():
            if callable(value) and isinstance(getattr(value, "button", None), str):
                found[name] = value.button
    return found


def sentence(error: ValidationError) -> str:
    """Return the first thing that is wrong, and where, as one sentence."""
    first = error.errors(include_url=False)[0]
    where = " ".join(str(part) for part in first["loc"] if not isinstance(part, int))
    told = first["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{where}: {told}." if where else f"{told}."


def _in_a_kernel() -> bool:
    """Whether there may be a front end: IPython is loaded, and runs in a kernel."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None
