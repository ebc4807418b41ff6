"""The MCP server over an index, and the two ways to it."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ToolOut
from pydantic import TypeAdapter, ValidationError

from index import Index
from index.errors import SpravkaError
from service import version
from service.async_index import AsyncIndex, open_async
from service.mcp.asking import Asking, asking
from service.mcp.documents import list_documents, list_templates, read_document
from service.mcp.tools import TOOLS, Tool
from service.settings import Settings

INSTRUCTIONS = (
    "Spravka searches the user's own documents, in English and Russian, and cites them to the"
    " character. Ask `answer` first for a fact; `search` and `fetch` to read more. Answer from what"
    " the tools return alone, and say so where the documents do not tell. Quote verbatim, in the"
    " document's own language, and name the source with its line or characters, as [notes.md:12] or"
    " [notes.md:340-415]. Before you show a quote, call `verify_citation` with it, and leave out or"
    " correct what is not verbatim."
)

_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_BY_NAME = {tool.name: tool for tool in TOOLS}
_log = logging.getLogger(__name__)


def make_server(
    opened: AsyncIndex, settings: Settings, *, collection: str | None = None
) -> Server[Any]:
    """Return the server of an index; `collection` is meant where a request names none."""

    def asked(context: ServerRequestContext[Any, Any]) -> Asking:
        return asking(
            opened, context.request, collection=collection, text_limit=settings.text_limit
        )

    async def tools(*_: object) -> ListToolsResult:
        return ListToolsResult(tools=[_told(tool) for tool in TOOLS])

    async def call(
        context: ServerRequestContext[Any, Any], given: CallToolRequestParams
    ) -> CallToolResult:
        if given.name not in _BY_NAME:
            raise MCPError(INVALID_PARAMS, f"no such tool; there are {', '.join(_BY_NAME)}")
        return await _call(_BY_NAME[given.name], asked(context), given.arguments or {})

    async def documents(
        context: ServerRequestContext[Any, Any], given: PaginatedRequestParams | None
    ) -> ListResourcesResult:
        return await list_documents(asked(context), given.cursor if given else None)

    async def templates(*_: object) -> ListResourceTemplatesResult:
        return list_templates()

    async def read(
        context: ServerRequestContext[Any, Any], given: ReadResourceRequestParams
    ) -> ReadResourceResult:
        return await read_document(asked(context), given.uri)

    return Server(
        "spravka",
        version=version(),
        title="Spravka",
        description="The user's own documents, with citations exact to the character.",
        instructions=INSTRUCTIONS,
        on_list_tools=tools,
        on_call_tool=call,
        on_list_resources=documents,
        on_list_resource_templates=templates,
        on_read_resource=read,
    )


async def _call(tool: Tool, asked: Asking, arguments: dict[str, Any]) -> CallToolResult:
    """Return what a tool gives, in text and as structure; what went wrong is told to the model."""
    try:
        given = tool.arguments.model_validate_json(json.dumps(arguments))
        result = await tool.run(asked, given)
    except ValidationError as error:
        return _failed("; ".join(_reason(each) for each in error.errors(include_url=False)))
    except SpravkaError as error:
        return _failed(str(error))
    except Exception:  # noqa: BLE001 - whatever it is, the agent is told that there is no answer
        _log.exception("the tool %s failed", tool.name)
        return _failed("The server failed; its log tells more.")
    structure = _shape(tool.result).dump_python(result, mode="json")
    text = json.dumps(structure, ensure_ascii=False)
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=structure
    )


def _reason(error: Any) -> str:
    place = ".".join(map(str, error["loc"]))
    return f"{place}: {error['msg'].removeprefix('Value error, ')}"


def _failed(reason: str) -> CallToolResult:
    # A model may send half a surrogate pair, and the reason may repeat it.
    text = reason.encode(errors="replace").decode()
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


@cache
def _shape(result: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(result)


def _told(tool: Tool) -> ToolOut:
    return ToolOut(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.arguments.model_json_schema(),
        output_schema=_shape(tool.result).json_schema(mode="serialization"),
        annotations=_READS,
    )


@asynccontextmanager
async def serving_http(
    opened: AsyncIndex, settings: Settings
) -> AsyncIterator[StreamableHTTPSessionManager]:
    """Yield what answers Streamable HTTP requests.

    There are no sessions: of several processes on one socket any can answer. Who a request comes
    from is checked before it gets here, as for every other address.
    """
    manager = StreamableHTTPSessionManager(make_server(opened, settings), stateless=True)
    async with manager.run():
        yield manager


async def serve_stdio(index: Index, settings: Settings, *, collection: str | None) -> None:
    """Serve an index on standard input and output until the input ends."""
    async with open_async(settings, index) as opened, stdio_server() as (read, write):
        server = make_server(opened, settings, collection=collection)
        await server.run(read, write, server.create_initialization_options())
