"""On whose behalf a tool is called: what it may ask, in which collection, and how places open."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from index.types import DEFAULT_COLLECTION
from service.access import caller_of
from service.async_index import AsyncIndex

SCHEME = "spravka"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The index, the collection that is meant where none is named, and the page that opens places.

    `page` is the address of the server's page, None where there is no server.
    """

    opened: AsyncIndex
    collection: str
    text_limit: int
    page: str | None

    def url(self, document_id: str, *, start: int | None = None, end: int | None = None) -> str:
        """Return what opens a document at a span: on the page, or else the resource."""
        given = {"start": start, "end": end}
        span = {name: str(value) for name, value in given.items() if value is not None}
        if self.page is not None:
            return f"{self.page}?{urlencode({'document': document_id, **span})}"
        return resource_uri(document_id) + (f"?{urlencode(span)}" if span else "")


def resource_uri(document_id: str) -> str:
    """Return the URI by which a document is a resource."""
    return f"{SCHEME}://documents/{document_id}"


def asking(
    opened: AsyncIndex, request: Request | None, *, collection: str | None, text_limit: int
) -> Asking:
    """Return on whose behalf an MCP request asks; `request` is the HTTP request it came in.

    Over HTTP the address may choose the collection, `/mcp?collection=notes`; without, a key for one
    collection alone means that one.
    """
    chosen = collection or DEFAULT_COLLECTION
    if request is None:
        return Asking(opened=opened, collection=chosen, text_limit=text_limit, page=None)
    caller = caller_of(request.scope)
    theirs = caller.collections or frozenset()
    return Asking(
        opened=opened.on_behalf_of(caller),
        collection=request.query_params.get("collection")
        or (next(iter(theirs)) if len(theirs) == 1 else chosen),
        text_limit=text_limit,
        page=str(request.base_url),
    )
