"""A `MemoryFunction` as a tool of LangChain's, for `create_agent`, `ToolNode` and `bind_tools`."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import StructuredTool, ToolException

from memorykinds.agent.tools.function import MemoryFunction
from memorykinds.agent.tools.running import author
from memorykinds.kinds import MemoryKindsError, Record
from memorykinds.memory import Memory

logger = logging.getLogger(__name__)

Said = tuple[str, tuple[Record, ...]]
"""A tool's content, and its artifact."""


class MemoryTool(StructuredTool):
    """A tool that hands its arguments on as they are, whatever a model calls them.

    LangChain passes arguments by name, and one called "self" would end the whole graph.
    """

    def _to_args_and_kwargs(
        self, tool_input: str | dict[str, Any], tool_call_id: str | None
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        del tool_call_id
        return (tool_input,), {}


def langchain_tool(
    function: MemoryFunction, memory_of: Callable[[RunnableConfig | None], Memory]
) -> MemoryTool:
    """Return the tool.

    What cannot be done is told to the model in one sentence, as a tool message with the status
    "error"; the graph goes on.

    Args:
        function: What it does.
        memory_of: Returns whose memory is meant, from the run's config.
    """

    def run(arguments: Any, config: RunnableConfig) -> Said:
        try:
            outcome = function.call(memory_of(config), arguments, author(config))
        except MemoryKindsError as error:
            logger.warning("%s was refused: %s", function.name, error)
            raise ToolException(str(error)) from error
        return outcome.text, outcome.records

    async def arun(arguments: Any, config: RunnableConfig) -> Said:
        # A lock held across an await would stop the loop, so the work is done in a thread.
        return await asyncio.to_thread(run, arguments, config)

    return MemoryTool(
        name=function.name,
        description=function.description,
        args_schema=function.parameters,
        func=run,
        coroutine=arun,
        response_format="content_and_artifact",
        handle_tool_error=True,
    )
