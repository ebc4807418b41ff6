"""What the tools take and give. Their schemas are what an agent goes by.

`search` and `fetch` have the shapes that connectors of chat front ends ask for: one string in, and
out `results` of `id`, `title` and `url`, or one document with `text` and `metadata`.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from index.roots import Coverage
from index.text.folding import Difference
from index.types import Abstention, Answer, Citation, Metadata
from index.verify.claims import AbsentBecause, Piece, Verdict
from service.schemas.answer import Threshold
from service.schemas.citations import CitationIn
from service.schemas.collections import CollectionOut
from service.schemas.fields import NO_NUL, Collection, FilterIn, Query, Request, whole
from service.schemas.responses import Out

ToolCollection = Annotated[
    Collection | None,
    Field(description="The set of documents to use; by default the one that `search` looks in."),
]


class SearchArguments(Request):
    """What to look for."""

    query: Query


class FetchArguments(Request):
    """What to read."""

    id: Annotated[
        str,
        Field(
            min_length=1,
            max_length=100,
            description="An id from `search`, or the document_id of a citation.",
        ),
        AfterValidator(whole),
        NO_NUL,
    ]


class AnswerArguments(Request):
    """A question to the documents."""

    question: Query
    collection: ToolCollection = None
    filter: Annotated[
        FilterIn | None,
        Field(description="Keeps to documents by source, title, language or front matter."),
    ] = None
    threshold: Threshold = None


class VerifyArguments(CitationIn):
    """A quote, and where it should stand; a citation from `answer` can be passed as it came."""

    collection: ToolCollection = None


class NoArguments(Request):
    """Nothing."""


@dataclass(frozen=True, slots=True)
class FoundOut(Out):
    """A passage: `id` is what `fetch` reads more of, `url` opens its place."""

    id: str
    title: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class SearchOut(Out):
    """Passages, best first."""

    results: tuple[FoundOut, ...]


@dataclass(frozen=True, slots=True)
class FetchedMetadata(Out):
    """Which characters of a document these are, from `start` up to, not including, `end`.

    `length` is that of the whole document, all three in code points. `previous` and `next` are the
    ids of the characters before and after, null where there are none. `sha256` is of the source's
    bytes; `attributes` are the document's front matter and the like.
    """

    source: str
    collection: str
    language: str
    sha256: str
    start: int
    end: int
    length: int
    line: int | None
    previous: str | None
    next: str | None
    attributes: Metadata


@dataclass(frozen=True, slots=True)
class FetchedOut(Out):
    """The text of a document, or of the part of a long one that the id is in the middle of."""

    id: str
    title: str
    text: str
    url: str
    metadata: FetchedMetadata


@dataclass(frozen=True, slots=True)
class AnswerOut(Out):
    """The sentence that answers with its citation, or in `abstention` why there is none.

    `url` opens the cited place; `passages` are the nearest ones, best first; `coverage` is what the
    collection holds, and how many files of its folders are not read.
    """

    question: str
    collection: str
    generation: int
    answer: Answer | None
    url: str | None
    abstention: Abstention | None
    passages: tuple[FoundOut, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class VerifiedOut(Out):
    """What is true of a quote.

    `verbatim`: it stands where it is said to. `moved`: it stands in the document, but elsewhere or
    in another version. `absent`: it does not, and `failure` says which way. `citation` is where it
    stands now, or what it was altered from, and `url` opens that place; `places` are ten at most.
    """

    verdict: Verdict
    failure: AbsentBecause | None
    message: str
    citation: Citation | None
    url: str | None
    places: tuple[Citation, ...]
    more_places: bool
    differs_only_in: tuple[Difference, ...]
    pieces: tuple[Piece, ...]
    elided: bool
    collection: str
    generation: int


@dataclass(frozen=True, slots=True)
class CollectionsOut(Out):
    """The collections there are; `searched` is the one that `search` looks in."""

    searched: str
    generation: int
    collections: tuple[CollectionOut, ...]
