"""`memorykinds mcp FILE --user ada`: one user's memory for any client of the Model Context Protocol.

Over stdin and stdout, as such clients start their servers. stdout carries the protocol and nothing
else: the SDK takes it for itself and sends what is printed by others to stderr.
Source: https://modelcontextprotocol.io/specification
"""

import asyncio
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from memorykinds.agent.tools.function import MemoryFunction
from memorykinds.agent.tools.verbs import verbs
from memorykinds.kinds.errors import MemoryKindsError, MissingPartError
from memorykinds.memory import Memory
from memorykinds.opening import open as open_memory

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server
    from mcp.types import CallToolResult, Tool

BY = "mcp"
"""Who writes, as provenance names it."""


def serve(location: str, user: str, embeddings: str = "offline") -> None:
    """Serve one user's memory until the client closes stdin.

    Args:
        location: The memory's file, made if it is not there, or its address.
        user: Whose memory; no client can name another.
        embeddings: What `memorykinds.embedder` takes.

    Raises:
        MissingPartError: If the SDK is not installed.
        InputError: If an argument cannot be used.
        StoreError: If the file or the server cannot be opened.
    """
    if find_spec("mcp") is None:
        raise MissingPartError(
            "An MCP server needs the package mcp: pip install 'memorykinds[mcp]'."
        )
    with open_memory(location, user=user, embeddings=embeddings) as memory:
        asyncio.run(_serve(server_for(memory)))


def server_for(memory: Memory) -> "Server":
    """Return the server: `search_memory`, `remember` and `forget` for one user's memory."""
    from mcp import types
    from mcp.server.lowlevel import Server

    functions = {function.name: function for function in verbs()}

    async def list_tools(*_: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_tool(f) for f in functions.values()])

    async def call_tool(_: object, asked: types.CallToolRequestParams) -> types.CallToolResult:
        function = functions.get(asked.name)
        if function is None:
            return _result(f"There is no tool {asked.name!r}.", failed=True)
        try:
            outcome = await asyncio.to_thread(function.call, memory, asked.arguments or {}, BY)
        except MemoryKindsError as error:
            return _result(str(error), failed=True)
        return _result(outcome.text)

    return Server(
        "memorykinds",
        version=version("memorykinds"),
        instructions=f"The long-term memory of {memory.user}.",
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _result(text: str, *, failed: bool = False) -> "CallToolResult":
    from mcp.types import CallToolResult, TextContent

    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=failed)


def _tool(function: MemoryFunction) -> "Tool":
    from mcp.types import Tool, ToolAnnotations

    return Tool(
        name=function.name,
        description=function.description,
        input_schema=function.parameters,
        annotations=ToolAnnotations(
            read_only_hint=function.name == "search_memory",
            destructive_hint=function.name == "forget",
            open_world_hint=False,
        ),
    )


async def _serve(server: "Server") -> None:
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
