"""What every request passes: whom it comes from, its size, and the headers it gets."""

import ipaddress
from asyncio import CancelledError
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import Stopping
from service.http.problems import BY_STATUS, problem, problem_of
from service.http.templates import methods_of, path_of

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
UPLOADS = frozenset({"/v1/documents", "/v1/files"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
SILENCE = 15
"""In seconds, after which a client that sends nothing of the rest of its body is let go."""
_DIGITS = 18
"""No honest length has more digits; a longer one is not even converted."""


class SecurityHeaders:
    """Adds the headers that keep a browser from running or sharing what it was not meant to."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the response back with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    # What a file of someone's may do is less than what a page of ours may.
                    headers.setdefault(name, value)
                # Answers quote private documents; the page's files are checked each time.
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)


class Ends:
    """Says that the server stops where a request takes longer than it waits for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer 503 where it is cancelled before its response begins."""
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except CancelledError:
            if scope["type"] != "http":
                raise
            # Only the server cancels what is out here, and does not ask what became of it.
            if not begun:
                error = Stopping("The server stops before this was done: send it again soon.")
                await problem_of(error)(scope, receive, send)


class KnownHosts:
    """Refuses a request whose Host is a name the server does not go by.

    A hostile page can point its own name at this machine and then read the answers as its own (DNS
    rebinding). It cannot do so with an IP address or with localhost, which are always known.
    """

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self.app = app
        self.names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 421."""
        if scope["type"] != "http" or self._knows(Headers(scope=scope).get("host", "")):
            await self.app(scope, receive, send)
            return
        detail = "Call it by its address, or name the host in SPRAVKA_HOSTS."
        await problem(BY_STATUS[421], detail=detail)(scope, receive, send)

    def _knows(self, host: str) -> bool:
        name = host.lower()
        name = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]
        if name == "localhost" or name.endswith(".localhost") or name in self.names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


class OwnPages:
    """Refuses what a browser sends for a page of another origin, unless it only reads.

    A form of any page may send files here, and the browser asks no one. `Sec-Fetch-Site` names who
    sent it, and where that is missing, as over plain HTTP to a name, `Origin` does. Programs send
    neither. The rule is that of `http.CrossOriginProtection` in Go. Pages of the `origins` may.
    """

    def __init__(self, app: ASGIApp, *, origins: Collection[str] = ()) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] != "http" or scope["method"] in _READING or self._may(scope):
            await self.app(scope, receive, send)
            return
        detail = "A page of another origin may not write here."
        await problem(BY_STATUS[403], detail=detail)(scope, receive, send)

    def _may(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        return headers.get("origin") in self.origins or _is_own(headers)


def _is_own(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host", "")
    except ValueError:
        return False


class BodyLimit:
    """Refuses a body that is too long, by its declared length or as it arrives, or stands still.

    That is one of more than `limit` bytes, or of more than `upload_limit` where documents are sent;
    and one of which nothing comes for `SILENCE`, since it may keep a place from others. One that is
    compressed is refused too: its length says nothing of what it holds.
    """

    def __init__(self, app: ASGIApp, limit: int, upload_limit: int) -> None:
        self.app = app
        self.limit = limit
        self.upload_limit = upload_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 413, 408 or 415."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        coding = Headers(scope=scope).get("content-encoding", "identity").strip().lower()
        if coding not in {"", "identity"}:
            detail = "A body is taken as it is: send it without Content-Encoding."
            headers = {"Connection": "close", "Accept-Encoding": "identity"}
            await problem(BY_STATUS[415], detail=detail, headers=headers)(scope, receive, send)
            return
        limit = self.upload_limit if path_of(scope) in UPLOADS else self.limit
        detail = f"A body is at most {limit:,} bytes here."
        # The rest of the body is not read, so nothing else can follow on this connection.
        headers = {"Connection": "close"}
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and (len(declared) > _DIGITS or int(declared) > limit):
            await problem(BY_STATUS[413], detail=detail, headers=headers)(scope, receive, send)
            return
        received, ended = 0, False

        async def receive_within_limit() -> Message:
            nonlocal received, ended
            # What comes behind the body is that the client has left, which may take its time.
            message = await receive() if ended else await _soon(receive, headers)
            received += len(message.get("body", b""))
            ended = not message.get("more_body", False)
            if received > limit:
                raise HTTPException(413, detail=detail, headers=headers)
            return message

        await self.app(scope, receive_within_limit, send)


async def _soon(receive: Receive, headers: Mapping[str, str]) -> Message:
    """Return the next part of a body; raises HTTPException where none comes."""
    try:
        with anyio.fail_after(SILENCE):
            return await receive()
    except TimeoutError:
        detail = f"Nothing of the body came for {SILENCE} seconds: send it in one go."
        raise HTTPException(408, detail=detail, headers=dict(headers)) from None


class Heads:
    """Answers HEAD as GET, without the body, wherever a route does not do so itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as the GET that it asks about."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or _takes_head(scope):
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            await send({**message, "body": b""} if "body" in message else message)

        await self.app({**scope, "method": "GET"}, receive, send_without_body)


def _takes_head(scope: Scope) -> bool:
    methods = methods_of(scope)
    return "GET" not in methods or "HEAD" in methods
