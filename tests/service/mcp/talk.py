"""Agents, as the tests play them: the SDK's own client over both transports."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

Result = TypeVar("Result")
Conversation = Callable[[Client], Awaitable[Result]]

PATIENCE = 90
"""In seconds; far longer than anything here takes on a busy machine."""


def talk(
    server: str | StdioServerParameters,
    conversation: Conversation[Result],
    *,
    mode: str = "auto",
    headers: dict[str, str] | None = None,
) -> Result:
    """Return what a conversation with a server comes to."""

    async def run() -> Result:
        if headers is None:
            async with Client(server, mode=mode, read_timeout_seconds=PATIENCE) as client:
                return await conversation(client)
        assert isinstance(server, str)
        async with httpx2.AsyncClient(headers=headers, timeout=PATIENCE) as http:
            door = streamable_http_client(server, http_client=http)
            async with Client(door, mode=mode, read_timeout_seconds=PATIENCE) as client:
                return await conversation(client)

    return anyio.run(run)


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    """Return the structure that a tool gives."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


async def refusal(client: Client, tool: str, **arguments: Any) -> str:
    """Return why a tool gives nothing."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    assert result.structured_content is None
    [content] = result.content
    assert content.type == "text"
    return content.text


async def error(answer: Awaitable[object]) -> str:
    """Return the error of the protocol that a request meets."""
    with pytest.raises(MCPError) as refused:
        await answer
    return refused.value.message
