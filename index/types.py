"""The vocabulary: documents, passages, hits and citations.

Every offset is in Unicode code points of a document's canonical text, and every span is half open.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import Literal, Self, TypeVar

from index.errors import UnreadCode
from index.roots import Coverage, Duplicate, RootChange, Unread

DEFAULT_COLLECTION = "default"

LONGEST_QUERY = 10_000
"""In code points."""

MOST_HITS = 100

Mode = Literal["dense", "sparse", "hybrid"]
AnswerType = Literal["person", "place", "date", "number", "organisation"]
Band = Literal["surely", "probably", "not_sure"]
"""What a confidence means: the share of right answers in each band was measured."""
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

Sort = Literal["source", "title", "added", "modified", "size", "length"]
"""What the documents of a collection can be listed by."""

MetadataValue = str | int | float | bool
Metadata = Mapping[str, MetadataValue | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from `start` up to, not including, `end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def cut(self, text: str) -> str:
        """Return the characters of `text` that this span names."""
        return text[self.start : self.end]

    def moved(self, by: int) -> Self:
        """Return the span of the same characters where so many more stand before them."""
        return type(self)(self.start + by, self.end + by)


BlockKind = Literal["heading", "paragraph", "list_item", "table", "table_row", "code"]
"""A `table` is a whole one, where its rows are not set apart."""


@dataclass(frozen=True, slots=True)
class Block:
    """What an author set apart, and the spans of the headings above it, outermost first.

    `level` is a heading's depth from 1, and 0 for every other kind. `header` is of a table's row
    the one that names its columns, an earlier block of the kind `table_row`; None for that row
    itself, where no row names them, and for every other kind.
    """

    span: Span
    kind: BlockKind
    level: int = 0
    headings: tuple[Span, ...] = ()
    header: Span | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page (from 1) in points, 1/72 inch, from the left and the top of the page.

    The page is as it is shown, turned and cropped; `x0` is left of `x1` and `y0` above `y1`.
    """

    page: int
    x0: int
    y0: int
    x1: int
    y1: int


_Mark = TypeVar("_Mark", int, str, Box)


@dataclass(frozen=True, slots=True)
class Places:
    """Where in its source a document's characters stand, as far as that is known.

    `lines` says that the lines of the canonical text are the source's own. `pages` and `parts`
    hold from which character on (ascending) which page (from 1) or which part (a sheet with its
    cells, a slide, an attachment) it is, None where it is none from there on. `boxes` hold the same
    of the rectangle in which a line of a page stands.
    """

    lines: bool = False
    pages: tuple[tuple[int, int | None], ...] = ()
    parts: tuple[tuple[int, str | None], ...] = ()
    boxes: tuple[tuple[int, Box | None], ...] = ()

    def __post_init__(self) -> None:
        for marks in (self.pages, self.parts, self.boxes):
            starts = [-1, *(start for start, _ in marks)]
            if any(start >= later for start, later in pairwise(starts)):
                raise ValueError("pages, parts and boxes are in the order of the text")
        if any(number is not None and number < 1 for _, number in self.pages):
            raise ValueError("pages count from 1")

    def page(self, position: int) -> int | None:
        """Return the page of the character at `position`, None where it is on none."""
        return _mark_at(self.pages, position)

    def part(self, position: int) -> str | None:
        """Return the part that the character at `position` is in, None where it is in none."""
        return _mark_at(self.parts, position)

    def boxes_of(self, span: Span) -> tuple[Box, ...]:
        """Return the boxes of the lines that `span` touches, as far as they are known."""
        first = max(0, bisect_right(self.boxes, span.start, key=_start) - 1)
        last = max(first + 1, bisect_right(self.boxes, span.end - 1, key=_start))
        if span.start == span.end or not self.boxes or self.boxes[first][0] >= span.end:
            return ()
        return tuple(box for _, box in self.boxes[first:last] if box is not None)


def _start(mark: tuple[int, object]) -> int:
    return mark[0]


def _mark_at(marks: Sequence[tuple[int, _Mark | None]], position: int) -> _Mark | None:
    before = bisect_right(marks, position, key=_start)
    return marks[before - 1][1] if before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One source the user gave.

    `text` is the canonical text that citations point into, `blocks` what it is made of, in order
    and not overlapping, and `places` where that stands in the source. The reader `reader` of the
    version `reader_version` made them. `sha256` is of the source's bytes and names the version,
    `size` is how many they are, None where that was not kept; `text_sha256` is of the canonical
    text in UTF-8. `original` are the bytes themselves, where they are to be kept.
    """

    collection: str
    source: str
    title: str
    language: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    places: Places
    reader: str
    reader_version: int
    sha256: str
    text_sha256: str
    size: int | None = None
    metadata: Metadata = field(default_factory=dict)
    original: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def document_id(self) -> str:
        """Return the identity that survives new versions: a hash of collection and source."""
        return make_document_id(collection=self.collection, source=self.source)


def make_document_id(*, collection: str, source: str) -> str:
    """Return the id of the document that a source is in a collection."""
    return blake2b(f"{collection}\0{source}".encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class SourceVersion:
    """The bytes of a source that were read, by their sha256, and the reader of them."""

    sha256: str
    reader: str
    reader_version: int


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What is known of a stored document, without its text.

    `length` is in code points, `passages` is their number, `size` is in bytes of the source.
    `added` is when the document came and `modified` when the bytes of this version did, in seconds
    since 1970. These three are None where they were not kept.
    """

    document_id: str
    collection: str
    source: str
    title: str
    language: str
    media_type: str
    sha256: str
    text_sha256: str
    length: int
    passages: int
    size: int | None
    added: int | None
    modified: int | None
    metadata: Metadata

    @property
    def attributes(self) -> Mapping[str, Sequence[MetadataValue]]:
        """Return what a filter may ask of it: the values of each key.

        What it says of itself comes before what is known of its file.
        """
        told: dict[str, Sequence[MetadataValue]] = {
            key: value if isinstance(value, tuple) else (value,)
            for key, value in self.metadata.items()
        }
        known = {
            "media_type": self.media_type,
            "size": self.size,
            "added": self.added,
            "modified": self.modified,
        }
        of_file: dict[str, Sequence[MetadataValue]] = {
            key: (value,) for key, value in known.items() if value is not None
        }
        own = {"source": self.source, "title": self.title, "language": self.language}
        of_file["folder"] = folders_of(self.source)
        return of_file | told | {key: (value,) for key, value in own.items()}


def folders_of(source: str) -> tuple[str, ...]:
    """Return the folders that a source is in, the outermost first: `a` and `a/b` of `a/b/c.md`."""
    steps = source.split("/")[:-1]
    return tuple("/".join(steps[: depth + 1]) for depth in range(len(steps)))


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes that a document was read from, of the version that the index holds."""

    document: DocumentInfo
    generation: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DocumentList:
    """One page of a collection's documents.

    `total` counts all that were asked for; `next` is the cursor of the page after this one, None
    for the last one.
    """

    collection: str
    generation: int
    total: int
    documents: tuple[DocumentInfo, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A name, and how many documents have it."""

    name: str
    documents: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a folder holds: the folders in it by their names, and its languages, the most first.

    A folder counts all documents below it; the languages are those of all documents below this one.
    """

    folders: tuple[Counted, ...]
    languages: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file that was sent to be put into collections later.

    `added` is in seconds since 1970, `size` in bytes.
    """

    file_id: str
    name: str
    purpose: str
    added: int
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Placement:
    """What became of a file in a collection: a document, or why there is none.

    `batch` names the files that were put there together, `added` is when, in seconds since 1970.
    """

    collection: str
    file_id: str
    batch: str | None
    document_id: str | None
    added: int
    code: UnreadCode | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class DeletedDocument:
    """A document, or a version of one, that can be brought back.

    `change` is the first generation of what deleted it, by which it is undone; it was `deleted` and
    is kept `until` then, in seconds since 1970. One that was `replaced` was sent, and another
    version took its place. `length` is in code points.
    """

    document_id: str
    source: str
    title: str
    kind: Literal["deleted", "replaced"]
    change: int
    deleted: int
    until: int
    length: int
    passages: int


@dataclass(frozen=True, slots=True)
class DeletedList:
    """A page of what of a collection can be brought back, the last deleted first."""

    collection: str
    generation: int
    total: int
    documents: tuple[DeletedDocument, ...]


@dataclass(frozen=True, slots=True)
class DeletionReport:
    """What deleting several documents did, or would do.

    `matched` are those that were meant, with so many `passages`, and `deleted` those that went;
    `sources` are the first hundred of them. `change` is what brings them back.
    """

    collection: str
    generation: int
    matched: int
    deleted: int
    passages: int
    sources: tuple[str, ...]
    change: int | None


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What bringing back did; `present` are documents that were there again, and stay."""

    collection: str
    generation: int
    change: int
    restored: tuple[DeletedDocument, ...]
    present: tuple[DeletedDocument, ...]


@dataclass(frozen=True, slots=True)
class CollectionInfo:
    """A collection, with the numbers of its documents and passages.

    `model` and the fingerprints name the encoders its vectors come from, None while it is empty;
    `generation` is that of its own last change. `created` is when it was made, in seconds since
    1970, None where that was not kept.
    """

    name: str
    documents: int
    passages: int
    model: str | None
    dense_fingerprint: str | None
    sparse_fingerprint: str | None
    generation: int
    created: int | None


@dataclass(frozen=True, slots=True)
class CollectionList:
    """The collections there are, in the order of their names."""

    generation: int
    collections: tuple[CollectionInfo, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The characters `start` to `end` of a stored document.

    `line` is that of `start`, from 1, None where the document has no lines of its own.
    """

    document: DocumentInfo
    generation: int
    start: int
    end: int
    text: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document, the unit that is indexed and returned, with its sentences' spans.

    `context` is what stands above it, a line each, outermost first: it is encoded with the passage
    and is no part of it.
    """

    span: Span
    text: str
    sentences: tuple[Span, ...]
    context: str = ""


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

    `sentences` are those of the passage, `best_sentence` the one nearest to the query, None where
    whole passages alone were asked for. `explanation` is there where it was asked for. `context` is
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


@dataclass(frozen=True, slots=True)
class Marked:
    """The characters of a document that give what was asked for, and of which kind that is.

    `type` is None where the question does not say what kind it wants.
    """

    start: int
    end: int
    type: AnswerType | None


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """What another document answers instead: its sentence, and the words of it that differ.

    `confidence` is the probability that it is right.
    """

    citation: Citation
    marked: Marked
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A sentence that answers a question, or two side by side, with their place.

    `confidence` is the probability that it is right and `band` what that means in words, both None
    where that was not learned. `marked` are the words of the sentence that answer, where that is
    clear enough. `elsewhere` are the other places where the same sentence stands; `otherwise` is
    what other documents answer instead, where they differ.
    """

    text: str
    confidence: float | None
    citation: Citation
    marked: Marked | None
    band: Band | None
    elsewhere: tuple[Citation, ...]
    otherwise: tuple[OtherAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Starter:
    """A question to begin with, and the document that answers it."""

    question: str
    document_id: str


AbstentionReason = Literal["nothing_found", "not_answered"]
"""No passage was found at all; or no sentence found is likely enough to answer."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why there is no answer.

    `missing` are words of the question, ten at most, that no near passage holds; first the
    identifiers and quoted phrases that no passage at all does. `likeliest` is what would
    have been the answer, had it been likely enough.
    """

    reason: AbstentionReason
    missing: tuple[str, ...]
    likeliest: Answer | None = None


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """What the documents of a collection say to a question, all read from one generation.

    Either `answer` or `abstention` is there; `hits` are the nearest passages, best first.
    `did_you_mean` and `nowhere` are as in `SearchResult`.
    `coverage` is what the collection holds, whatever a filter let pass.
    """

    question: str
    collection: str
    generation: int
    answer: Answer | None
    abstention: Abstention | None
    hits: tuple[Hit, ...]
    coverage: Coverage
    did_you_mean: str | None = None
    nowhere: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


Phase = Literal["reading", "encoding", "writing"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long run has come: `done` of `total` documents, `source` the last one.

    `encoded` of the `passages` that were made so far have their vectors; `kept` documents are in
    the index, those that were there before among them.
    """

    done: int
    total: int
    source: str
    phase: Phase = "reading"
    encoded: int = 0
    passages: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be indexed, and why: `reason` for a person, `code` for programs."""

    source: str
    reason: str
    code: UnreadCode


@dataclass(frozen=True, slots=True)
class AddReport:
    """What adding documents did: counts of documents, and of the passages that are new.

    `removed` counts the documents whose source is gone, where those were to be removed; `embedded`
    the passages whose text had to be encoded. `unread` are the files in the folders given that were
    not read, those of `failed` among them; `passed_over` counts those that no reader knows by
    suffix ("" for none), the most first. `duplicates` are the documents written whose text another
    document holds too; `roots` the folders that are new or were found elsewhere.
    """

    added: int
    replaced: int
    unchanged: int
    removed: int
    passages: int
    embedded: int
    failed: tuple[Failure, ...]
    generation: int
    passed_over: Mapping[str, int] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    roots: tuple[RootChange, ...] = ()
