"""What a document is made of, for those who show it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from service.http.dependencies import Opened
from service.schemas.documents import DocumentOut, TextParameters
from service.schemas.responses import narrowed
from service.schemas.structure import OutlineParameters, OutlineResponse, StructureResponse
from service.settings import Settings

router = APIRouter(tags=["documents"])


@router.get("/documents/{document_id}/structure")
async def get_structure(
    request: Request,
    opened: Opened,
    document_id: str,
    parameters: Annotated[TextParameters, Query()],
) -> StructureResponse:
    """Return the blocks of a span, its pages and parts, and the boxes of its lines.

    Without `end`, of as much as one answer of `/text` holds.
    """
    settings: Settings = request.app.state.settings
    structure = await opened.structure(
        document_id, start=parameters.start, end=parameters.end, most=settings.text_limit
    )
    return narrowed(
        StructureResponse, structure, document=narrowed(DocumentOut, structure.document)
    )


@router.get("/documents/{document_id}/outline")
async def get_outline(
    opened: Opened, document_id: str, parameters: Annotated[OutlineParameters, Query()]
) -> OutlineResponse:
    """Return the headings of a document, with its pages, slides and parts."""
    outline = await opened.ask(
        opened.index.outline, document_id, limit=parameters.limit, offset=parameters.offset
    )
    return narrowed(
        OutlineResponse,
        outline,
        document=narrowed(DocumentOut, outline.document),
        limit=parameters.limit,
        offset=parameters.offset,
    )
