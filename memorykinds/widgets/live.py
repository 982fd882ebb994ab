"""The live view: HTML that Python made, whose controls call the inspector's actions.

**One widget for all inspectors.** `LiveHtml` shows a fragment and sends back which control was
used; no inspector brings JavaScript of its own. So what is drawn is the very code that makes
the static fragment, and it is tested once, without a browser.

**What ipywidgets does.** The view is a `VBox`: it can stand in your own boxes, tabs and
accordions. Its toolbar has a `Button` for each action that stands for the whole inspector
(next, undo), and a `FloatProgress` while long work goes on. They are never drawn anew, so the
key that pressed one can press it again. What belongs to a piece of the content (a row's button,
a slider beside its number, a field with its error) stands in the fragment, as the browser's
own element with its own label: ipywidgets' sliders give a screen reader no name, and a widget
for each row of a table would be thousands.
"""

import asyncio
import contextlib
import inspect
import logging
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from memorykinds.kinds import MemoryKindsError
from memorykinds.widgets.inspector import Inspector, actions_of
from memorykinds.widgets.markup import STYLE

logger = logging.getLogger(__name__)


class LiveHtml(anywidget.AnyWidget):
    """An HTML fragment whose controls are answered by Python.

    Attributes:
        html: What is shown. Scripts and handlers are taken out once more in the browser.
        status: What a screen reader hears when it changes.
        error: What went wrong with the last call, one sentence; "" if nothing.
        error_at: The key of the control that asked for it; "" of a toolbar's button.
        answered: The browser's number of the call that was answered last.
    """

    _esm = Path(__file__).with_name("live.js")
    _css = STYLE

    html = traitlets.Unicode().tag(sync=True)
    status = traitlets.Unicode().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)
    error_at = traitlets.Unicode().tag(sync=True)
    answered = traitlets.Unicode().tag(sync=True)


class Shell(ipywidgets.VBox):
    """An inspector's live view: its toolbar, its progress, its content.

    Args:
        inspector: What is shown.
    """

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector
        self._allowed = actions_of(inspector)
        self._tasks: set[asyncio.Future[Any]] = set()
        self.live = LiveHtml(html=inspector.live_html())
        self.progress = ipywidgets.FloatProgress(max=1.0, layout={"display": "none"})
        buttons = [self._button(name, label) for name, label in self._allowed.items() if label]
        toolbar = [ipywidgets.HBox(buttons)] if buttons else []
        super().__init__([*toolbar, self.progress, self.live])
        self.live.on_msg(lambda _widget, content, _buffers: self._answer(content))
        inspector.watch(self._refresh)

    def __repr__(self) -> str:
        """Return whose view it is; stable, unlike ipywidgets' own."""
        return f"Live view of {self._inspector!r}"

    def _button(self, name: str, label: str) -> ipywidgets.Button:
        button = ipywidgets.Button(description=label)
        button.on_click(lambda _button: self._do({"act": name}))
        return button

    def _answer(self, call: Any) -> None:
        """Do what the browser asks for, and say that it was answered, whatever came of it."""
        if isinstance(call, dict):
            with self.live.hold_sync():
                self._do(call)
                self.live.answered = str(call.get("call", ""))

    def _do(self, call: dict[str, Any]) -> None:
        self.live.error = ""
        key = str(call.get("key", ""))
        with self._telling(key):
            result = self._called(call)
            if inspect.isawaitable(result):
                task = asyncio.ensure_future(self._waited(result, key))
                self._tasks.add(task)  # the loop itself holds a task only weakly
                task.add_done_callback(self._tasks.discard)

    def _called(self, call: dict[str, Any]) -> Any:
        name, args, fields = call.get("act"), call.get("args", []), call.get("fields", {})
        wellformed = isinstance(name, str) and isinstance(args, list) and isinstance(fields, dict)
        if not wellformed or name not in self._allowed:
            logger.warning("A front end asked for %r, which is no action.", name)
            return None
        return getattr(self._inspector, str(name))(*args, **fields)

    async def _waited(self, result: Any, key: str) -> None:
        with self._telling(key):
            await result

    @contextlib.contextmanager
    def _telling(self, key: str) -> Any:
        """Show what goes wrong as one sentence; what nobody foresaw goes to the log as well."""
        try:
            yield
        except MemoryKindsError as error:
            self._tell(key, str(error))
        except Exception as error:
            logger.exception("An action failed.")
            self._tell(key, f"This did not work ({type(error).__name__}); the log says more.")

    def _tell(self, key: str, sentence: str) -> None:
        with self.live.hold_sync():
            self.live.error_at = key  # long work may fail when its call was answered long ago
            self.live.error = sentence

    def _refresh(self, status: str, progress: float | None) -> None:
        self.progress.value = progress or 0.0
        self.progress.layout.display = "none" if progress is None else ""
        with self.live.hold_sync():
            self.live.html = self._inspector.live_html()
            self.live.status = status
