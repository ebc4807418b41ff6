"""Collections: the named, separate sets of documents."""

from pydantic import BaseModel, ConfigDict

from service.schemas.fields import Collection, Request


class CreateBody(Request):
    """A collection to make."""

    name: Collection


class CollectionOut(BaseModel):
    """A collection, with the numbers of its documents and passages.

    `model` names the encoder its vectors come from, null while it is empty; `generation` is that of
    its own last change.
    """

    model_config = ConfigDict(from_attributes=True)

    name: str
    documents: int
    passages: int
    model: str | None
    generation: int


class CollectionResponse(BaseModel):
    """One collection."""

    generation: int
    collection: CollectionOut


class CollectionsResponse(BaseModel):
    """The collections, in the order of their names."""

    generation: int
    collections: list[CollectionOut]
