"""A search, and the hits that answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from index.roots import Coverage
from index.search.request import MOST_FACETS, MOST_OFFSET
from index.types import (
    DEFAULT_COLLECTION,
    Citation,
    FacetValue,
    Hit,
    Mode,
    Quote,
    SearchResult,
    Stage,
    StageExplanation,
)
from service.schemas.fields import (
    Collection,
    Collections,
    Count,
    Explain,
    FilterIn,
    FilterText,
    Query,
    Request,
    Rerank,
    Words,
)
from service.schemas.responses import Out, narrowed

MOST_QUERIES = 100


class SearchOptions(Request):
    """How to search: the options of `SearchRequest` that programs have."""

    k: Count = 10
    mode: Annotated[
        Mode, Field(description="By meaning (dense), by words (sparse), or by both (hybrid).")
    ] = "hybrid"
    collection: Collection = DEFAULT_COLLECTION
    collections: Collections | None = None
    filter: FilterIn | None = None
    rerank: Rerank = False
    explain: Explain = False
    offset: Annotated[
        int, Field(ge=0, le=MOST_OFFSET, description="How many passages to pass over.")
    ] = 0
    min_score: Annotated[
        float | None,
        Field(
            allow_inf_nan=False,
            description="The least score of a passage; scores of different modes are others.",
        ),
    ] = None
    facets: Annotated[
        tuple[Annotated[Words, Field(min_length=1)], ...],
        Field(
            max_length=MOST_FACETS,
            strict=False,
            description="Keys as of a filter, such as `language` or `folder`, of which to count the"
            " values that the documents of the best passages have.",
        ),
    ] = ()

    @property
    def options(self) -> dict[str, Any]:
        """Return the options as `Index.search` takes them."""
        given = {name: getattr(self, name) for name in SearchOptions.model_fields}
        several = given.pop("collections")
        return given if several is None else {**given, "collection": several}


class Asked(Request):
    """What is asked: it stands before the options."""

    query: Query


class AskedInAddress(Request):
    """What is asked, by the name that addresses have for it."""

    query: Annotated[Query, Field(alias="q")]


class SearchBody(SearchOptions, Asked):
    """A search."""


class SearchBatchBody(SearchOptions):
    """Several searches with the same options, which are encoded together."""

    queries: Annotated[
        list[Query],
        Field(min_length=1, max_length=MOST_QUERIES, description="The questions, in any words."),
    ]


class SearchParameters(SearchOptions, AskedInAddress):
    """A search in an address, for a browser or curl, whose every value is text."""

    model_config = ConfigDict(strict=False)

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
    collection: str
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
    phrases in it that no passage has. `collections` are those that were searched, and `collection`
    the first of them. `facets` are the values by key, the most frequent first, and how many
    documents have each.
    """

    query: str
    mode: Mode
    collection: str
    collections: tuple[str, ...]
    generation: int
    took_ms: float
    hits: tuple[HitOut, ...]
    coverage: CoverageOut
    did_you_mean: str | None
    nowhere: tuple[str, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]


@dataclass(frozen=True, slots=True)
class SearchBatchResponse(Out):
    """What was found for each query, in their order, all read from one generation."""

    took_ms: float
    results: tuple[SearchResponse, ...]


def search_response(result: SearchResult, *, took_ms: float) -> SearchResponse:
    """Return `result` in its shape for programs; `took_ms` is in milliseconds."""
    return narrowed(SearchResponse, result, took_ms=round(took_ms, 2), hits=hits_out(result.hits))


def hits_out(hits: Sequence[Hit]) -> tuple[HitOut, ...]:
    """Return hits in their shape for programs."""
    return tuple(
        narrowed(HitOut, hit, passage=PassageOut(id=hit.passage_id, text=hit.text)) for hit in hits
    )
