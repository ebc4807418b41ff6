"""Behind a proxy that serves other things too: addresses below a path."""

from contextvars import ContextVar
from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

ROOT: ContextVar[str] = ContextVar("root", default="")
"""The path below which this request's server is reached, "" for none."""


class UnderPath:
    """Takes the path off that the server is reached under, whether the proxy has done so or not.

    Who comes past the proxy, such as a health check, asks without it.
    """

    def __init__(self, app: ASGIApp, *, root: str) -> None:
        self.app = app
        self.root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as if it were for the root."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path == self.root and scope["type"] == "http":
            # What a page names beside itself is found below the slash alone.
            query = scope["query_string"].decode("latin-1")
            address = f"{self.root}/?{query}" if query else f"{self.root}/"
            await RedirectResponse(address, status_code=308)(scope, receive, send)
            return
        scope = dict(scope, app_root_path=self.root)
        if path.startswith(f"{self.root}/"):
            scope["path"] = path.removeprefix(self.root)
            raw = scope.get("raw_path")
            scope["raw_path"] = raw and raw.removeprefix(quote(self.root).encode())
        token = ROOT.set(self.root)
        try:
            await self.app(scope, receive, send)
        finally:
            ROOT.reset(token)
