"""What a search returns: hits with their citations, and why they stand where they do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.roots import Coverage
from index.types.documents import MetadataValue
from index.types.text import Box

LONGEST_QUERY = 10_000
"""In code points."""

MOST_HITS = 100

Mode = Literal["dense", "sparse", "hybrid"]

Route = Literal[
    "stem",
    "translation",
    "name",
    "number",
    "identifier",
    "date",
    "title",
    "abbreviation",
    "spelling",
    "layout",
]
"""How a word of a query leads to a term of a passage: as it is, translated, as a name that sounds
alike, by the value of a number or a date, as an identifier whatever its separators, through the
document's title, as an abbreviation of the words or the other way round, or as what must have been
meant by a word with a typing error, or by one that was typed on the other keyboard layout."""

Stage = Literal["dense", "sparse", "exact", "rerank"]
"""What gives a hit's score a part: each half of the search, what the passage has of what was named
exactly, where anything was, and a reranker where one is set."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact characters of a source: W3C text position and text quote selectors in one.

    `quote` is `text[start:end]` of the document's canonical text; `prefix` and `suffix` are the
    characters beside it. `line` and `page`, from 1, and `part` (a sheet with its cells, a slide, an
    attachment) are where its first character stands, None where that is unknown. `boxes` are those
    of the lines of a page that it touches, where they are known.
    """

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
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a document with its characters."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """A word of the query found in a passage.

    `word` stands in the query as it was understood, `found` in the passage, or by the route `title`
    in what its document is called; `term` is what both lead to, in the
    `language` given (ISO 639-1), None for a number and where it may be of several. `contribution`
    is the product of the two weights.
    """

    word: str
    found: str
    term: str
    language: str | None
    route: Route
    query_weight: float
    passage_weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class DenseExplanation:
    """The cosines of a passage and of its best sentence to the query, and what they gave.

    `passage` is None where the dense half did not return it, `sentence` there too and where
    sentences were not looked at. `gave` is the stage's part of the hit's score.
    """

    passage: float | None
    sentence: float | None
    gave: float


@dataclass(frozen=True, slots=True)
class SparseExplanation:
    """The terms that matched, most first; their contributions add up to the hit's sparse score.

    There are none where the sparse half did not return the passage. `gave` is the stage's part of
    the hit's score.
    """

    terms: tuple[MatchedTerm, ...]
    gave: float


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """What a stage after fusion made of the passage, and what that gave the hit's score.

    `score` is None where the stage, such as a reranker, did not read it.
    """

    score: float | None
    gave: float


StageExplanation = DenseExplanation | SparseExplanation | ScoreExplanation
Explanation = Mapping[Stage, StageExplanation | None]
"""Why a passage stands where it does, by stage: parts that add up to the hit's score.

Both halves are always named, with None for one that was not asked.
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its score and rank (from 1) for a query.

    `scores` are what the stages made of it, None where one did not return it or was not asked, both
    halves always named: `dense` is the mean of two cosines to the query, the passage's and its best
    sentence's, which are the same for a passage of one sentence; `sparse` is the passage's BM25;
    `rerank` is what a reranker says, where one is set.

    `sentences` are those of the passage, `best_sentence` the one that the query finds first, by
    what it names exactly, then by nearness and words, in mode dense by nearness; None where whole
    passages alone were asked for. `explanation` is there where it was asked for. `context` is
    what stands above the passage, headings and a table's header, and counts for it too.
    """

    rank: int
    score: float
    scores: Mapping[Stage, float | None]
    passage_id: str
    citation: Citation
    sentences: tuple[Quote, ...]
    best_sentence: Quote | None = None
    explanation: Explanation | None = None
    context: str = ""
    collection: str = ""

    @property
    def text(self) -> str:
        """Return the passage's characters."""
        return self.citation.quote


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that some documents have, and how many of them."""

    value: MetadataValue
    count: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of one query, best first, all read from one generation.

    `coverage` is what the collection holds, whatever a filter let pass.
    `did_you_mean` is the query as it was understood where words of it had typing errors or were
    typed on the other keyboard layout, else None. `nowhere` are the identifiers, dates, amounts and
    quoted phrases in it that no passage has.
    """

    query: str
    mode: Mode
    collection: str
    generation: int
    hits: tuple[Hit, ...]
    coverage: Coverage
    did_you_mean: str | None = None
    nowhere: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
