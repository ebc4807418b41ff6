"""Stores and files, in the shapes that OpenAI's clients send and read.

A collection is a store, by its name; a document is a file of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from index.types import Citation
from service.schemas.fields import NO_NUL, Collection, FilterIn, Query, Request, whole
from service.schemas.responses import Out

_MOST_RESULTS = 50
_MOST_QUERIES = 10
_MOST_FILES = 500


class RankingOptionsIn(Request):
    """How results are ranked: with a ranker that is named, the best are read again."""

    ranker: Literal["none", "auto", "default-2024-11-15"] = "auto"
    score_threshold: Annotated[
        float, Field(ge=0, description="The least score of a result that is returned.")
    ] = 0


class StoreSearchBody(Request):
    """A search of a store. A query is never rewritten, so `rewrite_query` changes nothing."""

    query: Query | Annotated[list[Query], Field(min_length=1, max_length=_MOST_QUERIES)]
    max_num_results: Annotated[
        int, Field(ge=1, le=_MOST_RESULTS, description="How many passages to return.")
    ] = 10
    filters: FilterIn | None = None
    ranking_options: RankingOptionsIn | None = None
    rewrite_query: bool = False

    @property
    def queries(self) -> list[str]:
        """Return what is looked for."""
        return self.query if isinstance(self.query, list) else [self.query]


@dataclass(frozen=True, slots=True)
class ContentOut:
    """A piece of text."""

    type: Literal["text"]
    text: str


@dataclass(frozen=True, slots=True)
class StoreResult(Out):
    """A passage of a file; `attributes` are the document's front matter and the like."""

    file_id: str
    filename: str
    score: float
    attributes: Mapping[str, str | int | float | bool]
    content: tuple[ContentOut, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class StoreSearchResponse(Out):
    """Passages, best first; all there are to this question."""

    object: Literal["vector_store.search_results.page"]
    search_query: tuple[str, ...]
    data: tuple[StoreResult, ...]
    has_more: bool
    next_page: str | None


@dataclass(frozen=True, slots=True)
class FileCounts:
    """The documents of a store, all of them ready to be searched."""

    in_progress: int
    completed: int
    failed: int
    cancelled: int
    total: int


@dataclass(frozen=True, slots=True)
class StoreOut(Out):
    """A collection; `created_at` is 0 where that was not kept, and so is what it takes."""

    id: str
    object: Literal["vector_store"]
    name: str
    status: Literal["completed"]
    created_at: int
    last_active_at: int | None
    usage_bytes: int
    file_counts: FileCounts
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StoresResponse(Out):
    """A page of the stores there are."""

    object: Literal["list"]
    data: tuple[StoreOut, ...]
    first_id: str | None
    last_id: str | None
    has_more: bool


@dataclass(frozen=True, slots=True)
class ErrorOut(Out):
    """Why a file could not be read."""

    code: Literal["unsupported_file", "invalid_file"]
    message: str


@dataclass(frozen=True, slots=True)
class StoreFileOut(Out):
    """A document of a store, ready to be searched, or a file that could not be read.

    It goes by the id of the file that was put there, one that came otherwise by the document's.
    `created_at` and `usage_bytes` are 0 where they were not kept.
    """

    id: str
    object: Literal["vector_store.file"]
    created_at: int
    usage_bytes: int
    vector_store_id: str
    status: Literal["completed", "failed"]
    last_error: ErrorOut | None
    filename: str
    attributes: Mapping[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class StoreFilesResponse(Out):
    """A page of the documents of a store, and behind them of the files that could not be read."""

    object: Literal["list"]
    data: tuple[StoreFileOut, ...]
    first_id: str | None
    last_id: str | None
    has_more: bool


FileId = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(whole), NO_NUL]


def _only_after(given: object) -> None:
    if given is not None:
        raise ValueError("lists go on after an id and not before one: give `after`, or an `order`")


class PageParameters(BaseModel):
    """A page of a list: what is `after` the one of this id.

    Without an `order`, by when they were added, they go by their names.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    after: Annotated[str | None, AfterValidator(whole), NO_NUL] = None
    before: Annotated[
        None, BeforeValidator(_only_after), Field(description="None: lists go on after an id.")
    ] = None
    order: Literal["asc", "desc"] | None = None


class StoresParameters(PageParameters):
    """A page of the list of stores."""

    limit: Annotated[int, Field(ge=1, le=100)] = 100


class StoreFilesParameters(PageParameters):
    """A page of the list of documents."""

    filter: Literal["in_progress", "completed", "failed", "cancelled"] | None = None


Attributes = Annotated[
    dict[
        Annotated[str, Field(min_length=1, max_length=64), AfterValidator(whole), NO_NUL],
        Annotated[str, Field(max_length=512), AfterValidator(whole), NO_NUL] | bool | int | float,
    ],
    Field(max_length=16, description="What filters may ask of the file, beside its front matter."),
]


class ChunkingIn(Request):
    """How a file is divided: as its author did, which is all there is."""

    type: Literal["auto"]


def _as_its_author_did(given: object) -> object:
    if isinstance(given, dict) and given.get("type") != "auto":
        raise ValueError("files are divided as their authors did: leave it out, or give type auto")
    return given


def _nothing(given: object) -> object:
    if given:
        raise ValueError(
            "a store keeps nothing beside its name: leave it out, or give its files attributes"
        )
    return given


def _never(given: object) -> None:
    if given is not None:
        raise ValueError("a store stays until it is deleted: leave it out")


Chunking = Annotated[ChunkingIn | None, BeforeValidator(_as_its_author_did)]
NoMetadata = Annotated[
    dict[str, str] | None,
    AfterValidator(_nothing),
    Field(description="None: a collection keeps nothing beside its name."),
    Field(json_schema_extra={"maxProperties": 0}),
]
NoDescription = Annotated[
    str | None,
    AfterValidator(_nothing),
    Field(description="None: a collection keeps nothing beside its name."),
    Field(json_schema_extra={"maxLength": 0}),
]
NoExpiry = Annotated[
    None,
    BeforeValidator(_never),
    Field(description="Never: a collection stays until it is deleted."),
]


class StoreBody(Request):
    """A collection to make, and the files to put into it.

    It goes by its name, which no other has; without one it gets a name of its own.
    """

    name: Collection | None = None
    file_ids: Annotated[list[FileId], Field(max_length=_MOST_FILES)] = Field(default_factory=list)
    chunking_strategy: Chunking = None
    description: NoDescription = None
    metadata: NoMetadata = None
    expires_after: NoExpiry = None


class StoreChangesBody(Request):
    """What a store is to be from now on, where that is what it is already."""

    name: Collection | None = None
    metadata: NoMetadata = None
    expires_after: NoExpiry = None


class AttributesBody(Request):
    """Attributes in the place of those that a file has."""

    attributes: Attributes | None


class StoreFileBody(Request):
    """A file to put into a store."""

    file_id: FileId
    attributes: Attributes | None = None
    chunking_strategy: Chunking = None


class FileBatchBody(Request):
    """Files to put into a store together: by ids with attributes for all, or each with its own."""

    file_ids: Annotated[list[FileId] | None, Field(min_length=1, max_length=_MOST_FILES)] = None
    files: Annotated[list[StoreFileBody] | None, Field(min_length=1, max_length=_MOST_FILES)] = None
    attributes: Attributes | None = None
    chunking_strategy: Chunking = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.file_ids is None) == (self.files is None):
            raise ValueError("give either file_ids or files")
        return self

    @property
    def wanted(self) -> dict[str, dict[str, str | bool | int | float]]:
        """Return the attributes of each file by its id."""
        if self.files is not None:
            return {each.file_id: each.attributes or {} for each in self.files}
        return dict.fromkeys(self.file_ids or (), self.attributes or {})


class FileFields(BaseModel):
    """What a form says beside its file."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    purpose: Annotated[
        str,
        Field(min_length=1, max_length=100, description="What it is for: `assistants`."),
        AfterValidator(whole),
        NO_NUL,
    ]


class FilesParameters(BaseModel):
    """A page of the list of files: those `after` the one of this id."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    limit: Annotated[int, Field(ge=1, le=10_000)] = 10_000
    after: Annotated[str | None, AfterValidator(whole), NO_NUL] = None
    order: Literal["asc", "desc"] = "desc"
    purpose: Annotated[str | None, AfterValidator(whole), NO_NUL] = None


@dataclass(frozen=True, slots=True)
class FileOut(Out):
    """A file that was sent to be put into stores; `bytes` is its size."""

    id: str
    object: Literal["file"]
    bytes: int
    created_at: int
    filename: str
    purpose: str
    status: Literal["processed"]


@dataclass(frozen=True, slots=True)
class FilesResponse(Out):
    """A page of the files that were sent."""

    object: Literal["list"]
    data: tuple[FileOut, ...]
    first_id: str | None
    last_id: str | None
    has_more: bool


@dataclass(frozen=True, slots=True)
class FileDeletedResponse(Out):
    """A file that is gone, with the documents that it became."""

    id: str
    object: Literal["file"]
    deleted: Literal[True]


@dataclass(frozen=True, slots=True)
class StoreDeletedResponse(Out):
    """A collection that is gone."""

    id: str
    object: Literal["vector_store.deleted"]
    deleted: Literal[True]


@dataclass(frozen=True, slots=True)
class StoreFileDeletedResponse(Out):
    """A file that is in its store no more."""

    id: str
    object: Literal["vector_store.file.deleted"]
    deleted: Literal[True]


@dataclass(frozen=True, slots=True)
class StoreFileContentResponse(Out):
    """The text that was read of a file."""

    object: Literal["vector_store.file_content.page"]
    data: tuple[ContentOut, ...]
    has_more: bool
    next_page: str | None


@dataclass(frozen=True, slots=True)
class BatchOut(Out):
    """Files that were put into a store together, all of them done."""

    id: str
    object: Literal["vector_store.files_batch"]
    created_at: int
    vector_store_id: str
    status: Literal["completed"]
    file_counts: FileCounts
