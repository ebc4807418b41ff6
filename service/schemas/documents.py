"""What is indexed, the characters of it, and documents as they are sent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from index.checks import MOST_METADATA
from index.errors import UnreadCode
from index.read.readers import READERS
from index.roots import Duplicate, UnreadCount
from index.types import DEFAULT_COLLECTION, Counted, Failure, Metadata, MetadataValue, Sort
from service.schemas.fields import (
    FARTHEST,
    NO_NUL,
    Collection,
    FilterText,
    Request,
    Source,
    Words,
    whole,
)
from service.schemas.responses import Out

MOST_DOCUMENTS = 1000

if TYPE_CHECKING:
    TextMediaType = str
else:
    TextMediaType = Literal[tuple(each.media_type for each in READERS if each.is_text)]
    """That of a format of which a document can be made from a string."""


class DocumentIn(Request):
    """A document as a program sends it; front matter in a Markdown text counts as metadata too."""

    source: Source
    text: Annotated[
        str, Field(description="One that is empty is named in the answer, and is no document.")
    ]
    title: str | None = None
    metadata: Annotated[
        dict[str, MetadataValue | list[str]],
        Field(
            description="Fields to filter by: strings, numbers, booleans, lists of strings;"
            f" {MOST_METADATA:,} bytes of JSON at most."
        ),
    ] = Field(default_factory=dict)
    media_type: Annotated[
        TextMediaType | None,
        Field(description="By default what the suffix of the source names, else plain text."),
    ] = None


class AddBody(Request):
    """Documents to add, or to put in the place of those of the same source."""

    collection: Collection = DEFAULT_COLLECTION
    documents: Annotated[list[DocumentIn], Field(min_length=1, max_length=MOST_DOCUMENTS)]


class FormFields(BaseModel):
    """What a form says beside its files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: Collection = DEFAULT_COLLECTION


class PutParameters(BaseModel):
    """Which document the body is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Source
    collection: Collection = DEFAULT_COLLECTION


@dataclass(frozen=True, slots=True)
class AcceptedOut:
    """A document that is now in the index as it was sent."""

    document_id: str
    source: str


@dataclass(frozen=True, slots=True)
class AddResponse(Out):
    """What adding did: counts of documents, and of the passages that are new.

    `embedded` counts the passages whose text had to be encoded. Of two documents sent under one
    source, the last one counts, and the other is among the failed. `duplicates` hold the very text
    of another document, which is there too. `change` brings back the versions that were replaced,
    the first hundred of which `replaced_sources` name; it is null where none is kept.
    """

    collection: str
    generation: int
    added: int
    replaced: int
    unchanged: int
    passages: int
    embedded: int
    documents: tuple[AcceptedOut, ...]
    failed: tuple[Failure, ...]
    duplicates: tuple[Duplicate, ...]
    replaced_sources: tuple[str, ...]
    change: int | None


@dataclass(frozen=True, slots=True)
class ChangeResponse(Out):
    """The generation that a change made."""

    generation: int


class PageParameters(BaseModel):
    """A page of a list of a collection."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: Collection = DEFAULT_COLLECTION
    limit: Annotated[
        int, Field(ge=1, le=MOST_DOCUMENTS, description="How many to return at most.")
    ] = 100
    offset: Annotated[
        int, Field(ge=0, le=FARTHEST, description="How many to pass over before the first.")
    ] = 0


_SORTS = [f"{sign}{name}" for name in get_args(Sort) for sign in ("", "-")]


class ListParameters(PageParameters):
    """A page of the list of documents, and which ones."""

    cursor: Annotated[
        Words | None,
        Field(
            description="The `next` of a page, to go on behind it whatever came or went meanwhile;"
            " the other parameters stay the same."
        ),
    ] = None
    sort: Annotated[
        str,
        Field(
            description="What to list by, with `-` before it for the largest first.",
            pattern=f"^({'|'.join(_SORTS)})$",
        ),
    ] = "source"
    prefix: Annotated[
        Words, Field(description="What the sources begin with, such as a folder and a slash.")
    ] = ""
    name: Annotated[
        Words, Field(description="What stands in the source or the title, in whatever case.")
    ] = ""
    source: Annotated[Source | None, Field(description="The one of just this source.")] = None
    filter: FilterText | None = None


@dataclass(frozen=True, slots=True)
class FolderOut:
    """A folder, or a file by itself, that the collection was given.

    `unread` counts the files of it that are not read by code and suffix ("" for none), those that
    were left out on purpose (`hidden`, `ignored`) among them; `missed` counts the others.
    `looked_at` is when it was last looked through, in seconds since 1970; 0 where it was not, or
    not to its end, as before its first run is done or where its documents were brought back.
    """

    name: str
    is_file: bool
    documents: int
    missed: int
    unread: tuple[UnreadCount, ...]
    looked_at: float


@dataclass(frozen=True, slots=True)
class UnreadOut:
    """A file that is not read, by its path as a source, and why."""

    path: str
    code: UnreadCode
    reason: str


@dataclass(frozen=True, slots=True)
class FoldersResponse(Out):
    """The folders a collection was given, and a page of their files that are not read.

    `total` counts the files that are known by name, 10,000 of a folder at most.
    """

    collection: str
    folders: tuple[FolderOut, ...]
    total: int
    limit: int
    offset: int
    unread: tuple[UnreadOut, ...]


class ContentsParameters(BaseModel):
    """A folder of a collection."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: Collection = DEFAULT_COLLECTION
    folder: Annotated[
        str,
        Field(max_length=1000, description="The folder's name, without a slash at its end."),
        AfterValidator(whole),
        NO_NUL,
    ] = ""


@dataclass(frozen=True, slots=True)
class ContentsResponse(Out):
    """The folders in a folder and the languages of its documents, each with how many that are."""

    collection: str
    folder: str
    folders: tuple[Counted, ...]
    languages: tuple[Counted, ...]


class TextParameters(BaseModel):
    """A span of a document's text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Annotated[int, Field(ge=0, le=FARTHEST)] = 0
    end: Annotated[
        int | None,
        Field(
            ge=0,
            le=FARTHEST,
            description="Where to stop; by default as far on as one answer reaches.",
        ),
    ] = None


class RawParameters(BaseModel):
    """How a file is to be returned."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    download: Annotated[
        bool, Field(description="Have a browser save it, whatever kind of file it is.")
    ] = False


@dataclass(frozen=True, slots=True)
class DocumentOut:
    """A document that the index holds; `length` in code points, `passages` their number.

    `size` is in bytes of the file that was read. `added` is when the document came, `modified` when
    the bytes of its present version did, in seconds since 1970. These three are null where they
    were not kept.
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


@dataclass(frozen=True, slots=True)
class DocumentResponse(Out):
    """One document."""

    generation: int
    document: DocumentOut


@dataclass(frozen=True, slots=True)
class DocumentsResponse(Out):
    """A page of the documents of a collection; `total` counts all that were asked for.

    `next` is the cursor of the page after this one, null for the last one.
    """

    collection: str
    generation: int
    total: int
    limit: int
    offset: int
    next: str | None
    documents: tuple[DocumentOut, ...]


@dataclass(frozen=True, slots=True)
class TextResponse(Out):
    """The characters from `start` up to, not including, `end`; `line` is that of `start`."""

    generation: int
    document: DocumentOut
    start: int
    end: int
    line: int | None
    text: str
