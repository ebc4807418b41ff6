"""The collections there are, and how they come and go."""

from fastapi import APIRouter, Depends

from index.errors import NotFound
from service.http.dependencies import Opened, require_json
from service.schemas.collections import (
    CollectionOut,
    CollectionResponse,
    CollectionsResponse,
    CreateBody,
)
from service.schemas.documents import ChangeResponse
from service.schemas.responses import narrowed

router = APIRouter(tags=["collections"])


@router.get("/collections")
async def list_collections(opened: Opened) -> CollectionsResponse:
    """Return the collections there are, in the order of their names."""
    listed = await opened.ask(opened.index.collections)
    return CollectionsResponse(
        generation=listed.generation,
        collections=tuple(narrowed(CollectionOut, info) for info in listed.collections),
    )


@router.post("/collections", status_code=201, dependencies=[Depends(require_json)])
async def create_collection(opened: Opened, body: CreateBody) -> CollectionResponse:
    """Make an empty collection; adding documents makes theirs, too."""
    with opened.taking_write():
        made = await opened.write(opened.index.create_collection, body.name)
    return CollectionResponse(generation=made.generation, collection=narrowed(CollectionOut, made))


# A name may hold a slash.
@router.get("/collections/{name:path}")
async def get_collection(opened: Opened, name: str) -> CollectionResponse:
    """Return one collection."""
    listed = await opened.ask(opened.index.collections)
    for info in listed.collections:
        if info.name == name:
            return CollectionResponse(
                generation=listed.generation, collection=narrowed(CollectionOut, info)
            )
    raise NotFound(f"no collection {name!r}: GET /v1/collections lists those there are")


@router.delete("/collections/{name:path}")
async def delete_collection(opened: Opened, name: str) -> ChangeResponse:
    """Delete a collection with all its documents; `default` stays, empty."""
    with opened.taking_write():
        generation = await opened.write(opened.index.delete_collection, name)
    return ChangeResponse(generation=generation)
