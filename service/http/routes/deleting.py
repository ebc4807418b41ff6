"""How documents go, and how they come back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from index.errors import NotFound
from service.http.dependencies import Opened, require_json
from service.schemas.deleting import (
    DeleteBody,
    DeletedParameters,
    DeletedResponse,
    DeleteParameters,
    DeleteSourceParameters,
    DeletionResponse,
    ForgetParameters,
    ForgottenResponse,
    UndoBody,
    UndoResponse,
)
from service.schemas.documents import ChangeResponse
from service.schemas.responses import narrowed

router = APIRouter(tags=["documents"])


@router.post("/documents/delete", dependencies=[Depends(require_json)])
async def delete_documents(opened: Opened, body: DeleteBody) -> DeletionResponse:
    """Count the documents that are meant, and delete them where `dry_run` is false.

    They come back together, by the `change` in the answer. With `expected`, the number that was
    counted before, none is deleted where they are others by now.
    """
    with opened.taking_write():
        report = await opened.write(opened.index.delete_documents, **dict(body))
    return narrowed(DeletionResponse, report)


@router.delete("/documents")
async def delete_source(
    opened: Opened, parameters: Annotated[DeleteSourceParameters, Query()]
) -> ChangeResponse:
    """Delete the document of a source; no search finds it after this."""
    with opened.taking_write():
        report = await opened.write(
            opened.index.delete_documents,
            collection=parameters.collection,
            sources=[parameters.source],
            for_good=parameters.for_good,
        )
    if not report.deleted:
        raise NotFound(f"no document {parameters.source!r} in {parameters.collection!r}")
    return ChangeResponse(generation=report.generation)


@router.get("/documents/deleted")
async def list_deleted(
    opened: Opened, parameters: Annotated[DeletedParameters, Query()]
) -> DeletedResponse:
    """Return a page of what can be brought back, of a deleted collection too."""
    listed = await opened.ask(opened.index.deleted, **dict(parameters))
    return narrowed(DeletedResponse, listed, limit=parameters.limit, offset=parameters.offset)


@router.delete("/documents/deleted")
async def forget_deleted(
    opened: Opened, parameters: Annotated[ForgetParameters, Query()]
) -> ForgottenResponse:
    """Forget for good what could be brought back."""
    with opened.taking_write():
        count = await opened.write(opened.index.forget_deleted, collection=parameters.collection)
    return ForgottenResponse(forgotten=count)


@router.post("/documents/undo", dependencies=[Depends(require_json)])
async def undo_deletion(opened: Opened, body: UndoBody) -> UndoResponse:
    """Bring back what was deleted or replaced, as it was: same ids, same citations.

    The last change by default; a collection that was deleted is made again.
    """
    with opened.taking_write():
        report = await opened.write(opened.index.undo, **dict(body))
    return narrowed(UndoResponse, report)


@router.delete("/documents/{document_id}")
async def delete_document(
    opened: Opened, document_id: str, parameters: Annotated[DeleteParameters, Query()]
) -> ChangeResponse:
    """Delete a document; no search finds it after this."""
    with opened.taking_write():
        generation = await opened.write(
            opened.index.delete, document_id, for_good=parameters.for_good
        )
    return ChangeResponse(generation=generation)
