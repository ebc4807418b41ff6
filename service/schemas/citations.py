"""Citations to verify, and what is true of each."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from index.text.folding import Difference
from index.types import DEFAULT_COLLECTION
from index.verify.claims import LONGEST_QUOTE, AbsentBecause, Claim, Verdict, VerifyResult
from service.schemas.fields import FARTHEST, NO_NUL, Collection, Request, Source, whole
from service.schemas.search import CitationOut

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


class CitationIn(Request):
    """A quote, and where it should stand; a citation of ours can be sent back as it came.

    Without a document the quote is looked for in the whole collection; without `start` and `end`,
    in the whole document, or on its `line`. `prefix` and `suffix` choose among several places.
    `title`, `page` and `part` are not looked at.
    """

    quote: Quote
    document_id: Name | None = None
    source: Source | None = None
    sha256: Name | None = None
    start: Offset | None = None
    end: Offset | None = None
    line: Offset | None = None
    prefix: Context = ""
    suffix: Context = ""
    title: str | None = None
    page: int | None = None
    part: str | None = None

    def claim(self) -> Claim:
        """Return what the citation says."""
        return Claim(**self.model_dump(exclude={"title", "page", "part"}))


class VerifyBody(Request):
    """Citations to verify in one collection."""

    collection: Collection = DEFAULT_COLLECTION
    citations: Annotated[list[CitationIn], Field(min_length=1, max_length=MOST_CITATIONS)]


class PieceOut(BaseModel):
    """The characters `start` to `end` of the quote, which stand as the citation says."""

    model_config = ConfigDict(from_attributes=True)

    start: int
    end: int
    citation: CitationOut


class VerificationOut(BaseModel):
    """What is true of a citation.

    `verbatim`: the quote stands where it should, in this version of the document. `moved`: it
    stands in the document, but elsewhere or in another version. `absent`: it does not, and
    `failure` says which way: `misattributed` (it stands in other documents), `altered` (it stands
    but for what `differs_only_in` names), `stitched` (all its words stand, in several `pieces`;
    `elided` where it marks what it leaves out), or `fabricated` (it does not stand; some `pieces`
    may).

    `citation` is where the quote stands now, or what it was altered from: the first of `places`,
    those that fit best. `more_places` says that there are others.
    """

    verdict: Verdict
    failure: AbsentBecause | None
    message: str
    citation: CitationOut | None
    places: list[CitationOut]
    more_places: bool
    differs_only_in: list[Difference]
    pieces: list[PieceOut]
    elided: bool


class VerifyResponse(BaseModel):
    """A result for each citation, in their order, all read from one generation."""

    collection: str
    generation: int
    took_ms: float
    results: list[VerificationOut]


def verify_response(result: VerifyResult, *, took_ms: float) -> VerifyResponse:
    """Return `result` in its shape for programs; `took_ms` is in milliseconds."""
    return VerifyResponse.model_validate(
        {
            "collection": result.collection,
            "generation": result.generation,
            "took_ms": round(took_ms, 2),
            "results": result.results,
        },
        from_attributes=True,
    )
