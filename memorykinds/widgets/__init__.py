"""Floor 6: inspectors, which show memory at work in Jupyter, on GitHub and in a test.

Each inspector is a class with plain methods, and stands in a file of its own. `Inspector` says
what all of them share; CONTRIBUTING.md says how another one is made.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

INSPECTORS = {
    "ChatLab": "memorykinds.widgets.chat_lab",
    "ContextView": "memorykinds.widgets.context",
    "MemoryMap": "memorykinds.widgets.memory_map",
    "MemoryInspector": "memorykinds.widgets.memory_inspector",
    "RuleBookView": "memorykinds.widgets.rule_book",
    "PipelineStepper": "memorykinds.widgets.pipeline",
    "Timeline": "memorykinds.widgets.timeline",
    "RecallExplorer": "memorykinds.widgets.recall_explorer",
}
"""Every inspector, with the module that it stands in; imported when it is first used."""

__all__ = [
    "INSPECTORS",
    "ChatLab",
    "ContextView",
    "MemoryInspector",
    "MemoryMap",
    "PipelineStepper",
    "RecallExplorer",
    "RuleBookView",
    "Timeline",
    "chat",
    "context_view",
]

CALLS = {"chat": "ChatLab", "context_view": "ContextView"}
"""What opens one, as a call of the package: ``mk.context_view(messages)``."""

if TYPE_CHECKING:
    from memorykinds.widgets.chat_lab import ChatLab
    from memorykinds.widgets.chat_lab import ChatLab as chat  # noqa: N813
    from memorykinds.widgets.context import ContextView
    from memorykinds.widgets.context import ContextView as context_view  # noqa: N813
    from memorykinds.widgets.memory_inspector import MemoryInspector
    from memorykinds.widgets.memory_map import MemoryMap
    from memorykinds.widgets.pipeline import PipelineStepper
    from memorykinds.widgets.recall_explorer import RecallExplorer
    from memorykinds.widgets.rule_book import RuleBookView
    from memorykinds.widgets.timeline import Timeline


def __getattr__(name: str) -> Any:
    """Import an inspector when it is first used (PEP 562)."""
    name = CALLS.get(name, name)
    if name not in INSPECTORS:
        raise AttributeError(f"module 'memorykinds.widgets' has no attribute {name!r}")
    return getattr(import_module(INSPECTORS[name]), name)
