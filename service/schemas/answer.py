"""A question, and the answer or abstention that it gets."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from index.types import DEFAULT_COLLECTION, AbstentionReason, AnswerResult, AnswerType
from service.schemas.fields import Collection, Count, FilterIn, FilterText, Query, Request
from service.schemas.search import CitationOut, HitOut, hits_out

Threshold = Annotated[
    float | None,
    Field(
        ge=0,
        le=1,
        description="The least confidence of an answer that is given; null is the model's own.",
    ),
]


class AnswerOptions(Request):
    """A question to the documents: the options of `AnswerRequest`."""

    question: Query
    k: Count = 5
    collection: Collection = DEFAULT_COLLECTION
    filter: FilterIn | None = None
    threshold: Threshold = None


class AnswerBody(AnswerOptions):
    """A question to the documents."""

    generate: Annotated[
        bool, Field(description="Have a configured model answer too, as server-sent events.")
    ] = False


class AnswerParameters(AnswerOptions):
    """A question in an address, for a browser or curl, whose every value is text."""

    model_config = ConfigDict(strict=False)

    question: Annotated[Query, Field(alias="q")]
    filter: FilterText | None = None


class MarkedOut(BaseModel):
    """The characters of the document that give what was asked for, and of which kind that is."""

    start: int
    end: int
    type: AnswerType


class AnswerOut(BaseModel):
    """The sentence that answers, or two side by side: its characters are the citation's.

    `confidence` is the probability that it is right, null with an encoder for which that was not
    learned; `marked` is null where more than one thing in it, or none, could be meant.
    """

    text: str
    confidence: float | None
    citation: CitationOut
    marked: MarkedOut | None


class AnswerResponse(BaseModel):
    """An answer or an abstention, with the nearest passages, read from one generation.

    `reason` says why there is no answer: `nothing_found`, or `not_answered` where no sentence of
    the nearest passages is likely enough to answer. `missing` are then words of the question, ten
    at most, that stand in none of those passages, in whatever language.
    """

    question: str
    collection: str
    generation: int
    took_ms: float
    abstained: bool
    reason: AbstentionReason | None
    missing: list[str]
    answer: AnswerOut | None
    hits: list[HitOut]


def answer_response(result: AnswerResult, *, took_ms: float) -> AnswerResponse:
    """Return `result` in its shape for programs; `took_ms` is in milliseconds."""
    abstention = result.abstention
    return AnswerResponse.model_validate(
        {
            "question": result.question,
            "collection": result.collection,
            "generation": result.generation,
            "took_ms": round(took_ms, 2),
            "abstained": abstention is not None,
            "reason": abstention.reason if abstention else None,
            "missing": list(abstention.missing) if abstention else [],
            "answer": result.answer,
            "hits": hits_out(result.hits),
        },
        from_attributes=True,
    )
