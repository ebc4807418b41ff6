"""Citations to verify, and what is true of each."""

from dataclasses import dataclass, fields
from typing import Annotated

from pydantic import AfterValidator, Field

from index.types import DEFAULT_COLLECTION
from index.verify.claims import LONGEST_QUOTE, Claim, Verification, VerifyResult
from service.schemas.fields import FARTHEST, NO_NUL, Collection, Request, Source, whole
from service.schemas.responses import Out, narrowed

MOST_CITATIONS = 100
_LONGEST_CONTEXT = 1000
_LONGEST_NAME = 200

Offset = Annotated[int, Field(ge=0, le=FARTHEST)]
Quote = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_QUOTE, description="The characters that should stand."),
    AfterValidator(whole),
    NO_NUL,
]
Name = Annotated[str, Field(max_length=_LONGEST_NAME), AfterValidator(whole), NO_NUL]
Context = Annotated[str, Field(max_length=_LONGEST_CONTEXT), AfterValidator(whole), NO_NUL]
_NOT_LOOKED_AT = Field(description="Not looked at.")


class BoxIn(Request):
    """The rectangle of a line on a page, as a citation has it."""

    page: Offset
    x0: int
    y0: int
    x1: int
    y1: int


class CitationIn(Request):
    """A quote, and where it should stand; a citation of ours can be sent back as it came.

    Without a document the quote is looked for in the whole collection; without `start` and `end`,
    in the whole document, or on its `line`, its `page` or in its `part`. `prefix` and `suffix`
    choose among several places. `title` and `boxes` are not looked at.
    """

    quote: Quote
    document_id: Annotated[Name | None, Field(description="The document's id.")] = None
    source: Annotated[Source | None, Field(description="The document's source, as a path.")] = None
    sha256: Annotated[Name | None, Field(description="That of the source's bytes.")] = None
    start: Annotated[Offset | None, Field(description="The first character, from 0.")] = None
    end: Annotated[Offset | None, Field(description="The character after the last.")] = None
    line: Annotated[Offset | None, Field(description="The line it begins on, from 1.")] = None
    prefix: Annotated[Context, Field(description="The characters before it.")] = ""
    suffix: Annotated[Context, Field(description="The characters after it.")] = ""
    page: Annotated[Offset | None, Field(description="The page it begins on, from 1.")] = None
    part: Annotated[str | None, Field(description="The part it begins in.")] = None
    title: Annotated[str | None, _NOT_LOOKED_AT] = None
    boxes: Annotated[list[BoxIn], _NOT_LOOKED_AT] = Field(default_factory=list)

    def claim(self) -> Claim:
        """Return what the citation says."""
        return Claim(**self.model_dump(include={field.name for field in fields(Claim)}))


class VerifyBody(Request):
    """Citations to verify in one collection."""

    collection: Collection = DEFAULT_COLLECTION
    citations: Annotated[list[CitationIn], Field(min_length=1, max_length=MOST_CITATIONS)]


@dataclass(frozen=True, slots=True)
class VerifyResponse(Out):
    """A result for each citation, in their order, all read from one generation."""

    collection: str
    generation: int
    took_ms: float
    results: tuple[Verification, ...]


def verify_response(result: VerifyResult, *, took_ms: float) -> VerifyResponse:
    """Return `result` in its shape for programs; `took_ms` is in milliseconds."""
    return narrowed(VerifyResponse, result, took_ms=round(took_ms, 2))
