"""The addresses of the HTTP API, version 1, and what a machine asks of a server."""

from time import perf_counter
from typing import Annotated
from urllib.parse import unquote_to_bytes

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException

from index import Index
from index.errors import InvalidInput
from index.filters import Filter
from index.types import Excerpt, Mode
from service.backend import Backend
from service.schemas import (
    DocumentOut,
    DocumentResponse,
    DocumentsResponse,
    EncodersOut,
    HealthResponse,
    ListParameters,
    ReadyResponse,
    SearchBody,
    SearchParameters,
    SearchResponse,
    TextParameters,
    TextResponse,
    search_response,
)
from service.settings import Settings


def _backend(request: Request) -> Backend:
    backend: Backend = request.app.state.backend
    return backend


def _require_unicode(request: Request) -> None:
    """Refuse what a lenient decoder would turn into other characters than were sent."""
    try:
        unquote_to_bytes(request.scope["query_string"]).decode()
        unquote_to_bytes(request.scope.get("raw_path", b"")).decode()
    except UnicodeDecodeError:
        raise HTTPException(400, detail="The address is not UTF-8.") from None


def _require_json(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415, detail="Send the body as Content-Type: application/json.")


Backing = Annotated[Backend, Depends(_backend)]

api = APIRouter(prefix="/v1", dependencies=[Depends(_require_unicode)])
machine = APIRouter(tags=["server"])


@api.post("/search", tags=["search"], dependencies=[Depends(_require_json)])
async def search(backend: Backing, body: SearchBody) -> SearchResponse:
    """Return the passages that answer best, each with its citation and best sentence."""
    return await _search(
        backend,
        query=body.query,
        k=body.k,
        mode=body.mode,
        collection=body.collection,
        given=body.filter,
        explain=body.explain,
    )


@api.get("/search", tags=["search"])
async def search_by_address(
    backend: Backing, parameters: Annotated[SearchParameters, Query()]
) -> SearchResponse:
    """Return what a POST returns, for a browser or curl; `filter` is the body's, as JSON."""
    return await _search(
        backend,
        query=parameters.q,
        k=parameters.k,
        mode=parameters.mode,
        collection=parameters.collection,
        given=parameters.filter,
        explain=parameters.explain,
    )


@api.get("/documents", tags=["documents"])
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


@api.get("/documents/{document_id}", tags=["documents"])
async def get_document(backend: Backing, document_id: str) -> DocumentResponse:
    """Return one document, without its text."""
    # An empty excerpt is read together with its generation, which `document` does not name.
    excerpt = await backend.ask(backend.index.text, document_id, start=0, end=0)
    return DocumentResponse(
        generation=excerpt.generation, document=DocumentOut.model_validate(excerpt.document)
    )


@api.get("/documents/{document_id}/text", tags=["documents"])
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


@machine.get("/healthz")
async def health() -> HealthResponse:
    """Answer as long as the process does."""
    return HealthResponse(status="ok")


@machine.get("/readyz")
async def ready(backend: Backing) -> ReadyResponse:
    """Answer 200 once the index is open and the encoder is warm, 503 before."""
    await backend.check_ready()
    index = backend.index
    return ReadyResponse(
        status="ready",
        # Not one of the requests that wait for the encoder: a busy server is ready all the same.
        generation=await to_thread.run_sync(lambda: index.generation),
        encoders=EncodersOut(dense=index.dense_fingerprint, sparse=index.sparse_fingerprint),
    )


async def _search(
    backend: Backend,
    *,
    query: str,
    k: int,
    mode: Mode,
    collection: str,
    given: Filter | None,
    explain: bool,
) -> SearchResponse:
    started = perf_counter()
    result = await backend.ask(
        backend.index.search,
        query,
        k=k,
        mode=mode,
        collection=collection,
        filter=given,
        explain=explain,
    )
    return search_response(result, took_ms=(perf_counter() - started) * 1000)


def _excerpt(index: Index, document_id: str, *, start: int, end: int | None, most: int) -> Excerpt:
    if end is None:
        length = index.document(document_id).length
        end = max(start, min(start + most, length))
    if end - start > most:
        raise InvalidInput(f"one request returns at most {most} characters; ask for less")
    return index.text(document_id, start=start, end=end)
