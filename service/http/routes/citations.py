"""Whether citations are true."""

from time import perf_counter

from fastapi import APIRouter, Depends

from service.http.dependencies import Opened, require_json
from service.schemas.citations import VerifyBody, VerifyResponse, verify_response

router = APIRouter(tags=["citations"])


@router.post("/citations/verify", dependencies=[Depends(require_json)])
async def verify_citations(opened: Opened, body: VerifyBody) -> VerifyResponse:
    """Say of each quote whether it stands there verbatim, has moved, or is absent, and why."""
    started = perf_counter()
    result = await opened.ask(
        opened.index.verify,
        [citation.claim() for citation in body.citations],
        collection=body.collection,
    )
    return verify_response(result, took_ms=(perf_counter() - started) * 1000)
