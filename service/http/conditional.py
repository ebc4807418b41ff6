"""What a client has already is not sent again: reads have an ETag, the state of the store."""

from hashlib import sha256
from http import HTTPStatus

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import StoreError
from service import version
from service.access import caller_of
from service.async_index import AsyncIndex
from service.http.templates import path_of, template_of
from service.settings import Settings

READS = frozenset(
    {
        "/v1/answer",
        "/v1/search",
        "/v1/documents",
        "/v1/documents/{document_id}",
        "/v1/documents/{document_id}/text",
        "/v1/documents/{document_id}/structure",
        "/v1/documents/{document_id}/outline",
        "/v1/folders",
        "/v1/contents",
        "/v1/collections",
        "/v1/collections/{name}",
        "/v1/models",
        "/v1/models/{model}",
        "/v1/vector_stores",
    }
)
"""Addresses whose GET gives the same as long as the store is the same, but for the time it took."""

_CACHED = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
"""Each time the server is asked whether it is still so, and whether the key still allows it."""


class Conditional:
    """Gives what is read of the store an ETag, and answers 304 to who names it.

    It is taken before the request is answered: what is written meanwhile makes it one that is not
    met again, never one that stands for what is gone.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.program = f"{version()} {settings.model} {settings.text_limit}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the response back with its tag, or answer 304."""
        if scope["type"] != "http" or not _reads(scope):
            await self.app(scope, receive, send)
            return
        tag = await self._tag(scope)
        headers = {"ETag": tag, **_CACHED}
        if tag in _named(Headers(scope=scope)):
            await Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)(
                scope, receive, send
            )
            return

        async def send_tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self.app(scope, receive, send_tagged if tag else send)

    async def _tag(self, scope: Scope) -> str:
        """Return the tag of all that is read now, empty where the store cannot be read."""
        opened: AsyncIndex = scope["app"].state.opened
        try:
            state = await to_thread.run_sync(lambda: opened.index.state)
        except StoreError:
            return ""
        theirs = caller_of(scope).collections
        asked = f"{path_of(scope)}?{scope['query_string'].decode('latin-1')}"
        seen = f"{self.program} {state} {'*' if theirs is None else sorted(theirs)} {asked}"
        return f'W/"{state.partition("-")[0]}-{sha256(seen.encode()).hexdigest()[:16]}"'


def _reads(scope: Scope) -> bool:
    return scope["method"] in {"GET", "HEAD"} and template_of(scope) in READS


def _named(headers: Headers) -> frozenset[str]:
    """Return the tags that a request names, all as weak ones."""
    given = ",".join(headers.getlist("if-none-match")).split(",")
    return frozenset(f"W/{tag.strip().removeprefix('W/')}" for tag in given if tag.strip())
