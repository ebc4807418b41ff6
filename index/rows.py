"""The rows of the store: their columns, what they become, and their checksums."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from zlib import crc32

import numpy as np

from index.errors import StoreError
from index.sparse import TermCounts
from index.types import DocumentInfo, Metadata, Passage, Span

TERM = np.dtype([("term", "<u8"), ("count", "<u2")])
INFO = (
    "document_id, collections.name, source, title, language, media_type, sha256, text_sha256,"
    " metadata, documents.length, documents.checksum,"
    " (SELECT count(*) FROM passages WHERE passages.document = documents.id)"
)
PASSAGE = (
    "passages.id, document, start_at, end_at, line, sentences, sentence_checksum, embedding,"
    " length, terms, passages.checksum"
)
FROM_DOCUMENTS = "FROM documents JOIN collections ON collections.id = documents.collection"

_IN_ONE_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class CollectionState:
    """A collection as its transaction sees it; `generation` is of its own last change."""

    row: int
    name: str
    dense_fingerprint: str | None
    sparse_fingerprint: str | None
    model: str | None
    generation: int


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the store holds it; `document` is the row of its document, `line` from 1."""

    document: int
    span: Span
    line: int
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage to be stored, with its line (from 1) and raw term frequencies."""

    passage: Passage
    line: int
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


def document_info(row: Sequence[Any]) -> DocumentInfo:
    """Return the document that a row of the columns `INFO` describes; raises StoreError."""
    document_id, collection, source, title, language, media_type, *more = row
    digest, text_digest, metadata, length, stored, passages = more
    kept = (document_id, source, title, language, media_type, digest, text_digest, metadata, length)
    if checksum(kept) != stored:
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
    number, *columns, stored = row
    if checksum(columns) != stored:
        raise StoreError(f"passage {number} is damaged in the store: index its document again")
    return row


def checksum(columns: Iterable[Any]) -> int:
    """Return the CRC-32 of a row's values, in their order."""
    total = 0
    for value in columns:
        data = value if isinstance(value, bytes) else f"{value},".encode()
        total = crc32(data, total)
    return total


def select_in(
    connection: sqlite3.Connection,
    statement: str,
    values: Sequence[object],
    *,
    before: Sequence[object] = (),
    after: str = "",
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `statement IN (values) after`, which runs on a batch at a time."""
    for first in range(0, len(values), _IN_ONE_STATEMENT):
        batch = values[first : first + _IN_ONE_STATEMENT]
        marks = ", ".join("?" * len(batch))
        yield from connection.execute(f"{statement} IN ({marks}) {after}", [*before, *batch])
