"""Floor 5: memory inside an agent made with LangChain's `create_agent`."""

from memorykinds.agent.functions import functions
from memorykinds.agent.reflection import Reflection
from memorykinds.agent.summarization import EpisodicSummarization
from memorykinds.agent.tools import manage_memory_tool, memory_tools, search_memory_tool

__all__ = [
    "EpisodicSummarization",
    "Reflection",
    "functions",
    "manage_memory_tool",
    "memory_tools",
    "search_memory_tool",
]
