"""`inspector`: how a lower floor opens an inspector of the highest one, by its name.

``recall.explore()`` is what a person types, but a recall is made beneath the inspectors, and a
module imports only from floors below its own. So the door is a name that is looked up when it
is used: a server that never looks at its memories never loads a widget.
"""

from importlib import import_module
from typing import Any


def inspector(name: str) -> Any:
    """Return the class of an inspector.

    >>> inspector("ContextView")([{"role": "user", "content": "Hello."}])
    ContextView(1 message, 2 tokens, 0 memories)
    """
    return getattr(import_module("memorykinds.widgets"), name)
