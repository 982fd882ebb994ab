"""Floor 1: which chat model answers, and which embedder compares.

`chat_model` and `embedder` turn a short string into an object of LangChain's own types;
`ask` makes the one structured-output call of the write path, `say` asks for words. Nothing heavy is imported
before it is used: each name below is loaded on first access (PEP 562).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from memorykinds.models.asking import Answer, aask, asay, ask, say
    from memorykinds.models.chat import chat_model
    from memorykinds.models.embeddings import embedder
    from memorykinds.models.hashing import HashEmbeddings
    from memorykinds.models.minilm import MiniLMEmbeddings
    from memorykinds.models.offline import OfflineChatModel
    from memorykinds.models.scripted import ScriptedChatModel

__all__ = [
    "Answer",
    "HashEmbeddings",
    "MiniLMEmbeddings",
    "OfflineChatModel",
    "ScriptedChatModel",
    "aask",
    "asay",
    "ask",
    "chat_model",
    "embedder",
    "say",
]

_HOMES = {
    "Answer": "asking",
    "HashEmbeddings": "hashing",
    "MiniLMEmbeddings": "minilm",
    "OfflineChatModel": "offline",
    "ScriptedChatModel": "scripted",
    "aask": "asking",
    "asay": "asking",
    "ask": "asking",
    "chat_model": "chat",
    "embedder": "embeddings",
    "say": "asking",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
