"""A search, and the hits that answer it."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from index.types import DEFAULT_COLLECTION, Hit, Mode, Route, SearchResult, Stage
from service.schemas.fields import Collection, Count, Explain, FilterIn, FilterText, Query, Request


class SearchBody(Request):
    """A search: the options of `SearchRequest` that programs have."""

    query: Query
    k: Count = 10
    mode: Mode = "hybrid"
    collection: Collection = DEFAULT_COLLECTION
    filter: FilterIn | None = None
    explain: Explain = False


class SearchParameters(SearchBody):
    """A search in an address, for a browser or curl, whose every value is text."""

    model_config = ConfigDict(strict=False)

    query: Annotated[Query, Field(alias="q")]
    filter: FilterText | None = None


class PassageOut(BaseModel):
    """A passage: its characters are those of the citation's span."""

    id: str
    text: str


class CitationOut(BaseModel):
    """The exact characters of a source: W3C text position and text quote selectors."""

    document_id: str
    title: str
    source: str
    sha256: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    line: int | None
    page: int | None
    part: str | None


class SentenceOut(BaseModel):
    """A sentence of the passage, by its place in the document."""

    start: int
    end: int
    quote: str


class MatchedTermOut(BaseModel):
    """A word of the query found in the passage, as `found`, by the `term` that both lead to.

    `language` is that of the passage's word, null for a number; `contribution` is the product of
    the two weights.
    """

    word: str
    found: str
    term: str
    language: str | None
    route: Route
    query_weight: float
    passage_weight: float
    contribution: float


class DenseExplanationOut(BaseModel):
    """The cosines to the query; null where the dense half did not return the passage."""

    passage: float | None
    sentence: float | None
    gave: float


class SparseExplanationOut(BaseModel):
    """The terms that matched; their contributions add up to the hit's sparse score."""

    terms: list[MatchedTermOut]
    gave: float


class ScoreExplanationOut(BaseModel):
    """What a stage after fusion, such as a reranker, made of it; null where it did not read it."""

    score: float | None
    gave: float


Scores = Annotated[
    dict[Stage, float | None],
    Field(
        description="What each stage made of the passage, null where it did not return it:"
        " dense is the mean of the cosines of the passage and of its best sentence, sparse is BM25."
    ),
]
Explanation = Annotated[
    dict[Stage, DenseExplanationOut | SparseExplanationOut | ScoreExplanationOut | None] | None,
    Field(
        description="What each stage gave, which adds up to the hit's score, null for one that was"
        " not asked; null as a whole where the request did not ask why."
    ),
]


class HitOut(BaseModel):
    """A passage that answers, with its score and citation."""

    rank: int
    score: float
    scores: Scores
    passage: PassageOut
    citation: CitationOut
    best_sentence: SentenceOut | None
    explanation: Explanation


class SearchResponse(BaseModel):
    """The hits of one query, best first, read from one generation."""

    query: str
    mode: Mode
    collection: str
    generation: int
    took_ms: float
    hits: list[HitOut]


def search_response(result: SearchResult, *, took_ms: float) -> SearchResponse:
    """Return `result` in its shape for programs; `took_ms` is in milliseconds."""
    return SearchResponse.model_validate(
        {
            "query": result.query,
            "mode": result.mode,
            "collection": result.collection,
            "generation": result.generation,
            "took_ms": round(took_ms, 2),
            "hits": hits_out(result.hits),
        },
        from_attributes=True,
    )


def hits_out(hits: Sequence[Hit]) -> list[dict[str, object]]:
    """Return the fields of `HitOut` for each hit."""
    return [
        {
            "rank": hit.rank,
            "score": hit.score,
            "scores": hit.scores,
            "passage": {"id": hit.passage_id, "text": hit.text},
            "citation": hit.citation,
            "best_sentence": hit.best_sentence,
            "explanation": hit.explanation,
        }
        for hit in hits
    ]
