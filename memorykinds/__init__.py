"""memorykinds: the long-term memory of LLM agents, to understand, build and trust.

>>> import memorykinds as mk
>>> memory = mk.open("ada.db", user="ada")  # doctest: +SKIP

Three kinds of memory, each a Pydantic schema, a manager and a FAISS index of its own:
semantic (`Fact`), episodic (`Episode`), procedural (`Rule`). Names are imported when they are
first used, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "Cassette": "memorykinds.models",
    "Decision": "memorykinds.kinds",
    "Edited": "memorykinds.managers",
    "Episode": "memorykinds.kinds",
    "EpisodicSettings": "memorykinds.managers",
    "Event": "memorykinds.kinds",
    "Fact": "memorykinds.kinds",
    "FaissStore": "memorykinds.store",
    "Gate": "memorykinds.managers",
    "InputError": "memorykinds.kinds",
    "Judge": "memorykinds.managers",
    "Memory": "memorykinds.memory",
    "LessonClock": "memorykinds.kinds.clock",
    "MemoryKindsError": "memorykinds.kinds",
    "MissingPartError": "memorykinds.kinds",
    "ModelError": "memorykinds.kinds",
    "NotFoundError": "memorykinds.kinds",
    "OfflineChatModel": "memorykinds.models",
    "Plan": "memorykinds.managers",
    "Price": "memorykinds.models",
    "Prices": "memorykinds.models",
    "ProceduralSettings": "memorykinds.managers",
    "Prompt": "memorykinds.managers",
    "PromptUpdate": "memorykinds.managers",
    "Profile": "memorykinds.managers",
    "ProfileWarning": "memorykinds.kinds",
    "Recall": "memorykinds.recall",
    "Record": "memorykinds.kinds",
    "Retention": "memorykinds.managers.consolidation",
    "Rule": "memorykinds.kinds",
    "RuleBook": "memorykinds.kinds",
    "Score": "memorykinds.managers",
    "ScriptedChatModel": "memorykinds.models",
    "SemanticSettings": "memorykinds.managers",
    "Stats": "memorykinds.stats",
    "StoreError": "memorykinds.kinds",
    "Update": "memorykinds.managers",
    "Weights": "memorykinds.recall",
    "chat": "memorykinds.widgets",
    "chat_model": "memorykinds.models",
    "context_view": "memorykinds.widgets",
    "counted_ids": "memorykinds.kinds.clock",
    "create_agent": "memorykinds.agent",
    "embedder": "memorykinds.models",
    "open": "memorykinds.opening",
}

__all__ = [
    "Cassette",
    "Decision",
    "Edited",
    "Episode",
    "EpisodicSettings",
    "Event",
    "Fact",
    "FaissStore",
    "Gate",
    "InputError",
    "Judge",
    "LessonClock",
    "Memory",
    "MemoryKindsError",
    "MissingPartError",
    "ModelError",
    "NotFoundError",
    "OfflineChatModel",
    "Plan",
    "Price",
    "Prices",
    "ProceduralSettings",
    "Profile",
    "ProfileWarning",
    "Prompt",
    "PromptUpdate",
    "Recall",
    "Record",
    "Retention",
    "Rule",
    "RuleBook",
    "Score",
    "ScriptedChatModel",
    "SemanticSettings",
    "Stats",
    "StoreError",
    "Update",
    "Weights",
    "__version__",
    "chat",
    "chat_model",
    "context_view",
    "counted_ids",
    "create_agent",
    "embedder",
    "open",
]

if TYPE_CHECKING:
    from memorykinds.agent import create_agent
    from memorykinds.kinds import (
        Decision,
        Episode,
        Event,
        Fact,
        InputError,
        MemoryKindsError,
        MissingPartError,
        ModelError,
        NotFoundError,
        ProfileWarning,
        Record,
        Rule,
        RuleBook,
        StoreError,
    )
    from memorykinds.kinds.clock import LessonClock, counted_ids
    from memorykinds.managers import (
        Edited,
        EpisodicSettings,
        Gate,
        Judge,
        Plan,
        ProceduralSettings,
        Profile,
        Prompt,
        PromptUpdate,
        Score,
        SemanticSettings,
        Update,
    )
    from memorykinds.managers.consolidation import Retention
    from memorykinds.memory import Memory
    from memorykinds.models import (
        Cassette,
        OfflineChatModel,
        Price,
        Prices,
        ScriptedChatModel,
        chat_model,
        embedder,
    )
    from memorykinds.opening import open  # noqa: A004 -- called as `mk.open`
    from memorykinds.recall import Recall, Weights
    from memorykinds.stats import Stats
    from memorykinds.store import FaissStore
    from memorykinds.widgets import chat, context_view


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'memorykinds' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
