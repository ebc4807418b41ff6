"""What is indexed, and how it is changed."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from service.http.dependencies import FORM, JSON, Opened, media_type
from service.http.uploads import add_upload, arriving, form_of, read_file, read_form, read_json
from service.schemas.documents import (
    AddBody,
    AddResponse,
    DocumentIn,
    DocumentOut,
    DocumentResponse,
    DocumentsResponse,
    ListParameters,
    PutParameters,
    TextParameters,
    TextResponse,
)
from service.schemas.responses import narrowed
from service.settings import Settings

router = APIRouter(tags=["documents"])

_BYTES = {"type": "string", "format": "binary"}
_FORM = {
    "type": "object",
    "description": "Files, each with a filename, which is its source.",
    "required": ["files"],
    "additionalProperties": False,
    "properties": {
        "files": {"type": "array", "items": _BYTES, "minItems": 1},
        "collection": AddBody.model_json_schema()["properties"]["collection"],
    },
}


def _body(**schemas: Any) -> dict[str, Any]:
    content = {name: {"schema": schema} for name, schema in schemas.items()}
    return {"requestBody": {"required": True, "content": content}}


def _add_schema() -> dict[str, Any]:
    schema = AddBody.model_json_schema()
    schema["properties"]["documents"]["items"] = schema.pop("$defs")[DocumentIn.__name__]
    return schema


@router.get("/documents")
async def list_documents(
    opened: Opened, parameters: Annotated[ListParameters, Query()]
) -> DocumentsResponse:
    """Return a page of the documents of a collection, all of them or those that are asked for."""
    listed = await opened.ask(opened.index.documents, **dict(parameters))
    return narrowed(
        DocumentsResponse,
        listed,
        limit=parameters.limit,
        offset=parameters.offset,
        documents=tuple(narrowed(DocumentOut, document) for document in listed.documents),
    )


@router.post("/documents", openapi_extra=_body(**{JSON: _add_schema(), FORM: _FORM}))
async def add_documents(request: Request, opened: Opened) -> AddResponse:
    """Add documents, or put them in the place of those of the same source.

    They come as JSON, or as files in a form (`curl -F files=@notes.md`). What is there already and
    has not changed stays as it is. One that cannot be read is named and does not stop the others;
    where none can, the status is 422.
    """
    kind = media_type(request)
    settings: Settings = request.app.state.settings
    with opened.taking_write():
        if kind == JSON:
            async with arriving():
                body = await request.body()
            upload = await opened.read(partial(read_json, body))
            return await opened.write(add_upload, opened.index, upload)
        if kind == FORM:
            async with form_of(request) as form:
                upload = await opened.read(partial(read_form, form, keep=settings.keep_originals))
            return await opened.write(add_upload, opened.index, upload)
    raise HTTPException(415, detail=f"Send the body as Content-Type: {JSON} or {FORM}.")


@router.put(
    "/documents",
    openapi_extra=_body(**{"application/octet-stream": _BYTES}),
    responses={201: {"model": AddResponse, "description": "The document is new"}},
)
async def put_document(
    request: Request,
    response: Response,
    opened: Opened,
    parameters: Annotated[PutParameters, Query()],
) -> AddResponse:
    """Add one document, or put it in the place of that of the same source: the body is its file.

    What is in it says what kind of file it is, and its source which kind of text
    (`curl -T notes.md …/v1/documents?source=notes.md`).
    """
    if media_type(request) == FORM:
        raise HTTPException(415, detail="Send the file itself as the body, not in a form.")
    settings: Settings = request.app.state.settings
    with opened.taking_write():
        async with arriving():
            body = await request.body()
        read = partial(
            read_file,
            body,
            source=parameters.source,
            collection=parameters.collection,
            keep=settings.keep_originals,
        )
        upload = await opened.read(read)
        answer = await opened.write(add_upload, opened.index, upload)
    response.status_code = 201 if answer.added else 200
    return answer


@router.get("/documents/{document_id}")
async def get_document(opened: Opened, document_id: str) -> DocumentResponse:
    """Return one document, without its text."""
    # An empty excerpt is read together with its generation, which `document` does not name.
    excerpt = await opened.ask(opened.index.text, document_id, start=0, end=0)
    return DocumentResponse(
        generation=excerpt.generation, document=narrowed(DocumentOut, excerpt.document)
    )


@router.get("/documents/{document_id}/text")
async def get_text(
    request: Request,
    opened: Opened,
    document_id: str,
    parameters: Annotated[TextParameters, Query()],
) -> TextResponse:
    """Return the characters of a span, so that any citation can be opened.

    Without `end`, as much as one answer holds: `end` of the answer says how far that reached, and
    `length` of the document how far it goes.
    """
    settings: Settings = request.app.state.settings
    excerpt = await opened.text(
        document_id, start=parameters.start, end=parameters.end, most=settings.text_limit
    )
    return narrowed(TextResponse, excerpt, document=narrowed(DocumentOut, excerpt.document))
