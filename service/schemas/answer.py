"""A question, and the answer or abstention that it gets."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field

from index.types import DEFAULT_COLLECTION, AbstentionReason, Answer, AnswerResult
from service.schemas.fields import (
    Collection,
    Collections,
    Count,
    FilterIn,
    FilterText,
    Query,
    Request,
    Rerank,
)
from service.schemas.responses import Out, narrowed
from service.schemas.search import CoverageOut, HitOut, hits_out

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
    collections: Collections | None = None
    filter: FilterIn | None = None
    threshold: Threshold = None
    rerank: Rerank = False


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


@dataclass(frozen=True, slots=True)
class AnswerResponse(Out):
    """An answer or an abstention, with the nearest passages, read from one generation.

    `reason` says why there is no answer: `nothing_found`, or `not_answered` where no sentence of
    the nearest passages is likely enough to answer. `missing` are then words of the question, ten
    at most, that stand in none of those passages, in whatever language. `did_you_mean` and
    `nowhere` are as in a search.
    """

    question: str
    collection: str
    collections: tuple[str, ...]
    generation: int
    took_ms: float
    abstained: bool
    reason: AbstentionReason | None
    missing: tuple[str, ...]
    likeliest: Annotated[
        Answer | None,
        Field(description="What would have been the answer, had it been likely enough."),
    ]
    answer: Answer | None
    hits: tuple[HitOut, ...]
    coverage: CoverageOut
    did_you_mean: str | None
    nowhere: tuple[str, ...]


def answer_response(result: AnswerResult, *, took_ms: float) -> AnswerResponse:
    """Return `result` in its shape for programs; `took_ms` is in milliseconds."""
    abstention = result.abstention
    return narrowed(
        AnswerResponse,
        result,
        took_ms=round(took_ms, 2),
        abstained=abstention is not None,
        reason=abstention.reason if abstention else None,
        missing=abstention.missing if abstention else (),
        likeliest=abstention.likeliest if abstention else None,
        hits=hits_out(result.hits),
    )
