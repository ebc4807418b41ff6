"""The rows of the store: their columns, what they become, and their checksums."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from zlib import crc32

import numpy as np

from index.errors import EncoderMismatch, StoreError
from index.types import CollectionInfo, DocumentInfo, Metadata, Passage, Span, make_document_id
from index.vectors import Fingerprints, TermCounts

TERM = np.dtype([("term", "<u8"), ("count", "<u2")])
COLLECTION = (
    "id, name, dense_fingerprint, sparse_fingerprint, model, generation,"
    " logged_since, (SELECT token FROM generations WHERE number = generation), documents, passages,"
    " checksum"
)
INFO = (
    "documents.id, document_id, collections.name, source, title, language, media_type, sha256,"
    " text_sha256, metadata, documents.length, documents.passages, reader, reader_version,"
    " blocks_checksum, places_checksum, documents.generation, documents.checksum"
)
PASSAGE = (
    "passages.id, document, start_at, end_at, sentences, sentence_checksum, embedding,"
    " length, terms, passages.text_hash, passages.checksum"
)
FROM_DOCUMENTS = "FROM documents JOIN collections ON collections.id = documents.collection"

UNSEALED = -1
"""The checksum of a collection that was changed in a transaction which is not yet at its end."""


@dataclass(frozen=True, slots=True)
class CollectionState:
    """A collection as its transaction sees it; `generation` is of its own last change.

    What was removed after the generation `logged_since` is logged. `token` is that of its last
    change, None before the first. `documents` and `passages` are their numbers when it was read.
    """

    row: int
    name: str
    dense_fingerprint: str | None
    sparse_fingerprint: str | None
    model: str | None
    generation: int
    logged_since: int
    token: str | None
    documents: int
    passages: int

    def check(self, encoders: Fingerprints) -> None:
        """Raise EncoderMismatch where the collection holds the vectors of other encoders."""
        if self.dense_fingerprint is None:
            return
        if (self.dense_fingerprint, self.sparse_fingerprint) != (encoders.dense, encoders.sparse):
            raise EncoderMismatch(
                f"collection {self.name!r} was indexed with the model {self.model!r}"
                f" ({self.dense_fingerprint}), not with {encoders.model!r}"
                f" ({encoders.dense}) as it is now: use that model again with --model, or"
                f" run `spravka index --rebuild --collection {self.name}` to encode anew"
            )


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the store holds it; `document` is the row of its document."""

    document: int
    span: Span
    sentences: tuple[Span, ...]
    text_hash: bytes

    def check(self, text: str) -> None:
        """Raise StoreError where `text` is not that of the passage's document."""
        if text_hash(self.span.cut(text)) != self.text_hash:
            raise StoreError(
                f"a passage of document {self.document} is damaged in the store: index it again"
            )


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage to be stored, with its raw term frequencies."""

    passage: Passage
    terms: TermCounts

    @property
    def sentence_texts(self) -> list[str]:
        """Return the texts to encode beside the passage's own: none where it is one sentence."""
        start, text = self.passage.span.start, self.passage.text
        parts = [text[span.start - start : span.end - start] for span in self.passage.sentences]
        return [] if parts == [text] else parts


def text_hash(text: str) -> bytes:
    """Return the 16 bytes by which the store knows a text that was encoded."""
    return blake2b(text.encode(), digest_size=16).digest()


def collection_state(row: Sequence[Any]) -> CollectionState:
    """Return the collection that a row of the columns `COLLECTION` describes; raises StoreError."""
    *columns, stored = row
    if stored not in {UNSEALED, collection_checksum(row)}:
        raise StoreError(f"collection {row[1]!r} is damaged in the store: run `spravka doctor`")
    return CollectionState(*columns)


def collection_info(state: CollectionState) -> CollectionInfo:
    """Return what a user is told of a collection."""
    return CollectionInfo(
        name=state.name,
        documents=state.documents,
        passages=state.passages,
        model=state.model,
        dense_fingerprint=state.dense_fingerprint,
        sparse_fingerprint=state.sparse_fingerprint,
        generation=state.generation,
    )


def collection_checksum(row: Sequence[Any]) -> int:
    """Return the checksum of the columns `COLLECTION`, but for numbers that prove themselves."""
    return checksum(row[:7])


def document_info(row: Sequence[Any]) -> DocumentInfo:
    """Return the document that a row of the columns `INFO` describes; raises StoreError."""
    number, document_id, collection, source, title, language, media_type, *more = row
    digest, text_digest, metadata, length, passages, *_, stored = more
    kept = (source, title, language, media_type, *more[:-1])
    owned = make_document_id(collection=collection, source=source) == document_id
    if checksum((number, document_id, *kept)) != stored or not owned:
        raise StoreError(f"document {document_id} is damaged in the store: index it again")
    values = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in json.loads(metadata).items()
    }
    return DocumentInfo(
        document_id=document_id,
        collection=collection,
        source=source,
        title=title,
        language=language,
        media_type=media_type,
        sha256=digest,
        text_sha256=text_digest,
        length=length,
        passages=passages,
        metadata=values,
    )


def metadata_json(metadata: Metadata) -> str:
    """Return metadata as it is stored: the same values always give the same string."""
    return json.dumps(dict(metadata), ensure_ascii=False, sort_keys=True)


def checked(row: Sequence[Any]) -> Sequence[Any]:
    """Return a row of the columns `PASSAGE`; raises StoreError where its checksum does not fit."""
    *columns, stored = row
    if checksum(columns) != stored:
        raise StoreError(f"passage {row[0]} is damaged in the store: index its document again")
    return row


def checksum(columns: Iterable[Any]) -> int:
    """Return the CRC-32 of a row's values, in their order."""
    total = 0
    for value in columns:
        data = value if isinstance(value, bytes) else f"{value},".encode()
        total = crc32(data, total)
    return total
