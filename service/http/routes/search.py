"""Search."""

from time import perf_counter
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from service.async_index import AsyncIndex
from service.http.dependencies import Opened, require_json
from service.schemas.search import (
    SearchBatchBody,
    SearchBatchResponse,
    SearchBody,
    SearchParameters,
    SearchResponse,
    search_response,
)

router = APIRouter(tags=["search"])


@router.post("/search", dependencies=[Depends(require_json)])
async def search(opened: Opened, body: SearchBody) -> SearchResponse:
    """Return the passages that answer best, each with its citation and best sentence."""
    return await _search(opened, body)


@router.get("/search")
async def search_by_address(
    opened: Opened, parameters: Annotated[SearchParameters, Query()]
) -> SearchResponse:
    """Return what a POST returns, for a browser or curl; `filter` is the body's, as JSON."""
    return await _search(opened, parameters)


@router.post("/search/batch", dependencies=[Depends(require_json)])
async def search_batch(opened: Opened, body: SearchBatchBody) -> SearchBatchResponse:
    """Return what several searches find, encoded together and read from one generation."""
    started = perf_counter()
    results = await opened.ask(opened.index.search_all, body.queries, **body.options)
    took = (perf_counter() - started) * 1000
    return SearchBatchResponse(
        took_ms=round(took, 2),
        results=tuple(search_response(each, took_ms=took / len(results)) for each in results),
    )


async def _search(opened: AsyncIndex, asked: SearchBody | SearchParameters) -> SearchResponse:
    started = perf_counter()
    result = await opened.ask(opened.index.search, asked.query, **asked.options)
    return search_response(result, took_ms=(perf_counter() - started) * 1000)
