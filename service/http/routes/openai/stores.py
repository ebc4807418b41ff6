"""The collections as vector stores: made, deleted and searched."""

from collections.abc import Sequence
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request

from index import Index
from index.errors import InvalidInput, NotFound
from index.types import CollectionInfo, Hit, Placement
from service.http.dependencies import Opened, require_json
from service.http.routes.openai.placing import names_of, put_files
from service.http.routes.openai.shapes import (
    attributes_of,
    no_store,
    own_store,
    placed_by_document,
    store_of,
    store_out,
)
from service.schemas.openai.stores import (
    ContentOut,
    StoreBody,
    StoreChangesBody,
    StoreDeletedResponse,
    StoreOut,
    StoreResult,
    StoreSearchBody,
    StoreSearchResponse,
    StoresParameters,
    StoresResponse,
)

router = APIRouter(tags=["openai"])


@router.get("/vector_stores")
async def list_stores(
    opened: Opened, parameters: Annotated[StoresParameters, Query()]
) -> StoresResponse:
    """Return a page of the collections as vector stores."""
    listed = await opened.ask(opened.index.collections)
    page, more = _page(listed.collections, parameters)
    stores = tuple(store_out(info) for info in page)
    return StoresResponse(
        object="list",
        data=stores,
        first_id=stores[0].id if stores else None,
        last_id=stores[-1].id if stores else None,
        has_more=more,
    )


@router.post("/vector_stores", dependencies=[Depends(require_json)])
async def create_store(request: Request, opened: Opened, body: StoreBody) -> StoreOut:
    """Make a collection, which goes by the name that is given, and put files into it."""
    name = body.name or f"vs_{uuid4().hex}"
    with opened.taking_write():
        # What is not there is told before a store is made for it.
        await names_of(opened, body.file_ids)
        made = await opened.write(opened.index.create_collection, name)
        if body.file_ids:
            await put_files(request, opened, name, {each: {} for each in body.file_ids})
            made, failed = await opened.ask(_state, opened.index, name)
            return store_out(made, failed=failed)
    return store_out(made)


# A name may hold a slash.
@router.post("/vector_stores/{store_id:path}/search", dependencies=[Depends(require_json)])
async def search_store(opened: Opened, store_id: str, body: StoreSearchBody) -> StoreSearchResponse:
    """Return the passages of a collection that answer best, in the shape of a vector store."""
    results = await opened.ask(_search, opened.index, store_id, body)
    return StoreSearchResponse(
        object="vector_store.search_results.page",
        search_query=tuple(body.queries),
        data=results,
        has_more=False,
        next_page=None,
    )


@router.get("/vector_stores/{store_id:path}")
async def get_store(opened: Opened, store_id: str) -> StoreOut:
    """Return a collection as a vector store."""
    info, failed = await opened.ask(_state, opened.index, store_id)
    return store_out(info, failed=failed)


@router.post("/vector_stores/{store_id:path}", dependencies=[Depends(require_json)])
async def update_store(opened: Opened, store_id: str, body: StoreChangesBody) -> StoreOut:
    """Return a collection as it is: all that could change of it is refused."""
    await opened.ask(own_store, opened.index, store_id)
    if body.name not in {None, store_id}:
        raise InvalidInput(
            f"a store goes by its name, which stays {store_id!r}: make another one,"
            " and put its files there"
        )
    info, failed = await opened.ask(_state, opened.index, store_id)
    return store_out(info, failed=failed)


@router.delete("/vector_stores/{store_id:path}")
async def delete_store(opened: Opened, store_id: str) -> StoreDeletedResponse:
    """Delete a collection with all its documents; the files that were sent stay."""
    with opened.taking_write():
        await opened.write(opened.index.delete_collection, store_id)
    return StoreDeletedResponse(id=store_id, object="vector_store.deleted", deleted=True)


def _page(
    stores: Sequence[CollectionInfo], asked: StoresParameters
) -> tuple[Sequence[CollectionInfo], bool]:
    """Return the stores of a page, and whether there are more."""
    if asked.order is not None:
        stores = sorted(
            stores,
            key=lambda info: (info.created or 0, info.name),
            reverse=asked.order == "desc",
        )
    start = 0
    if asked.after is not None:
        names = [info.name for info in stores]
        if asked.after not in names:
            raise no_store(asked.after)
        start = names.index(asked.after) + 1
    return stores[start : start + asked.limit], len(stores) > start + asked.limit


def _state(index: Index, name: str) -> tuple[CollectionInfo, int]:
    """Return a collection, and how many files could not be put into it."""
    info = store_of(index, name)
    placed = index.placements(collection=name)
    return info, sum(each.document_id is None for each in placed)


def _search(index: Index, collection: str, body: StoreSearchBody) -> tuple[StoreResult, ...]:
    """Return the best passages of the queries, each once, with its best score.

    Of several queries the first ones of each come before the second ones of any.
    """
    ranking = body.ranking_options
    ranks: dict[str, int] = {}
    best: dict[str, Hit] = {}
    for query in body.queries:
        found = index.search(
            query,
            k=body.max_num_results,
            collection=collection,
            filter=body.filters,
            rerank=ranking is not None and ranking.ranker not in {"none", "auto"},
        )
        for hit in found.hits:
            name = hit.passage_id
            ranks[name] = min(hit.rank, ranks.get(name, hit.rank))
            best[name] = max(hit, best.get(name, hit), key=lambda each: each.score)
    first = sorted(best.values(), key=lambda hit: (ranks[hit.passage_id], -hit.score))
    kept = sorted(first[: body.max_num_results], key=lambda hit: -hit.score)
    least = 0 if ranking is None else ranking.score_threshold
    told = [hit for hit in kept if hit.score >= least]
    names = list({hit.citation.document_id for hit in told})
    placed = placed_by_document(index, collection, names)
    return tuple(_result(index, hit, placed.get(hit.citation.document_id)) for hit in told)


def _result(index: Index, hit: Hit, placed: Placement | None) -> StoreResult:
    citation = hit.citation
    try:
        attributes = attributes_of(index.document(citation.document_id).metadata)
    except NotFound:  # deleted since it was found
        attributes = {}
    return StoreResult(
        file_id=citation.document_id if placed is None else placed.file_id,
        filename=citation.source,
        score=hit.score,
        attributes=attributes,
        content=(ContentOut(type="text", text=hit.text),),
        citation=citation,
    )
