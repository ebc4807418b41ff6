"""What is indexed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from index import Index
from index.errors import InvalidInput
from index.types import Excerpt
from service.routes.needs import Backing
from service.schemas.documents import (
    DocumentOut,
    DocumentResponse,
    DocumentsResponse,
    ListParameters,
    TextParameters,
    TextResponse,
)
from service.settings import Settings

router = APIRouter(tags=["documents"])


@router.get("/documents")
async def list_documents(
    backend: Backing, parameters: Annotated[ListParameters, Query()]
) -> DocumentsResponse:
    """Return a page of the documents of a collection, in the order of their sources."""
    listed = await backend.ask(
        backend.index.documents,
        collection=parameters.collection,
        limit=parameters.limit,
        offset=parameters.offset,
    )
    return DocumentsResponse(
        collection=parameters.collection,
        generation=listed.generation,
        total=listed.total,
        limit=parameters.limit,
        offset=parameters.offset,
        documents=[DocumentOut.model_validate(document) for document in listed.documents],
    )


@router.get("/documents/{document_id}")
async def get_document(backend: Backing, document_id: str) -> DocumentResponse:
    """Return one document, without its text."""
    # An empty excerpt is read together with its generation, which `document` does not name.
    excerpt = await backend.ask(backend.index.text, document_id, start=0, end=0)
    return DocumentResponse(
        generation=excerpt.generation, document=DocumentOut.model_validate(excerpt.document)
    )


@router.get("/documents/{document_id}/text")
async def get_text(
    request: Request,
    backend: Backing,
    document_id: str,
    parameters: Annotated[TextParameters, Query()],
) -> TextResponse:
    """Return the characters of a span, so that any citation can be opened.

    Without `end`, as much as one answer holds: `end` of the answer says how far that reached, and
    `length` of the document how far it goes.
    """
    settings: Settings = request.app.state.settings
    excerpt = await backend.ask(
        _excerpt,
        backend.index,
        document_id,
        start=parameters.start,
        end=parameters.end,
        most=settings.text_limit,
    )
    return TextResponse(
        generation=excerpt.generation,
        document=DocumentOut.model_validate(excerpt.document),
        start=excerpt.start,
        end=excerpt.end,
        line=excerpt.line,
        text=excerpt.text,
    )


def _excerpt(index: Index, document_id: str, *, start: int, end: int | None, most: int) -> Excerpt:
    if end is None:
        length = index.document(document_id).length
        end = max(start, min(start + most, length))
    if end - start > most:
        raise InvalidInput(f"one request returns at most {most} characters; ask for less")
    return index.text(document_id, start=start, end=end)
