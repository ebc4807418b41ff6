"""Files that are sent first and put into collections later."""

import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace

from index.checks import check_metadata
from index.errors import InvalidInput, NotFound
from index.store.protocol import Store
from index.types import AddReport, Document, Failure, FileInfo, Placement


def keep_file(store: Store, name: str, data: bytes, *, purpose: str) -> FileInfo:
    """Keep a file, and return what is known of it; raises InvalidInput, StoreError."""
    if not data:
        raise InvalidInput(f"{name}: there is nothing in this file")
    with store.write() as transaction:
        return transaction.files.add(name, data, purpose=purpose, now=int(time.time()))


def delete_file(store: Store, file_id: str) -> None:
    """Forget a file, with the documents that were made of it; raises NotFound, StoreError."""
    with store.write() as transaction:
        info = transaction.files.get(file_id)
        for placement in transaction.files.placements(file_id=file_id):
            name = placement.document_id
            if name is not None and transaction.documents.row(name) is not None:
                transaction.commit(transaction.delete_document(name))
        transaction.files.delete(info)
        transaction.originals.drop_released()


def place_files(
    store: Store,
    add: Callable[[Sequence[Document]], AddReport],
    read: Mapping[str, Document | Failure],
    *,
    collection: str,
    batch: str | None,
) -> tuple[Placement, ...]:
    """Put files into a collection, each by its id with what was read of it, or why nothing was.

    The documents go by the names of their files, those of equal names by the ids too. Raises as
    `add` does.
    """
    documents: dict[str, Document] = {}
    for file_id, each in read.items():
        if isinstance(each, Document):
            taken = {document.source for document in documents.values()}
            documents[file_id] = _named(store, file_id, each, taken=taken)
    if documents:
        add(list(documents.values()))
    now = int(time.time())
    placements = []
    for file_id, each in read.items():
        made = documents.get(file_id)
        placements.append(
            Placement(
                collection=collection,
                file_id=file_id,
                batch=batch,
                document_id=None if made is None else made.document_id,
                added=now,
                code=each.code if isinstance(each, Failure) else None,
                reason=each.reason if isinstance(each, Failure) else None,
            )
        )
    with store.write() as transaction:
        for placement in placements:
            transaction.files.place(placement)
    return tuple(placements)


def _named(store: Store, file_id: str, document: Document, *, taken: Container[str]) -> Document:
    """Return a document by a source that no other file's document has, nor one of those taken."""
    apart = replace(document, source=f"{file_id}/{document.source}")
    if document.source in taken:
        return apart
    with store.read() as transaction:
        if transaction.documents.row(document.document_id) is None:
            return document
        there = transaction.documents.get(document.document_id)
        owners = transaction.files.placements(document_ids=[document.document_id])
    own = any(each.file_id == file_id for each in owners)
    if own or (not owners and there.sha256 == document.sha256):
        return document
    return apart


def with_attributes(
    document: Document, attributes: Mapping[str, str | int | float | bool]
) -> Document:
    """Return a document that filters know by these attributes too; raises InvalidInput."""
    metadata = {**document.metadata, **attributes}
    check_metadata(metadata, source=document.source)
    return replace(document, metadata=metadata)


def remove_placed(store: Store, file_id: str, *, collection: str) -> int:
    """Delete the document that a file became in a collection; return the generation without it.

    The file stays. Raises NotFound, StoreError.
    """
    with store.write() as transaction:
        found = transaction.files.placements(collection=collection, file_id=file_id)
        name = found[0].document_id if found else file_id
        transaction.files.unplace(collection, file_id)
        if name is None:
            return transaction.generation
        if transaction.documents.get(name).collection != collection:
            raise NotFound(f"no file {file_id!r} in collection {collection!r}")
        return transaction.commit(transaction.delete_document(name))
