"""Documents and their passages, and the collections and files that they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

from index.errors import UnreadCode
from index.types.text import Block, Places, Span

DEFAULT_COLLECTION = "default"

Sort = Literal["source", "title", "added", "modified", "size", "length"]
"""What the documents of a collection can be listed by."""

MetadataValue = str | int | float | bool
Metadata = Mapping[str, MetadataValue | tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One source the user gave.

    `text` is the canonical text that citations point into, `blocks` what it is made of, in order
    and not overlapping, and `places` where that stands in the source. The reader `reader` of the
    version `reader_version` made them. `sha256` is of the source's bytes and names the version,
    `size` is how many they are, None where that was not kept; `text_sha256` is of the canonical
    text in UTF-8. `original` are the bytes themselves, where they are to be kept.
    """

    collection: str
    source: str
    title: str
    language: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    places: Places
    reader: str
    reader_version: int
    sha256: str
    text_sha256: str
    size: int | None = None
    metadata: Metadata = field(default_factory=dict)
    original: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def document_id(self) -> str:
        """Return the identity that survives new versions: a hash of collection and source."""
        return make_document_id(collection=self.collection, source=self.source)


def make_document_id(*, collection: str, source: str) -> str:
    """Return the id of the document that a source is in a collection."""
    return blake2b(f"{collection}\0{source}".encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class SourceVersion:
    """The bytes of a source that were read, by their sha256, and the reader of them."""

    sha256: str
    reader: str
    reader_version: int


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What is known of a stored document, without its text.

    `length` is in code points, `passages` is their number, `size` is in bytes of the source.
    `added` is when the document came and `modified` when the bytes of this version did, in seconds
    since 1970. These three are None where they were not kept.
    """

    document_id: str
    collection: str
    source: str
    title: str
    language: str
    media_type: str
    sha256: str
    text_sha256: str
    length: int
    passages: int
    size: int | None
    added: int | None
    modified: int | None
    metadata: Metadata

    @property
    def attributes(self) -> Mapping[str, Sequence[MetadataValue]]:
        """Return what a filter may ask of it: the values of each key.

        What it says of itself comes before what is known of its file.
        """
        told: dict[str, Sequence[MetadataValue]] = {
            key: value if isinstance(value, tuple) else (value,)
            for key, value in self.metadata.items()
        }
        known = {
            "media_type": self.media_type,
            "size": self.size,
            "added": self.added,
            "modified": self.modified,
        }
        of_file: dict[str, Sequence[MetadataValue]] = {
            key: (value,) for key, value in known.items() if value is not None
        }
        own = {"source": self.source, "title": self.title, "language": self.language}
        of_file["folder"] = folders_of(self.source)
        return of_file | told | {key: (value,) for key, value in own.items()}


def folders_of(source: str) -> tuple[str, ...]:
    """Return the folders that a source is in, the outermost first: `a` and `a/b` of `a/b/c.md`."""
    steps = source.split("/")[:-1]
    return tuple("/".join(steps[: depth + 1]) for depth in range(len(steps)))


@dataclass(frozen=True, slots=True)
class Original:
    """Bytes that a document was read from, of the version that the index holds.

    All have `size` bytes; `data` is those from `start` on that were asked for.
    """

    document: DocumentInfo
    generation: int
    size: int
    start: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DocumentList:
    """One page of a collection's documents.

    `total` counts all that were asked for; `next` is the cursor of the page after this one, None
    for the last one.
    """

    collection: str
    generation: int
    total: int
    documents: tuple[DocumentInfo, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A name, and how many documents have it."""

    name: str
    documents: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a folder holds: the folders in it by their names, and its languages, the most first.

    A folder counts all documents below it; the languages are those of all documents below this one.
    """

    folders: tuple[Counted, ...]
    languages: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file that was sent to be put into collections later.

    `added` is in seconds since 1970, `size` in bytes.
    """

    file_id: str
    name: str
    purpose: str
    added: int
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Placement:
    """What became of a file in a collection: a document, or why there is none.

    `batch` names the files that were put there together, `added` is when, in seconds since 1970.
    """

    collection: str
    file_id: str
    batch: str | None
    document_id: str | None
    added: int
    code: UnreadCode | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class CollectionInfo:
    """A collection, with the numbers of its documents and passages.

    `model` and the fingerprints name the encoders its vectors come from, None while it is empty;
    `generation` is that of its own last change. `created` is when it was made, in seconds since
    1970, None where that was not kept.
    """

    name: str
    documents: int
    passages: int
    model: str | None
    dense_fingerprint: str | None
    sparse_fingerprint: str | None
    generation: int
    created: int | None


@dataclass(frozen=True, slots=True)
class CollectionList:
    """The collections there are, in the order of their names."""

    generation: int
    collections: tuple[CollectionInfo, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The characters `start` to `end` of a stored document.

    `line` is that of `start`, from 1, None where the document has no lines of its own.
    """

    document: DocumentInfo
    generation: int
    start: int
    end: int
    text: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document, the unit that is indexed and returned, with its sentences' spans.

    `context` is what stands above it, a line each, outermost first: it is encoded with the passage
    and is no part of it.
    """

    span: Span
    text: str
    sentences: tuple[Span, ...]
    context: str = ""
