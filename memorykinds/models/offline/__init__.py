"""The keyless chat model: patterns, not a language model."""

from memorykinds.models.offline.chat import OfflineChatModel

__all__ = ["OfflineChatModel"]
