"""What programs send and receive over HTTP; `spravka search --json` prints the same shapes.

Field names and nesting are a contract. Requests refuse unknown fields and wrong types; every text
in them is whole Unicode without NUL. Offsets are code points of a document's canonical text.
"""

import json
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
)

from index.errors import InvalidInput
from index.filters import Filter, parse_filter
from index.types import (
    DEFAULT_COLLECTION,
    LONGEST_QUERY,
    MOST_HITS,
    Language,
    MetadataValue,
    Mode,
    Route,
    SearchResult,
)

MOST_DOCUMENTS = 1000
FARTHEST = 2**40


def _whole(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not hold NUL characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half of a surrogate pair, which is no character") from None
    return text


_NO_NUL = Field(json_schema_extra={"pattern": r"^[^\u0000]*$"})
# Lengths come before our own validator: behind it they would be told as "items", not characters.
Query = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_QUERY, description="The question, in any words."),
    AfterValidator(_whole),
    _NO_NUL,
]
Count = Annotated[int, Field(ge=1, le=MOST_HITS, description="How many passages to return.")]
Explain = Annotated[bool, Field(description="Say for each hit why it stands where it does.")]
Collection = Annotated[
    str,
    Field(min_length=1, max_length=200, description="The set of documents to look in."),
    AfterValidator(_whole),
    _NO_NUL,
]


def _filter(value: object) -> Filter:
    try:
        _whole(json.dumps(value, ensure_ascii=False, allow_nan=False))
        return parse_filter(value)
    except InvalidInput as error:
        raise ValueError(str(error)) from None


FilterIn = Annotated[
    Filter,
    PlainValidator(_filter),
    WithJsonSchema(
        {
            "type": "object",
            "description": "Keeps to documents by source, title, language or front matter.",
            "required": ["type"],
            "additionalProperties": False,
            "properties": {
                "type": {"enum": ["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin", "and", "or"]},
                "key": {"type": "string", "minLength": 1},
                "value": {"description": "A string, number or boolean; a list for in and nin."},
                "filters": {"type": "array", "items": {"type": "object"}, "minItems": 1},
            },
        }
    ),
]


def _filter_of_text(text: str) -> Filter:
    try:
        value = json.loads(_whole(text))
    except json.JSONDecodeError as error:
        raise ValueError(f"the filter is not JSON: {error}") from None
    except RecursionError:
        raise ValueError("the filter is nested too deep") from None
    return _filter(value)


FilterText = Annotated[
    Filter,
    PlainValidator(_filter_of_text),
    WithJsonSchema({"type": "string", "description": "The filter of a body, as JSON."}),
]


class Request(BaseModel):
    """A body: nothing unknown, nothing converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SearchBody(Request):
    """A search."""

    query: Query
    k: Count = 10
    mode: Mode = "hybrid"
    collection: Collection = DEFAULT_COLLECTION
    filter: FilterIn | None = None
    explain: Explain = False


class SearchParameters(BaseModel):
    """A search in an address, for a browser or curl."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Query
    k: Count = 10
    mode: Mode = "hybrid"
    collection: Collection = DEFAULT_COLLECTION
    filter: FilterText | None = None
    explain: Explain = False


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


class ScoresOut(BaseModel):
    """What each half gave a hit; null where it did not return it.

    `dense` is the mean of the cosines of the passage and of its best sentence, `sparse` BM25.
    """

    dense: float | None
    sparse: float | None


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
    language: Language | None
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


class ExplanationOut(BaseModel):
    """What each half gave, which adds up to the hit's score; null for a half not asked."""

    dense: DenseExplanationOut | None
    sparse: SparseExplanationOut | None


class HitOut(BaseModel):
    """A passage that answers, with its score and citation.

    `explanation` is null where the request did not ask for it.
    """

    rank: int
    score: float
    scores: ScoresOut
    passage: PassageOut
    citation: CitationOut
    best_sentence: SentenceOut | None
    explanation: ExplanationOut | None


class SearchResponse(BaseModel):
    """The hits of one query, best first, read from one generation."""

    query: str
    mode: Mode
    collection: str
    generation: int
    took_ms: float
    hits: list[HitOut]


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


class HealthResponse(BaseModel):
    """The process answers."""

    status: Literal["ok"]


class EncodersOut(BaseModel):
    """The fingerprints of the encoders that made the index."""

    dense: str
    sparse: str


class ReadyResponse(BaseModel):
    """The index is open and warm."""

    status: Literal["ready"]
    generation: int
    encoders: EncodersOut


class ProblemResponse(BaseModel):
    """Problem details as RFC 9457 has them; `type` is an address on this server.

    Each of `errors` has a `detail` and the place it is about: a `parameter`, or a `pointer` (a JSON
    pointer) into the body.
    """

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, str]] | None = None


def search_response(result: SearchResult, *, took_ms: float) -> SearchResponse:
    """Return `result` in its shape for programs; `took_ms` is in milliseconds."""
    return SearchResponse.model_validate(
        {
            "query": result.query,
            "mode": result.mode,
            "collection": result.collection,
            "generation": result.generation,
            "took_ms": round(took_ms, 2),
            "hits": [
                {
                    "rank": hit.rank,
                    "score": hit.score,
                    "scores": hit.scores,
                    "passage": {"id": hit.passage_id, "text": hit.text},
                    "citation": hit.citation,
                    "best_sentence": hit.best_sentence,
                    "explanation": hit.explanation,
                }
                for hit in result.hits
            ],
        },
        from_attributes=True,
    )
