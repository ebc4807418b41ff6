"""A search, and the hits that answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field

from index.roots import Coverage
from index.types import (
    DEFAULT_COLLECTION,
    Citation,
    Hit,
    Mode,
    Quote,
    SearchResult,
    Stage,
    StageExplanation,
)
from service.schemas.fields import (
    Collection,
    Count,
    Explain,
    FilterIn,
    FilterText,
    Query,
    Request,
    Rerank,
)
from service.schemas.responses import Out, narrowed


class SearchBody(Request):
    """A search: the options of `SearchRequest` that programs have."""

    query: Query
    k: Count = 10
    mode: Mode = "hybrid"
    collection: Collection = DEFAULT_COLLECTION
    filter: FilterIn | None = None
    rerank: Rerank = False
    explain: Explain = False


class SearchParameters(SearchBody):
    """A search in an address, for a browser or curl, whose every value is text."""

    model_config = ConfigDict(strict=False)

    query: Annotated[Query, Field(alias="q")]
    filter: FilterText | None = None


@dataclass(frozen=True, slots=True)
class PassageOut:
    """A passage: its characters are those of the citation's span."""

    id: str
    text: str


Scores = Annotated[
    Mapping[Stage, float | None],
    Field(
        description="What each stage made of the passage, null where it did not return it:"
        " dense is the mean of the cosines of the passage and of its best sentence, sparse is BM25."
    ),
]
Explanation = Annotated[
    Mapping[Stage, StageExplanation | None] | None,
    Field(
        description="What each stage gave, which adds up to the hit's score, null for one that was"
        " not asked; null as a whole where the request did not ask why."
    ),
]


@dataclass(frozen=True, slots=True)
class HitOut(Out):
    """A passage that answers, with its score and citation."""

    rank: int
    score: float
    scores: Scores
    passage: PassageOut
    citation: Citation
    best_sentence: Quote | None
    explanation: Explanation


CoverageOut = Annotated[
    Coverage,
    Field(
        description="What the collection holds, whatever a filter let pass: its documents, and the"
        " files of its folders that are not read, null where that is not known."
    ),
]


@dataclass(frozen=True, slots=True)
class SearchResponse(Out):
    """The hits of one query, best first, read from one generation.

    `did_you_mean` is the query as it was understood, where words of it had typing errors or were
    typed on the other keyboard layout. `nowhere` are the identifiers, dates, amounts and quoted
    phrases in it that no passage has.
    """

    query: str
    mode: Mode
    collection: str
    generation: int
    took_ms: float
    hits: tuple[HitOut, ...]
    coverage: CoverageOut
    did_you_mean: str | None
    nowhere: tuple[str, ...]


def search_response(result: SearchResult, *, took_ms: float) -> SearchResponse:
    """Return `result` in its shape for programs; `took_ms` is in milliseconds."""
    return narrowed(SearchResponse, result, took_ms=round(took_ms, 2), hits=hits_out(result.hits))


def hits_out(hits: Sequence[Hit]) -> tuple[HitOut, ...]:
    """Return hits in their shape for programs."""
    return tuple(
        narrowed(HitOut, hit, passage=PassageOut(id=hit.passage_id, text=hit.text)) for hit in hits
    )
