"""Documents that are to go, or that are to come back."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from index.types import DEFAULT_COLLECTION, DeletedDocument
from service.schemas.documents import PageParameters
from service.schemas.fields import FARTHEST, NO_NUL, Collection, FilterIn, Request, Source, whole
from service.schemas.responses import Out

_MOST_NAMES = 1000
DocumentId = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(whole), NO_NUL]
Change = Annotated[
    int | None,
    Field(ge=1, le=FARTHEST, description="The change that deleted it; null is the last one."),
]
ForGood = Annotated[
    bool, Field(description="Keep nothing of it, so that it cannot be brought back.")
]


class DeleteBody(Request):
    """Documents to delete: those that meet all that is given, of which something must be.

    At first they are only counted: delete them with `dry_run` false.
    """

    collection: Collection = DEFAULT_COLLECTION
    document_ids: Annotated[
        list[DocumentId] | None, Field(max_length=_MOST_NAMES, description="Their ids.")
    ] = None
    sources: Annotated[
        list[Source] | None, Field(max_length=_MOST_NAMES, description="Their sources.")
    ] = None
    prefix: Annotated[
        str,
        Field(max_length=1000, description="What the sources begin with."),
        AfterValidator(whole),
        NO_NUL,
    ] = ""
    filter: FilterIn | None = None
    dry_run: Annotated[bool, Field(description="Count them, and delete none.")] = True
    expected: Annotated[
        int | None,
        Field(ge=0, le=FARTHEST, description="How many they must be: else none is deleted."),
    ] = None
    for_good: ForGood = False


class DeleteParameters(BaseModel):
    """How a document is to go."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    for_good: ForGood = False


class DeleteSourceParameters(DeleteParameters):
    """Which document is to go."""

    source: Source
    collection: Collection = DEFAULT_COLLECTION


class DeletedParameters(PageParameters):
    """A page of what can be brought back."""


class ForgetParameters(BaseModel):
    """Of which collection all that could be brought back is to be forgotten."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: Collection = DEFAULT_COLLECTION


class UndoBody(Request):
    """What to bring back: all of a change, or some documents of it."""

    collection: Collection = DEFAULT_COLLECTION
    change: Change = None
    document_ids: Annotated[
        list[DocumentId] | None,
        Field(min_length=1, max_length=_MOST_NAMES, description="These alone, their last version."),
    ] = None


@dataclass(frozen=True, slots=True)
class DeletionResponse(Out):
    """What deleting several documents did, or would do.

    `matched` are those that were meant, with so many `passages`, `deleted` those that went;
    `sources` are the first hundred of them. `change` brings them back, null where nothing can.
    """

    collection: str
    generation: int
    matched: int
    deleted: int
    passages: int
    sources: tuple[str, ...]
    change: int | None


@dataclass(frozen=True, slots=True)
class DeletedResponse(Out):
    """A page of what of a collection can be brought back, the last deleted first."""

    collection: str
    generation: int
    total: int
    limit: int
    offset: int
    documents: tuple[DeletedDocument, ...]


@dataclass(frozen=True, slots=True)
class ForgottenResponse(Out):
    """How many documents can no longer be brought back."""

    forgotten: int


@dataclass(frozen=True, slots=True)
class UndoResponse(Out):
    """What came back; `present` are documents that were there again, and stay as they are."""

    collection: str
    generation: int
    change: int
    restored: tuple[DeletedDocument, ...]
    present: tuple[DeletedDocument, ...]
