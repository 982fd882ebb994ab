"""Floor 1: which chat model answers, and which embedder compares.

`chat_model` and `embedder` turn a short string into an object of LangChain's own types;
`ask` makes the one structured-output call of the write path, `say` asks for words. Nothing heavy is imported
before it is used: each name below is loaded on first access (PEP 562).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from memorykinds.models.answer import Answer
    from memorykinds.models.asker import Asker
    from memorykinds.models.asking import aask, asay, ask, say
    from memorykinds.models.cached import AnswerCache, answer_cache
    from memorykinds.models.cassettes import Cassette
    from memorykinds.models.chat import chat_model
    from memorykinds.models.embeddings import embedder
    from memorykinds.models.hashing import HashEmbeddings
    from memorykinds.models.minilm import MiniLMEmbeddings
    from memorykinds.models.offline import OfflineChatModel
    from memorykinds.models.pricing import Costs, Price, Prices, costs
    from memorykinds.models.scripted import ScriptedChatModel
    from memorykinds.models.spent import Spent, total

__all__ = [
    "Answer",
    "AnswerCache",
    "Asker",
    "Cassette",
    "Costs",
    "HashEmbeddings",
    "MiniLMEmbeddings",
    "OfflineChatModel",
    "Price",
    "Prices",
    "ScriptedChatModel",
    "Spent",
    "aask",
    "answer_cache",
    "asay",
    "ask",
    "chat_model",
    "costs",
    "embedder",
    "say",
    "total",
]

_HOMES = {
    "Answer": "answer",
    "AnswerCache": "cached",
    "Asker": "asker",
    "Cassette": "cassettes",
    "Costs": "pricing",
    "HashEmbeddings": "hashing",
    "MiniLMEmbeddings": "minilm",
    "OfflineChatModel": "offline",
    "Price": "pricing",
    "Prices": "pricing",
    "ScriptedChatModel": "scripted",
    "Spent": "spent",
    "aask": "asking",
    "answer_cache": "cached",
    "asay": "asking",
    "ask": "asking",
    "chat_model": "chat",
    "costs": "pricing",
    "embedder": "embeddings",
    "say": "asking",
    "total": "spent",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
