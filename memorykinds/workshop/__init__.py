"""The course's own tools: exercises that check themselves, quizzes, and a learner's progress.

>>> from memorykinds import workshop
>>> workshop.check("1.1", None)
Exercise 1.1: not filled in yet. Tell the three kinds apart

Everything works without a network and stays on this machine. The content of each lesson stands in
a module of its own (`lesson_01.py`, `museum/m01_….py`), which is imported when one of its exercises is
asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from memorykinds.workshop.checking import check, given
    from memorykinds.workshop.conversation_files import conversations, people
    from memorykinds.workshop.keeping import learner, progress, seed
    from memorykinds.workshop.quizzes import quiz

_HOME = {
    "check": "checking",
    "conversations": "conversation_files",
    "given": "checking",
    "learner": "keeping",
    "people": "conversation_files",
    "progress": "keeping",
    "quiz": "quizzes",
    "seed": "keeping",
}

__all__ = [
    "check",
    "conversations",
    "given",
    "learner",
    "people",
    "progress",
    "quiz",
    "seed",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'memorykinds.workshop' has no attribute {name!r}")
    return getattr(import_module(f"memorykinds.workshop.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
