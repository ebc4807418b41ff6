"""Whether the server is up, and whether it is ready."""

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from service import version
from service.http.dependencies import Opened, Who
from service.metrics import CONTENT_TYPE, Metrics
from service.schemas.server import (
    EncodersOut,
    HealthResponse,
    KeyResponse,
    ReadyResponse,
    VersionResponse,
)

router = APIRouter(tags=["server"])


@router.get("/healthz")
async def health() -> HealthResponse:
    """Answer as long as the process does."""
    return HealthResponse(status="ok")


@router.get("/version")
async def tell_version() -> VersionResponse:
    """Say which version of Spravka answers."""
    return VersionResponse(name="spravka", version=version())


@router.get("/v1/key")
async def tell_key(caller: Who) -> KeyResponse:
    """Say what may be done with the key that the request bears, or without one where none is asked.

    A page or a program shows by it what it offers.
    """
    theirs = caller.collections
    return KeyResponse(
        key=caller.key,
        scope=caller.scope,
        collections=None if theirs is None else tuple(sorted(theirs)),
    )


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def tell_metrics(request: Request, opened: Opened, caller: Who) -> Response:
    """Return what is counted of this server, of all its processes, as Prometheus reads it."""
    caller.check_all()
    metrics: Metrics = request.app.state.metrics
    # Not one of the requests that wait: a busy server tells that it is.
    text = await to_thread.run_sync(lambda: metrics.text(opened.index.collections()))
    return Response(text, media_type=CONTENT_TYPE)


@router.get("/readyz")
async def ready(opened: Opened) -> ReadyResponse:
    """Answer 200 once the index is open and the encoder is warm, 503 before."""
    await opened.ensure_ready()
    index = opened.index
    return ReadyResponse(
        status="ready",
        # Not one of the requests that wait for the encoder: a busy server is ready all the same.
        generation=await to_thread.run_sync(lambda: index.generation),
        encoders=EncodersOut(dense=index.dense_fingerprint, sparse=index.sparse_fingerprint),
    )
