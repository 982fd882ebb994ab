"""Tools with which an agent reads and writes memories itself, while it answers.

`making` has them for LangChain and LangGraph. `managing` and `searching` say what they do, as a
`MemoryFunction` that knows no framework; `namespaces` and `running` whose memories are meant.
"""

from memorykinds.agent.tools.making import manage_memory_tool, memory_tools, search_memory_tool

__all__ = ["manage_memory_tool", "memory_tools", "search_memory_tool"]
