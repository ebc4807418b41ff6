"""A vote on an answer, as it is sent and kept."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from index.types import DEFAULT_COLLECTION, Band
from service.schemas.citations import Name, Offset, Quote
from service.schemas.fields import FARTHEST, Collection, Query, Request, Source


class ShownIn(Request):
    """The sentence that was shown: these fields of its citation."""

    document_id: Annotated[Name, Field(description="The document's id.")]
    source: Source
    sha256: Annotated[Name, Field(description="That of the source's bytes.")]
    start: Annotated[Offset, Field(description="Its first character, from 0.")]
    end: Annotated[Offset, Field(description="The character after its last.")]
    quote: Annotated[Quote, Field(description="Its characters.")]


class VoteBody(Request):
    """Whether an answer was right, in the eyes of the one who asked."""

    question: Query
    collection: Collection = DEFAULT_COLLECTION
    generation: Annotated[int, Field(ge=0, le=FARTHEST, description="That of the answer.")]
    confidence: Annotated[
        float | None, Field(ge=0, le=1, description="That of the answer, as it was told.")
    ] = None
    band: Annotated[Band | None, Field(description="That of the answer, as it was told.")] = None
    shown: ShownIn
    right: Annotated[bool, Field(description="The vote.")]


@dataclass(frozen=True, slots=True)
class VoteResponse:
    """The vote is kept."""

    status: Literal["kept"]
