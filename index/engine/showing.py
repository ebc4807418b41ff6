"""What an index shows of what it holds."""

from collections.abc import Sequence
from dataclasses import replace

from index.deleting import deleted_documents
from index.engine.opened import OpenIndex
from index.errors import InvalidInput
from index.filters import Filter
from index.originals import WHOLE
from index.roots import RootInfo, Unread
from index.search.listing import ListRequest, list_documents
from index.structure import Outline, Structure, outline_of, structure_of
from index.types import (
    DEFAULT_COLLECTION,
    CollectionList,
    Contents,
    DeletedList,
    DocumentInfo,
    DocumentList,
    Excerpt,
    FileInfo,
    Original,
    Placement,
    Span,
)


class Showing(OpenIndex):
    """An index as one looks into it."""

    def documents(
        self,
        *,
        collection: str = DEFAULT_COLLECTION,
        limit: int = 100,
        offset: int = 0,
        cursor: str | None = None,
        sort: str = "source",
        prefix: str = "",
        name: str = "",
        source: str | None = None,
        filter: Filter | None = None,  # noqa: A002 - the name it has in requests
    ) -> DocumentList:
        """Return a page of a collection's documents, as `ListRequest` says which.

        Raises InvalidInput, NotFound, StoreError.
        """
        request = ListRequest(
            collection=collection,
            limit=limit,
            offset=offset,
            cursor=cursor,
            sort=sort,
            prefix=prefix,
            name=name,
            source=source,
            filter=filter,
        )
        with self._store.read() as transaction:
            return list_documents(request, transaction)

    def contents(self, *, collection: str = DEFAULT_COLLECTION, folder: str = "") -> Contents:
        """Return what a folder of a collection holds, all of it by default; raises NotFound."""
        with self._store.read() as transaction:
            return transaction.documents.contents(transaction.collections.get(collection), folder)

    def document(self, document_id: str) -> DocumentInfo:
        """Return what is known of a document; raises NotFound."""
        with self._store.read() as transaction:
            return transaction.documents.get(document_id)

    def original(self, document_id: str, *, part: slice = WHOLE) -> Original:
        """Return the bytes that a document was read from, or a part of them.

        They are there while they are kept with it, or its file still holds them. Raises NotFound
        for an unknown id, and where they are nowhere any more; StoreError.
        """
        with self._store.read() as transaction:
            document = transaction.documents.get(document_id)
            return self._originals.find(transaction, document, part)

    def text(self, document_id: str, *, start: int = 0, end: int | None = None) -> Excerpt:
        """Return characters of a document's canonical text, to its end where `end` is None.

        Raises NotFound for an unknown id, InvalidInput for a span that is not in the text.
        """
        with self._store.read() as transaction:
            document = transaction.documents.get(document_id)
            canonical = transaction.documents.text(document)
            generation = transaction.generation
        span = _span_in(document, start, end)
        return Excerpt(
            document=document,
            generation=generation,
            start=span.start,
            end=span.end,
            text=span.cut(canonical.text),
            line=canonical.line(span.start),
        )

    def structure(self, document_id: str, *, start: int = 0, end: int | None = None) -> Structure:
        """Return what a span of a document is made of; raises what `text` raises."""
        with self._store.read() as transaction:
            document = transaction.documents.get(document_id)
            blocks = transaction.documents.blocks(document)
            places = transaction.documents.text(document).places
            generation = transaction.generation
        span = _span_in(document, start, end)
        return structure_of(document, blocks, places, span, generation=generation)

    def outline(self, document_id: str, *, limit: int = 1000, offset: int = 0) -> Outline:
        """Return some of a document's headings, pages and parts; raises NotFound, InvalidInput."""
        if limit < 1 or offset < 0:
            raise InvalidInput("limit is at least 1 and offset at least 0")
        with self._store.read() as transaction:
            document = transaction.documents.get(document_id)
            canonical = transaction.documents.text(document)
            blocks = transaction.documents.blocks(document)
            generation = transaction.generation
        entries = outline_of(canonical.text, blocks, canonical.places)
        return Outline(document, generation, len(entries), entries[offset : offset + limit])

    def deleted(
        self, *, collection: str = DEFAULT_COLLECTION, limit: int = 100, offset: int = 0
    ) -> DeletedList:
        """Return what of a collection can be brought back, be it deleted too; raises StoreError."""
        if limit < 1 or offset < 0:
            raise InvalidInput("limit is at least 1 and offset at least 0")
        return deleted_documents(self._store, collection=collection, limit=limit, offset=offset)

    def collections(self) -> CollectionList:
        """Return the collections there are; raises StoreError."""
        with self._store.read() as transaction:
            return CollectionList(
                generation=transaction.generation, collections=transaction.collections.infos()
            )

    def files(self) -> tuple[FileInfo, ...]:
        """Return the files that are kept, the last sent first; raises StoreError."""
        with self._store.read() as transaction:
            return tuple(transaction.files.all())

    def file(self, file_id: str) -> FileInfo:
        """Return what is known of a file that is kept; raises NotFound, StoreError."""
        with self._store.read() as transaction:
            return transaction.files.get(file_id)

    def file_data(self, file_id: str) -> bytes:
        """Return the bytes of a file that is kept; raises NotFound, StoreError."""
        with self._store.read() as transaction:
            return transaction.files.data(transaction.files.get(file_id))

    def placements(
        self,
        *,
        collection: str = DEFAULT_COLLECTION,
        file_id: str | None = None,
        batch: str | None = None,
        document_ids: Sequence[str] | None = None,
    ) -> tuple[Placement, ...]:
        """Return what became of files in a collection; raises StoreError."""
        with self._store.read() as transaction:
            found = transaction.files.placements(
                collection=collection, file_id=file_id, batch=batch, document_ids=document_ids
            )
            return tuple(found)

    def roots(self, *, collection: str = DEFAULT_COLLECTION) -> tuple[RootInfo, ...]:
        """Return the folders and files a collection was given; raises NotFound, StoreError."""
        with self._store.read() as transaction:
            return transaction.roots.infos(transaction.collections.get(collection))

    def unread(self, *, collection: str = DEFAULT_COLLECTION) -> tuple[Unread, ...]:
        """Return the files of a collection's roots that are not read, 10,000 of a root at most.

        Their paths are as their sources would be. Raises NotFound, StoreError.
        """
        with self._store.read() as transaction:
            state = transaction.collections.get(collection)
            return tuple(
                replace(each, path=root.source(each.path))
                for root, unread in transaction.roots.unread(state)
                for each in unread
            )


def _span_in(document: DocumentInfo, start: int, end: int | None) -> Span:
    """Return a span of a document, to its end without `end`; raises InvalidInput for no span."""
    last = document.length if end is None else end
    if not 0 <= start <= last <= document.length:
        raise InvalidInput(
            f"no span {start} to {last} in this document: it has {document.length} characters"
        )
    return Span(start, last)
