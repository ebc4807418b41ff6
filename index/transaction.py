"""What can be asked of the store and told to it within one transaction."""

import secrets
import sqlite3
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from zlib import crc32

import numpy as np

from index.backend import Changes, Ids, IndexedPassages
from index.embeddings import PASSAGES, SENTENCES, Embeddings, Granularity
from index.errors import NotFound, StoreError
from index.rows import (
    FROM_DOCUMENTS,
    INFO,
    PASSAGE,
    TERM,
    CollectionState,
    NewPassage,
    StoredPassage,
    checked,
    checksum,
    document_info,
    metadata_json,
    select_in,
    text_hash,
)
from index.schema import APPLICATION_ID, FORMAT_VERSION, SCHEMA
from index.types import DEFAULT_COLLECTION, Document, DocumentInfo, Span


class Transaction:
    """One transaction; every method raises StoreError where a row is not what was stored."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Speak over a connection on which a transaction has begun."""
        self._connection = connection
        self.embeddings = Embeddings(connection)
        self._released: dict[Granularity, set[int]] = {PASSAGES: set(), SENTENCES: set()}

    def is_prepared(self) -> bool:
        """Return whether the tables are there; raises StoreError for a file that is not ours."""
        application, version = self._one("PRAGMA application_id"), self._one("PRAGMA user_version")
        if application == APPLICATION_ID and version != FORMAT_VERSION:
            older = "delete its folder to make it anew" if version < FORMAT_VERSION else ""
            raise StoreError(
                f"the index has format {version}, this Spravka knows {FORMAT_VERSION}:"
                f" {older or 'update Spravka'}, or index again into another folder with --data"
            )
        foreign = application != APPLICATION_ID
        if foreign and (application or self._one("SELECT count(*) FROM sqlite_schema")):
            raise StoreError("another program's database: choose another folder with --data")
        return not foreign

    def prepare(self) -> None:
        """Make the tables, unless another process just has."""
        if self.is_prepared():
            return
        for statement in SCHEMA:
            self._connection.execute(statement)
        self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
        self._create(DEFAULT_COLLECTION)

    # What there is

    @property
    def generation(self) -> int:
        """Return the number of the last committed change, 0 for a new store."""
        return int(self._one("SELECT generation FROM state"))

    def token(self, generation: int) -> str | None:
        """Return the random token of a generation, None where there was none of that number."""
        row = self._connection.execute(
            "SELECT token FROM generations WHERE number = ?", [generation]
        ).fetchone()
        return None if row is None else str(row[0])

    def collection(self, name: str) -> CollectionState:
        """Return a collection's state; raises NotFound where there is none of that name."""
        row = self._connection.execute(
            "SELECT id, name, dense_fingerprint, sparse_fingerprint, model, generation"
            " FROM collections WHERE name = ?",
            [name],
        ).fetchone()
        if row is None:
            raise NotFound(f"no collection {name!r}: add documents to it to make it")
        return CollectionState(*row)

    def documents(self, collection: CollectionState) -> dict[int, DocumentInfo]:
        """Return all documents of a collection by their rows."""
        rows = self._connection.execute(
            f"SELECT documents.id, {INFO} {FROM_DOCUMENTS} WHERE collection = ?",
            [collection.row],
        )
        return {row[0]: document_info(row[1:]) for row in rows}

    def document_page(
        self, collection: CollectionState, *, limit: int, offset: int
    ) -> tuple[int, tuple[DocumentInfo, ...]]:
        """Return how many documents a collection has, and some of them in their sources' order."""
        total = self._one("SELECT count(*) FROM documents WHERE collection = ?", collection.row)
        rows = self._connection.execute(
            f"SELECT {INFO} {FROM_DOCUMENTS} WHERE collection = ? ORDER BY source LIMIT ? OFFSET ?",
            [collection.row, limit, offset],
        )
        return int(total), tuple(map(document_info, rows))

    def document(self, document_id: str) -> DocumentInfo:
        """Return what is known of a document; raises NotFound for an unknown id."""
        row = self._connection.execute(
            f"SELECT {INFO} {FROM_DOCUMENTS} WHERE document_id = ?", [document_id]
        ).fetchone()
        if row is None:
            raise NotFound(f"no document {document_id!r}: GET /v1/documents lists those there are")
        return document_info(row)

    def documents_in(self, rows: Iterable[int]) -> dict[int, DocumentInfo]:
        """Return the documents that stand in these rows."""
        found = select_in(
            self._connection,
            f"SELECT documents.id, {INFO} {FROM_DOCUMENTS} WHERE documents.id",
            sorted(set(rows)),
        )
        return {row[0]: document_info(row[1:]) for row in found}

    def holds(self, document: Document) -> bool:
        """Return whether this very version of the document is there, with all that goes with it."""
        row = self._connection.execute(
            "SELECT sha256, text_sha256, title, language, media_type, metadata FROM documents"
            " WHERE document_id = ?",
            [document.document_id],
        ).fetchone()
        return row is not None and tuple(row) == (
            document.sha256,
            document.text_sha256,
            document.title,
            document.language,
            document.media_type,
            metadata_json(document.metadata),
        )

    def text(self, document: DocumentInfo) -> str:
        """Return a document's canonical text, checked against its hash."""
        text = str(
            self._one("SELECT text FROM documents WHERE document_id = ?", document.document_id)
        )
        if sha256(text.encode()).hexdigest() != document.text_sha256:
            raise StoreError(f"the text of {document.source!r} is damaged: index it again")
        return text

    def collections(self) -> list[str]:
        """Return the names of the collections there are."""
        return [row[0] for row in self._connection.execute("SELECT name FROM collections")]

    def document_ids(self, collection: CollectionState) -> list[str]:
        """Return the ids of a collection's documents, in the order they came."""
        rows = self._connection.execute(
            "SELECT document_id FROM documents WHERE collection = ? ORDER BY id", [collection.row]
        )
        return [row[0] for row in rows]

    def whole_document(self, document_id: str) -> Document:
        """Return a document with its text; raises NotFound for an unknown id."""
        info = self.document(document_id)
        return Document(
            collection=info.collection,
            source=info.source,
            title=info.title,
            language=info.language,
            media_type=info.media_type,
            text=self.text(info),
            sha256=info.sha256,
            text_sha256=info.text_sha256,
            metadata=info.metadata,
        )

    def sources(self, collection: CollectionState) -> dict[str, str]:
        """Return the sha256 of each source's bytes."""
        rows = self._connection.execute(
            "SELECT source, sha256 FROM documents WHERE collection = ?", [collection.row]
        )
        return dict(rows.fetchall())

    def passages(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """Return the passages of these ids."""
        found = {}
        select = f"SELECT {PASSAGE} FROM passages WHERE passages.id"
        for row in select_in(self._connection, select, list(ids)):
            number, document, start, end, line, sentences, *_ = checked(row)
            borders = np.frombuffer(sentences, "<u4").reshape(-1, 2).tolist()
            spans = tuple(Span(*border) for border in borders)
            found[number] = StoredPassage(document, Span(start, end), line, spans)
        return found

    def changes(self, collection: CollectionState, *, known: Ids) -> Changes:
        """Return what leads from the passages `known`, ascending, to those of the collection."""
        rows = self._connection.execute(
            "SELECT passages.id FROM documents JOIN passages ON passages.document = documents.id"
            " WHERE collection = ?",
            [collection.row],
        )
        current = np.sort(np.fromiter((row[0] for row in rows), np.int64))
        added = np.setdiff1d(current, known, assume_unique=True)
        return Changes(
            generation=collection.generation,
            removed=np.setdiff1d(known, current, assume_unique=True),
            added=self._indexed(added),
        )

    def _indexed(self, ids: Ids) -> IndexedPassages:
        select = (
            f"SELECT {PASSAGE}, vector, text_hash, embeddings.checksum"
            " FROM passages JOIN embeddings ON embeddings.id = embedding WHERE passages.id"
        )
        documents, lengths, terms, vectors = [], [], [], []
        for row in select_in(self._connection, select, ids.tolist(), after="ORDER BY passages.id"):
            *passage, vector, hashed, stored = row
            _, document, *_, length, counts, _ = checked(passage)
            if crc32(vector, crc32(hashed)) != stored:
                raise StoreError(f"the vector of passage {row[0]} is damaged: index again")
            documents.append(document)
            lengths.append(length)
            terms.append(counts)
            vectors.append(vector)
        postings = np.frombuffer(b"".join(terms), TERM)
        sizes = [len(counts) // TERM.itemsize for counts in terms]
        return IndexedPassages(
            ids=ids,
            documents=np.array(documents, np.int64),
            vectors=np.frombuffer(b"".join(vectors), "<f2").reshape(len(vectors), -1)
            if vectors
            else np.zeros((0, 0), np.float16),
            lengths=np.array(lengths, np.int32),
            offsets=np.cumsum([0, *sizes], dtype=np.int64),
            terms=postings["term"],
            counts=postings["count"],
        )

    # Changes

    def claim(
        self,
        name: str,
        *,
        dense_fingerprint: str,
        sparse_fingerprint: str,
        model: str,
        force: bool,
    ) -> CollectionState:
        """Return a collection, made if missing; if empty, or by `force`, it takes these encoders.

        After `force` every document must be put again.
        """
        self._create(name)
        self._connection.execute(
            "UPDATE collections SET dense_fingerprint = ?, sparse_fingerprint = ?, model = ?"
            " WHERE name = ? AND (? OR NOT EXISTS"
            " (SELECT 1 FROM documents WHERE collection = collections.id))",
            [dense_fingerprint, sparse_fingerprint, model, name, force],
        )
        return self.collection(name)

    def put_document(
        self, collection: CollectionState, document: Document, passages: Iterable[NewPassage]
    ) -> bool:
        """Add a document, or put it in its last version's place: return which (True: replaced).

        The embeddings of its passages and their sentences must be there; those that only its last
        version used go when this transaction commits.
        """
        last = self._connection.execute(
            "SELECT id FROM documents WHERE document_id = ?", [document.document_id]
        ).fetchone()
        if last is not None:
            for granularity, released in self._released.items():
                released.update(self.embeddings.used_by(granularity, last[0]))
            self._connection.execute("DELETE FROM documents WHERE id = ?", last)
        columns: dict[str, Any] = {
            "document_id": document.document_id,
            "source": document.source,
            "title": document.title,
            "language": document.language,
            "media_type": document.media_type,
            "sha256": document.sha256,
            "text_sha256": document.text_sha256,
            "metadata": metadata_json(document.metadata),
            "length": len(document.text),
        }
        columns["checksum"] = checksum(columns.values())
        columns |= {"collection": collection.row, "text": document.text}
        row = self._insert("documents", columns)
        for new in passages:
            self._put_passage(collection, row, new)
        return last is not None

    def _put_passage(self, collection: CollectionState, document: int, new: NewPassage) -> None:
        borders = [(sentence.start, sentence.end) for sentence in new.passage.sentences]
        terms = np.empty(len(new.terms.terms), TERM)
        terms["term"], terms["count"] = new.terms.terms, new.terms.counts
        fingerprint = collection.dense_fingerprint or ""
        hashed = text_hash(new.passage.text)
        sentences = [text_hash(text) for text in new.sentence_texts]
        columns: dict[str, Any] = {
            "document": document,
            "start_at": new.passage.span.start,
            "end_at": new.passage.span.end,
            "line": new.line,
            "sentences": np.array(borders, "<u4").tobytes(),
            "sentence_checksum": crc32(b"".join(sentences)),
            "embedding": self.embeddings.ids(PASSAGES, fingerprint, [hashed])[hashed],
            "length": new.terms.length,
            "terms": terms.tobytes(),
        }
        columns["checksum"] = checksum(columns.values())
        row = self._insert("passages", columns)
        ids = self.embeddings.ids(SENTENCES, fingerprint, sentences)
        self.embeddings.link(row, [ids[sentence] for sentence in sentences])

    def commit(self, collection: CollectionState) -> int:
        """Give this transaction's change its number, and return it."""
        # Not sooner: of two documents that were put, one may use what the other has released.
        for granularity, released in self._released.items():
            self.embeddings.drop_unused(granularity, released)
        self._connection.execute("UPDATE state SET generation = generation + 1")
        generation = self.generation
        self._insert("generations", {"number": generation, "token": secrets.token_hex(8)})
        self._connection.execute(
            "UPDATE collections SET generation = ? WHERE id = ?", [generation, collection.row]
        )
        return generation

    # How it is asked

    def _create(self, name: str) -> None:
        self._connection.execute(
            "INSERT INTO collections (name, generation) SELECT ?, generation FROM state"
            " WHERE NOT EXISTS (SELECT 1 FROM collections WHERE name = ?)",
            [name, name],
        )

    def _insert(self, table: str, columns: dict[str, Any]) -> int:
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        cursor = self._connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", list(columns.values())
        )
        return int(cursor.lastrowid or 0)

    def _one(self, statement: str, *values: object) -> Any:
        return self._connection.execute(statement, values).fetchone()[0]
