"""The rows of the store: their columns, what they become, and their checksums."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import itemgetter
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderMismatch, StoreError
from index.read.context import encoded_text
from index.types import CollectionInfo, DocumentInfo, Metadata, Passage, Span, make_document_id
from index.vectors import Fingerprints, TermCounts

TERM = np.dtype([("term", "<u8"), ("count", "<u2")])


class CollectionRow(NamedTuple):
    """What is read of a collection; `token` is of the change that `generation` names."""

    id: int
    name: str
    dense_fingerprint: str | None
    sparse_fingerprint: str | None
    model: str | None
    generation: int
    logged_since: int
    created: int | None
    token: str | None
    documents: int
    passages: int
    checksum: int


class DocumentRow(NamedTuple):
    """What is read of a document, but for its text, blocks and places."""

    id: int
    document_id: str
    collection: str
    source: str
    title: str
    language: str
    media_type: str
    sha256: str
    text_sha256: str
    metadata: str
    length: int
    passages: int
    reader: str
    reader_version: int
    blocks_checksum: int
    places_checksum: int
    generation: int
    size: int | None
    added: int | None
    modified: int | None
    checksum: int


class PassageRow(NamedTuple):
    """A passage's row: `sentences` are pairs of uint32, `terms` of `TERM`, `context` is UTF-8."""

    id: int
    document: int
    start_at: int
    end_at: int
    sentences: bytes
    embedding: int
    length: int
    terms: bytes
    text_hash: bytes
    context: bytes
    checksum: int

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return the spans of the passage's sentences."""
        borders = np.frombuffer(self.sentences, "<u4").reshape(-1, 2).tolist()
        return tuple(Span(*border) for border in borders)

    @property
    def passage_hash(self) -> bytes:
        """Return the hash by which the vectors of the passage and of its parts are known."""
        return passage_hash(self.text_hash, self.sentences, start=self.start_at)

    @property
    def parts(self) -> int:
        """Return how many parts of the passage have a vector beside its own."""
        return count_parts(self.sentences, start=self.start_at, end=self.end_at)


def _columns(row: type[NamedTuple], table: str, computed: Mapping[str, str]) -> str:
    """Return the columns to select for a row of a table; some are not columns of the table."""
    return ", ".join(computed.get(name, f"{table}.{name}") for name in row._fields)


def _without(row: type[NamedTuple], *names: str) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Return what gives a row's values without some, in their order."""
    return itemgetter(*(place for place, name in enumerate(row._fields) if name not in names))


_OF_LAST_CHANGE = "(SELECT token FROM generations WHERE number = collections.generation)"
COLLECTION = _columns(CollectionRow, "collections", {"token": _OF_LAST_CHANGE})
INFO = _columns(DocumentRow, "documents", {"collection": "collections.name"})
PASSAGE = _columns(PassageRow, "passages", {})

_sealed_of_collection = _without(CollectionRow, "token", "documents", "passages", "checksum")
"""What its checksum covers: the numbers and the token prove themselves."""

_sealed_of_document = _without(DocumentRow, "collection", "checksum")
"""What its checksum covers: the id proves the collection."""

_sealed_of_passage = _without(PassageRow, "checksum")

FROM_DOCUMENTS = "FROM documents JOIN collections ON collections.id = documents.collection"

UNSEALED = -1
"""The checksum of a collection that was changed in a transaction which is not yet at its end."""


@dataclass(frozen=True, slots=True)
class CollectionState:
    """A collection as its transaction sees it; `generation` is of its own last change.

    What was removed after the generation `logged_since` is logged. `created` is when it was made,
    in seconds since 1970, None where that was not kept. `token` is that of its last change, None
    before the first. `documents` and `passages` are their numbers when it was read.
    """

    row: int
    name: str
    dense_fingerprint: str | None
    sparse_fingerprint: str | None
    model: str | None
    generation: int
    logged_since: int
    created: int | None
    token: str | None
    documents: int
    passages: int

    @property
    def fingerprints(self) -> Fingerprints | None:
        """Return what names the encoders its vectors come from, None while there are none."""
        if self.dense_fingerprint is None or self.sparse_fingerprint is None or self.model is None:
            return None
        return Fingerprints(self.dense_fingerprint, self.sparse_fingerprint, self.model)

    def check(self, encoders: Fingerprints) -> None:
        """Raise EncoderMismatch where the collection holds the vectors of other encoders."""
        if self.dense_fingerprint is None:
            return
        rebuild = f"run `spravka index --rebuild --collection {self.name}` to encode anew"
        if self.dense_fingerprint != encoders.dense:
            raise EncoderMismatch(
                f"collection {self.name!r} was indexed with the model {self.model!r}"
                f" ({self.dense_fingerprint}), not with {encoders.model!r}"
                f" ({encoders.dense}) as it is now: use that model again with --model, or {rebuild}"
            )
        if self.sparse_fingerprint != encoders.sparse:
            raise EncoderMismatch(
                f"collection {self.name!r} was indexed by a version that reads words otherwise:"
                f" {rebuild}"
            )


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the store holds it; `document` is the row of its document.

    `text_hash` is of what was encoded: what stands above it, `context`, and its own text.
    """

    document: int
    span: Span
    sentences: tuple[Span, ...]
    text_hash: bytes
    context: str = ""

    def check(self, text: str) -> None:
        """Raise StoreError where `text` is not that of the passage's document."""
        if text_hash(encoded_text(self.span.cut(text), context=self.context)) != self.text_hash:
            raise StoreError(
                f"a passage of document {self.document} is damaged in the store: index it again"
            )


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage to be stored, with its raw term frequencies."""

    passage: Passage
    terms: TermCounts

    @property
    def encoded(self) -> str:
        """Return what both halves encode of it."""
        return encoded_text(self.passage.text, context=self.passage.context)

    @property
    def parts(self) -> tuple[Span, ...]:
        """Return what has a vector beside the passage's own: no sentence where it is the only one.

        The spans count from the beginning of what is encoded of the passage.
        """
        sentences = self.passage.sentences
        if sentences == (self.passage.span,):
            return ()
        start = self.passage.span.start - (len(self.encoded) - len(self.passage.text))
        return tuple(Span(each.start - start, each.end - start) for each in sentences)

    @property
    def sentences(self) -> bytes:
        """Return where its sentences stand, as it is stored: pairs of uint32."""
        borders = [(each.start, each.end) for each in self.passage.sentences]
        return np.array(borders, "<u4").tobytes()

    @property
    def passage_hash(self) -> bytes:
        """Return the hash by which the vectors of the passage and of its parts are known."""
        start = self.passage.span.start
        return passage_hash(text_hash(self.encoded), self.sentences, start=start)


def passage_hash(text_hash: bytes, sentences: bytes, *, start: int) -> bytes:
    """Return the 16 bytes by which the store knows what was encoded of a passage.

    That is its text, by its hash, and its `sentences`, pairs of uint32 in a document where it
    begins at `start`.
    """
    borders = _borders(sentences).astype("<i8") - start
    return blake2b(text_hash + borders.tobytes(), digest_size=16).digest()


def count_parts(sentences: bytes, *, start: int, end: int) -> int:
    """Return how many of a passage's sentences have a vector: none that is all of it."""
    borders = _borders(sentences)
    return 0 if borders.tolist() == [start, end] else len(borders) // 2


def _borders(sentences: bytes) -> NDArray[np.uint32]:
    """Return the numbers that are stored; of damaged ones what there is."""
    return np.frombuffer(sentences[: len(sentences) // 8 * 8], "<u4")


def text_hash(text: str) -> bytes:
    """Return the 16 bytes by which the store knows a text that was encoded."""
    return blake2b(text.encode(), digest_size=16).digest()


def collection_state(columns: Sequence[Any]) -> CollectionState:
    """Return the collection that the columns `COLLECTION` describe; raises StoreError."""
    row = CollectionRow(*columns)
    if row.checksum not in {UNSEALED, collection_checksum(row)}:
        raise StoreError(f"collection {row.name!r} is damaged in the store: run `spravka doctor`")
    return CollectionState(*row[:-1])


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
        created=state.created,
    )


def collection_checksum(columns: Sequence[Any]) -> int:
    """Return the checksum of the columns `COLLECTION`."""
    return checksum(_sealed_of_collection(columns))


def document_info(columns: Sequence[Any]) -> DocumentInfo:
    """Return the document that the columns `INFO` describe; raises StoreError."""
    row = DocumentRow(*columns)
    owned = make_document_id(collection=row.collection, source=row.source) == row.document_id
    if checksum(_sealed_of_document(row)) != row.checksum or not owned:
        raise StoreError(f"document {row.document_id} is damaged in the store: index it again")
    values = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in json.loads(row.metadata).items()
    }
    return DocumentInfo(
        document_id=row.document_id,
        collection=row.collection,
        source=row.source,
        title=row.title,
        language=row.language,
        media_type=row.media_type,
        sha256=row.sha256,
        text_sha256=row.text_sha256,
        length=row.length,
        passages=row.passages,
        size=row.size,
        added=row.added,
        modified=row.modified,
        metadata=values,
    )


def metadata_json(metadata: Metadata) -> str:
    """Return metadata as it is stored: the same values always give the same string."""
    return json.dumps(dict(metadata), ensure_ascii=False, sort_keys=True)


def passage_row(columns: Sequence[Any]) -> PassageRow:
    """Return the row of the columns `PASSAGE`; raises StoreError where its checksum is another."""
    row = PassageRow(*columns)
    if checksum(_sealed_of_passage(row)) != row.checksum:
        raise StoreError(f"passage {row.id} is damaged in the store: index its document again")
    return row


def checksum(columns: Iterable[Any]) -> int:
    """Return the CRC-32 of a row's values, in their order."""
    total = 0
    for value in columns:
        data = value if isinstance(value, bytes) else f"{value},".encode()
        total = crc32(data, total)
    return total
