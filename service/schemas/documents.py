"""What is indexed, the characters of it, and documents as they are sent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from index.read.readers import READERS
from index.types import DEFAULT_COLLECTION, Failure, Metadata, MetadataValue
from service.schemas.fields import FARTHEST, Collection, Request, Source
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
    text: Annotated[str, Field(min_length=1)]
    title: str | None = None
    metadata: Annotated[
        dict[str, MetadataValue | list[str]],
        Field(description="Fields to filter by: strings, numbers, booleans, lists of strings."),
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
    source, the last one counts.
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


@dataclass(frozen=True, slots=True)
class ChangeResponse(Out):
    """The generation that a change made."""

    generation: int


class ListParameters(BaseModel):
    """A page of the list of documents."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: Collection = DEFAULT_COLLECTION
    limit: Annotated[int, Field(ge=1, le=MOST_DOCUMENTS)] = 100
    offset: Annotated[int, Field(ge=0, le=FARTHEST)] = 0


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


@dataclass(frozen=True, slots=True)
class DocumentOut:
    """A document that the index holds; `length` in code points, `passages` their number."""

    document_id: str
    collection: str
    source: str
    title: str
    language: str
    sha256: str
    text_sha256: str
    length: int
    passages: int
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class DocumentResponse(Out):
    """One document."""

    generation: int
    document: DocumentOut


@dataclass(frozen=True, slots=True)
class DocumentsResponse(Out):
    """A page of the documents of a collection; `total` counts all of them."""

    collection: str
    generation: int
    total: int
    limit: int
    offset: int
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
