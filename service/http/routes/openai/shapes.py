"""Collections and documents in the shapes that OpenAI's clients read."""

from collections.abc import Mapping, Sequence
from typing import Literal

from index import Index
from index.errors import NotFound
from index.types import CollectionInfo, DocumentInfo, FileInfo, Metadata, Placement
from service.schemas.openai.stores import ErrorOut, FileCounts, FileOut, StoreFileOut, StoreOut

_UNSUPPORTED = {"unknown_format", "old_format"}


def store_of(index: Index, name: str) -> CollectionInfo:
    """Return the collection that a store is; raises NotFound."""
    for info in index.collections().collections:
        if info.name == name:
            return info
    raise no_store(name)


def no_store(name: str) -> NotFound:
    """Return what is raised where there is no such collection."""
    return NotFound(f"no collection {name!r}: GET /v1/vector_stores lists those there are")


def own_store(index: Index, name: str) -> CollectionInfo:
    """Return the collection that a store is; raises Forbidden where it is not the caller's."""
    index.placements(collection=name, file_id="")
    return store_of(index, name)


def store_out(info: CollectionInfo, *, failed: int = 0) -> StoreOut:
    """Return a collection as a store, of whose files some could not be read."""
    return StoreOut(
        id=info.name,
        object="vector_store",
        name=info.name,
        status="completed",
        created_at=info.created or 0,
        last_active_at=None,
        usage_bytes=0,
        file_counts=FileCounts(0, info.documents, failed, 0, info.documents + failed),
        metadata={},
    )


def file_out(info: FileInfo) -> FileOut:
    """Return a file that was sent."""
    return FileOut(
        id=info.file_id,
        object="file",
        bytes=info.size,
        created_at=info.added,
        filename=info.name,
        purpose=info.purpose,
        status="processed",
    )


def document_out(document: DocumentInfo, placed: Placement | None) -> StoreFileOut:
    """Return a document as a file of its store, by the id of the file that was put there."""
    return StoreFileOut(
        id=document.document_id if placed is None else placed.file_id,
        object="vector_store.file",
        created_at=document.added or 0,
        usage_bytes=document.size or 0,
        vector_store_id=document.collection,
        status="completed",
        last_error=None,
        filename=document.source,
        attributes=attributes_of(document.metadata),
    )


def failed_out(placed: Placement, filename: str) -> StoreFileOut:
    """Return a file that could not be read."""
    code: Literal["unsupported_file", "invalid_file"] = (
        "unsupported_file" if placed.code in _UNSUPPORTED else "invalid_file"
    )
    return StoreFileOut(
        id=placed.file_id,
        object="vector_store.file",
        created_at=placed.added,
        usage_bytes=0,
        vector_store_id=placed.collection,
        status="failed",
        last_error=ErrorOut(code, placed.reason or ""),
        filename=filename,
        attributes={},
    )


def placed_out(index: Index, placed: Placement) -> StoreFileOut:
    """Return what became of a file in a store; raises NotFound where that was deleted."""
    if placed.document_id is None:
        return failed_out(placed, filename=index.file(placed.file_id).name)
    return document_out(index.document(placed.document_id), placed)


def placed_by_document(
    index: Index, collection: str, document_ids: Sequence[str]
) -> dict[str, Placement]:
    """Return by document which file became it, of documents that came as files."""
    found = index.placements(collection=collection, document_ids=document_ids)
    return {each.document_id: each for each in found if each.document_id is not None}


def attributes_of(metadata: Metadata) -> Mapping[str, str | int | float | bool]:
    """Return metadata as attributes, which hold no lists."""
    return {
        key: ", ".join(value) if isinstance(value, tuple) else value
        for key, value in metadata.items()
    }
