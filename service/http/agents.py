"""Agents over HTTP, who speak MCP; what that takes is loaded when the first one asks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Self

import anyio
from anyio import to_thread
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from index.errors import InvalidInput
from service.async_index import AsyncIndex
from service.http.dependencies import require_json
from service.settings import Settings

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager


class Agents:
    """Answers agents; only what is posted, since there are no sessions.

    The library takes 0.3 s and 20 MB, which a start and a server without agents do without.
    """

    def __init__(self, opened: AsyncIndex, settings: Settings) -> None:
        self._opened = opened
        self._settings = settings
        self._asked = anyio.Event()
        self._ready = anyio.Event()
        self._manager: StreamableHTTPSessionManager

    @classmethod
    @asynccontextmanager
    async def serving(cls, opened: AsyncIndex, settings: Settings) -> AsyncIterator[Self]:
        """Yield what answers agents until the end."""
        agents = cls(opened, settings)
        async with anyio.create_task_group() as group:
            group.start_soon(agents._serve)
            yield agents
            group.cancel_scope.cancel()

    async def _serve(self) -> None:
        await self._asked.wait()
        server = await to_thread.run_sync(import_module, "service.mcp.server")
        async with server.serving_http(self._opened, self._settings) as self._manager:
            self._ready.set()
            await anyio.sleep_forever()

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        self._asked.set()
        await self._ready.wait()
        await self._manager.handle_request(scope, receive, send)


class AgentsRoute:
    """Passes requests on to the agents of the application that is asked."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; raises InvalidInput, HTTPException where it is not for agents."""
        request = Request(scope)
        require_json(request)
        given = request.query_params.multi_items()
        if given and (len(given) > 1 or given[0][0] != "collection" or not given[0][1]):
            raise InvalidInput("an agent's address takes one parameter, once: /mcp?collection=NAME")
        await scope["app"].state.agents.answer(scope, receive, send)
