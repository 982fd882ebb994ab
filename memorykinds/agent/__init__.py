"""Floor 5: memory inside an agent made with LangChain's `create_agent`, or a graph of your own."""

from memorykinds.agent.building import create_agent
from memorykinds.agent.functions import functions
from memorykinds.agent.memories import Memories
from memorykinds.agent.middleware import MemoryMiddleware
from memorykinds.agent.nodes import MemoryState, recall_node, reflect_node
from memorykinds.agent.prompting import with_memories
from memorykinds.agent.reflection import Reflection
from memorykinds.agent.summarization import EpisodicSummarization
from memorykinds.agent.tools import manage_memory_tool, memory_tools, search_memory_tool
from memorykinds.agent.turn import MemoryTurn

__all__ = [
    "EpisodicSummarization",
    "Memories",
    "MemoryMiddleware",
    "MemoryState",
    "MemoryTurn",
    "Reflection",
    "create_agent",
    "functions",
    "manage_memory_tool",
    "memory_tools",
    "recall_node",
    "reflect_node",
    "search_memory_tool",
    "with_memories",
]
