"""The documents in the store: what is known of them, and their texts."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

from index.cache import Cache
from index.citation import CanonicalText
from index.errors import NotFound, StoreError
from index.store.contents import contents_of
from index.store.listing import Listing, Wanted
from index.store.rows import (
    FROM_DOCUMENTS,
    INFO,
    CollectionState,
    checksum,
    document_info,
    metadata_json,
)
from index.store.sql import (
    Connection,
    check_count,
    check_found,
    insert_row,
    next_id,
    select_in,
    select_many,
)
from index.store.structure import pack_blocks, pack_places, unpack_blocks, unpack_places
from index.types import Block, Contents, Document, DocumentInfo, SourceVersion

_READ_AHEAD = 2_000_000
"""In characters: longer texts are read one by one."""

_KEPT_STRUCTURES = 8
"""Of documents: an answer asks for those of its nearest passages, often of one long document."""

_unpacked = lru_cache(_KEPT_STRUCTURES)(unpack_blocks)


class Documents:
    """The documents as one transaction sees them."""

    def __init__(
        self, connection: Connection, *, texts: Cache[CanonicalText] | None = None
    ) -> None:
        """Speak over a connection on which a transaction has begun; `texts` as `Transaction`."""
        self._connection = connection
        self._texts = texts

    # What there is

    def get(self, document_id: str) -> DocumentInfo:
        """Return what is known of a document; raises NotFound for an unknown id."""
        row = self._connection.execute(
            f"SELECT {INFO} {FROM_DOCUMENTS} WHERE document_id = ?", [document_id]
        ).fetchone()
        if row is None:
            raise self._not_found(document_id)
        return document_info(row)

    def holds(self, document: Document) -> bool:
        """Return whether this very version of the document is there, with all that goes with it."""
        row = self._connection.execute(
            "SELECT sha256, text_sha256, title, language, media_type, metadata, reader,"
            " reader_version FROM documents WHERE document_id = ?",
            [document.document_id],
        ).fetchone()
        return row is not None and tuple(row) == (
            document.sha256,
            document.text_sha256,
            document.title,
            document.language,
            document.media_type,
            metadata_json(document.metadata),
            document.reader,
            document.reader_version,
        )

    def text(self, document: DocumentInfo) -> CanonicalText:
        """Return a document's canonical text with its places, checked when they are read."""
        text = None if self._texts is None else self._texts.get(_key(document))
        if text is None:
            text = self._read(document)
            if self._texts is not None:
                self._texts.put(_key(document), text, size=len(text.text))
        return text

    def read_ahead(self, documents: Iterable[DocumentInfo]) -> None:
        """Read and keep the texts of several documents at once, as `text` does one by one.

        No more are than may be in memory together.
        """
        if self._texts is None:
            return
        missing: dict[str, DocumentInfo] = {}
        left = _READ_AHEAD
        for document in documents:
            if self._texts.get(_key(document)) is None and document.length <= left:
                missing[document.document_id] = document
                left -= document.length
        select = "SELECT document_id, text, places, places_checksum FROM documents"
        for name, *columns in select_in(
            self._connection, f"{select} WHERE document_id", sorted(missing)
        ):
            text = _canonical(missing[name], *columns)
            self._texts.put(_key(missing[name]), text, size=len(text.text))

    def _read(self, document: DocumentInfo) -> CanonicalText:
        row = self._connection.execute(
            "SELECT text, places, places_checksum FROM documents WHERE document_id = ?",
            [document.document_id],
        ).fetchone()
        if row is None:
            raise StoreError("a row is missing in the store: run `spravka doctor`")
        return _canonical(document, *row)

    def whole(self, document_id: str) -> Document:
        """Return a document with all that a reader made; raises NotFound for an unknown id."""
        info = self.get(document_id)
        canonical = self._read(info)
        reader, version = self._connection.execute(
            "SELECT reader, reader_version FROM documents WHERE document_id = ?", [document_id]
        ).fetchone()
        return Document(
            collection=info.collection,
            source=info.source,
            title=info.title,
            language=info.language,
            media_type=info.media_type,
            text=canonical.text,
            blocks=self.blocks(info),
            places=canonical.places,
            reader=reader,
            reader_version=version,
            sha256=info.sha256,
            text_sha256=info.text_sha256,
            size=info.size,
            metadata=info.metadata,
        )

    def blocks(self, document: DocumentInfo) -> tuple[Block, ...]:
        """Return what a document is made of, in order; raises StoreError."""
        packed, stored = self._connection.execute(
            "SELECT blocks, blocks_checksum FROM documents WHERE document_id = ?",
            [document.document_id],
        ).fetchone()
        return _unpacked(_checked(document, "blocks", packed, stored))

    def by_row(self, rows: Iterable[int]) -> dict[int, DocumentInfo]:
        """Return the documents that stand in these rows."""
        wanted = sorted(set(rows))
        select = f"SELECT {INFO} {FROM_DOCUMENTS} WHERE documents.id"
        found = select_in(self._connection, select, wanted)
        documents = {row[0]: document_info(row) for row in found}
        check_found(documents, wanted, "document")
        return documents

    def listing(self, collection: CollectionState, wanted: Wanted) -> Listing:
        """Return those of a collection that are wanted, to be read some at a time."""
        return Listing(self._connection, collection, wanted)

    def contents(self, collection: CollectionState, folder: str) -> Contents:
        """Return what a folder of a collection holds, "" being all of it."""
        return contents_of(self._connection, collection.row, folder)

    def texts(self, collection: CollectionState) -> Iterator[tuple[int, bytes]]:
        """Yield the row of each document of a collection and its text in UTF-8, both checked."""
        rows = select_many(
            self._connection,
            "SELECT id, source, text_sha256, CAST(text AS BLOB) FROM documents"
            " WHERE collection = ?",
            [collection.row],
        )
        count = 0
        for row, source, digest, text in rows:
            if sha256(text).hexdigest() != digest:
                raise StoreError(f"the text of {source!r} is damaged: index it again")
            count += 1
            yield row, text
        check_count(self._connection, collection, "documents", count)

    def ids(self, collection: CollectionState) -> list[str]:
        """Return the ids of a collection's documents that are left, in the order they came."""
        rows = self._connection.execute(
            "SELECT document_id FROM documents WHERE collection = ? ORDER BY id", [collection.row]
        )
        return [row[0] for row in rows]

    def versions(self, collection: CollectionState) -> dict[str, SourceVersion]:
        """Return of each source which bytes were read, and by what."""
        rows = self._connection.execute(
            "SELECT source, sha256, reader, reader_version FROM documents WHERE collection = ?",
            [collection.row],
        )
        return {source: SourceVersion(*version) for source, *version in rows}

    def same_text(
        self, collection: CollectionState, document: Document | DocumentInfo
    ) -> str | None:
        """Return the source of the first other document that holds a document's very text."""
        row = self._connection.execute(
            "SELECT source FROM documents WHERE collection = ? AND text_sha256 = ?"
            " AND document_id != ? ORDER BY id LIMIT 1",
            [collection.row, document.text_sha256, document.document_id],
        ).fetchone()
        return None if row is None else str(row[0])

    # Changes

    def row(self, document_id: str) -> int | None:
        """Return the row of a document, be it damaged, None where there is none of that id."""
        row = self._connection.execute(
            "SELECT id FROM documents WHERE document_id = ?", [document_id]
        ).fetchone()
        return None if row is None else int(row[0])

    def row_of_source(self, collection: CollectionState, source: str) -> int | None:
        """Return the row of the document of this source, None where there is none."""
        row = self._connection.execute(
            "SELECT id FROM documents WHERE collection = ? AND source = ?",
            [collection.row, source],
        ).fetchone()
        return None if row is None else int(row[0])

    def row_and_collection(self, document_id: str) -> tuple[int, str]:
        """Return the row of a document and its collection's name; raises NotFound."""
        row = self._connection.execute(
            "SELECT documents.id, collections.name FROM documents"
            " JOIN collections ON collections.id = collection WHERE document_id = ?",
            [document_id],
        ).fetchone()
        if row is None:
            raise self._not_found(document_id)
        return row[0], row[1]

    def rows(self, collection: CollectionState) -> list[int]:
        """Return the rows of a collection's documents."""
        rows = self._connection.execute(
            "SELECT id FROM documents WHERE collection = ?", [collection.row]
        )
        return [row[0] for row in rows]

    def times(self, row: int) -> tuple[int | None, int | None, str]:
        """Return when the document in this row was added and modified, and its sha256."""
        added, modified, digest = self._connection.execute(
            "SELECT added, modified, sha256 FROM documents WHERE id = ?", [row]
        ).fetchone()
        return added, modified, digest

    def add(
        self,
        collection: CollectionState,
        document: Document,
        *,
        passages: int,
        generation: int,
        added: int | None,
        modified: int | None,
    ) -> int:
        """Add the row of a document that has so many passages, and return its number.

        `generation` is that of the change by which it comes.
        """
        row = next_id(self._connection, "documents")
        blocks, places = pack_blocks(document.blocks), pack_places(document.places)
        columns: dict[str, Any] = {
            "id": row,
            "document_id": document.document_id,
            "source": document.source,
            "title": document.title,
            "language": document.language,
            "media_type": document.media_type,
            "sha256": document.sha256,
            "text_sha256": document.text_sha256,
            "metadata": metadata_json(document.metadata),
            "length": len(document.text),
            "passages": passages,
            "reader": document.reader,
            "reader_version": document.reader_version,
            "blocks_checksum": checksum([blocks]),
            "places_checksum": checksum([places]),
            "generation": generation,
            "size": document.size,
            "added": added,
            "modified": modified,
        }
        columns["checksum"] = checksum(columns.values())
        columns |= {
            "collection": collection.row,
            "places": places,
            "blocks": blocks,
            "text": document.text,
        }
        insert_row(self._connection, "documents", columns)
        return row

    def delete(self, row: int) -> None:
        """Delete a document's row, and with it those of its passages."""
        self._connection.execute("DELETE FROM documents WHERE id = ?", [row])

    def _not_found(self, document_id: str) -> NotFound:
        """Return the error to raise for a document that is not there.

        Raises StoreError where it is there and its index does not lead to it.
        """
        select = "SELECT 1 FROM documents NOT INDEXED WHERE document_id = ?"
        if self._connection.execute(select, [document_id]).fetchone() is not None:
            raise StoreError("the index over documents is damaged: run `spravka doctor --repair`")
        return NotFound(f"no document {document_id!r}: ids are as searches and lists give them")


def _key(document: DocumentInfo) -> str:
    # Of two files with one text the one may have other pages than the other.
    return f"{document.document_id} {document.sha256} {document.text_sha256}"


def _canonical(document: DocumentInfo, text: str, places: bytes, stored: int) -> CanonicalText:
    if sha256(text.encode()).hexdigest() != document.text_sha256:
        raise StoreError(f"the text of {document.source!r} is damaged: index it again")
    return CanonicalText(text, unpack_places(_checked(document, "places", places, stored)))


def _checked(document: DocumentInfo, column: str, packed: bytes, stored: int) -> bytes:
    """Return a document's packed blocks or places, checked against what its row says."""
    if checksum([packed]) != stored:
        what = f"the {column} of {document.source!r} are damaged in the store"
        raise StoreError(f"{what}: index it again")
    return bytes(packed)
