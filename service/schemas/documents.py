"""What is indexed, and the characters of it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from index.types import DEFAULT_COLLECTION, MetadataValue
from service.schemas.fields import FARTHEST, Collection

MOST_DOCUMENTS = 1000


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


class DocumentOut(BaseModel):
    """A document that the index holds; `length` in code points, `passages` their number."""

    model_config = ConfigDict(from_attributes=True)

    document_id: str
    collection: str
    source: str
    title: str
    language: str
    sha256: str
    text_sha256: str
    length: int
    passages: int
    metadata: dict[str, MetadataValue | list[str]]


class DocumentResponse(BaseModel):
    """One document."""

    generation: int
    document: DocumentOut


class DocumentsResponse(BaseModel):
    """A page of the documents of a collection; `total` counts all of them."""

    collection: str
    generation: int
    total: int
    limit: int
    offset: int
    documents: list[DocumentOut]


class TextResponse(BaseModel):
    """The characters from `start` up to, not including, `end`; `line` is that of `start`."""

    generation: int
    document: DocumentOut
    start: int
    end: int
    line: int | None
    text: str
