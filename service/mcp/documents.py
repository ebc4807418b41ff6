"""Documents as resources: listed by pages, read whole or by a span of their characters."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from index.errors import InvalidInput, NotFound, SpravkaError
from service.errors import Forbidden
from service.mcp.asking import SCHEME, Asking, resource_uri

_MEDIA_TYPE = "text/plain"
_PAGE = 100
_DIGITS = re.compile(r"\d{1,15}")


async def list_documents(asked: Asking, cursor: str | None) -> ListResourcesResult:
    """Return a page of the collection's documents, in the order of their sources."""
    if cursor is not None and not _DIGITS.fullmatch(cursor):
        raise MCPError(INVALID_PARAMS, "no such cursor: give one that was returned")
    offset = int(cursor or 0)
    with _refusing():
        listed = await asked.opened.ask(
            asked.opened.index.documents, collection=asked.collection, limit=_PAGE, offset=offset
        )
    after = offset + len(listed.documents)
    return ListResourcesResult(
        resources=[
            Resource(
                uri=resource_uri(document.document_id),
                name=document.source,
                title=document.title,
                mime_type=_MEDIA_TYPE,
                _meta={"language": document.language, "length": document.length},
            )
            for document in listed.documents
        ],
        next_cursor=str(after) if listed.documents and after < listed.total else None,
    )


def list_templates() -> ListResourceTemplatesResult:
    """Return how the URI of any span of any document is made."""
    return ListResourceTemplatesResult(
        resource_templates=[
            ResourceTemplate(
                uri_template=resource_uri("{document_id}{?start,end}"),
                name="document",
                title="A document, or a span of it",
                description=(
                    "The canonical text, from `start` up to, not including, `end` in Unicode code"
                    " points, as citations count; without them from the beginning, as much as one"
                    " answer holds. What is returned says in _meta which characters it is."
                ),
                mime_type=_MEDIA_TYPE,
            )
        ]
    )


async def read_document(asked: Asking, uri: str) -> ReadResourceResult:
    """Return the characters that a URI names; raises MCPError for one that names none."""
    parts = urlsplit(uri)
    with _refusing(uri=uri):
        if (parts.scheme, parts.netloc) != (SCHEME, "documents"):
            raise InvalidInput(f"no such resource: they begin with {resource_uri('')}")
        excerpt = await asked.opened.text(
            parts.path.removeprefix("/"), most=asked.text_limit, **_span(parts.query)
        )
    meta = {
        "source": excerpt.document.source,
        "start": excerpt.start,
        "end": excerpt.end,
        "length": excerpt.document.length,
        "sha256": excerpt.document.sha256,
    }
    content = TextResourceContents(uri=uri, mime_type=_MEDIA_TYPE, text=excerpt.text, _meta=meta)
    return ReadResourceResult(contents=[content])


def _span(query: str) -> dict[str, int]:
    given = {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
    if not given.keys() <= {"start", "end"} or not all(map(_DIGITS.fullmatch, given.values())):
        raise InvalidInput("a span is ?start=NUMBER&end=NUMBER, counted in characters")
    return {name: int(value) for name, value in given.items()}


@contextmanager
def _refusing(**data: str) -> Iterator[None]:
    """Make errors of the protocol of what can go wrong with the index."""
    try:
        yield
    except (NotFound, InvalidInput, Forbidden) as error:
        raise MCPError(INVALID_PARAMS, str(error), data=data or None) from None
    except SpravkaError as error:
        raise MCPError(INTERNAL_ERROR, str(error), data=data or None) from None
