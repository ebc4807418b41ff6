"""Collections: the named, separate sets of documents."""

from dataclasses import dataclass

from service.schemas.fields import Collection, Request
from service.schemas.responses import Out


class CreateBody(Request):
    """A collection to make."""

    name: Collection


@dataclass(frozen=True, slots=True)
class CollectionOut:
    """A collection, with the numbers of its documents and passages.

    `model` names the encoder its vectors come from, null while it is empty; `generation` is that of
    its own last change.
    """

    name: str
    documents: int
    passages: int
    model: str | None
    generation: int


@dataclass(frozen=True, slots=True)
class CollectionResponse(Out):
    """One collection."""

    generation: int
    collection: CollectionOut


@dataclass(frozen=True, slots=True)
class CollectionsResponse(Out):
    """The collections, in the order of their names."""

    generation: int
    collections: tuple[CollectionOut, ...]
