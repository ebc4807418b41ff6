"""Search."""

from time import perf_counter
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from index.search.filters import Filter
from index.types import Mode
from service.async_index import AsyncIndex
from service.http.dependencies import Opened, require_json
from service.schemas.search import SearchBody, SearchParameters, SearchResponse, search_response

router = APIRouter(tags=["search"])


@router.post("/search", dependencies=[Depends(require_json)])
async def search(opened: Opened, body: SearchBody) -> SearchResponse:
    """Return the passages that answer best, each with its citation and best sentence."""
    return await _search(
        opened,
        query=body.query,
        k=body.k,
        mode=body.mode,
        collection=body.collection,
        given=body.filter,
        explain=body.explain,
    )


@router.get("/search")
async def search_by_address(
    opened: Opened, parameters: Annotated[SearchParameters, Query()]
) -> SearchResponse:
    """Return what a POST returns, for a browser or curl; `filter` is the body's, as JSON."""
    return await _search(
        opened,
        query=parameters.q,
        k=parameters.k,
        mode=parameters.mode,
        collection=parameters.collection,
        given=parameters.filter,
        explain=parameters.explain,
    )


async def _search(
    opened: AsyncIndex,
    *,
    query: str,
    k: int,
    mode: Mode,
    collection: str,
    given: Filter | None,
    explain: bool,
) -> SearchResponse:
    started = perf_counter()
    result = await opened.ask(
        opened.index.search,
        query,
        k=k,
        mode=mode,
        collection=collection,
        filter=given,
        explain=explain,
    )
    return search_response(result, took_ms=(perf_counter() - started) * 1000)
