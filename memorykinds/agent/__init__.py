"""Floor 5: memory inside an agent made with LangChain's `create_agent`."""

from memorykinds.agent.reflection import Reflection
from memorykinds.agent.summarization import EpisodicSummarization

__all__ = ["EpisodicSummarization", "Reflection"]
