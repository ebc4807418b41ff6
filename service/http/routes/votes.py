"""Votes on answers, kept where the server is set to."""

from functools import partial
from time import time

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException

from service.http.dependencies import Opened, Who, require_json
from service.schemas.votes import VoteBody, VoteResponse
from service.settings import Settings
from service.votes import append_vote

router = APIRouter(tags=["answer"])


@router.post("/votes", status_code=201, dependencies=[Depends(require_json)])
async def vote(request: Request, opened: Opened, caller: Who, body: VoteBody) -> VoteResponse:
    """Keep whether an answer was right, for `spravka eval answers --votes`.

    Only where SPRAVKA_VOTES is on: else there is no such address.
    """
    settings: Settings = request.app.state.settings
    if not settings.votes:
        raise HTTPException(
            404, detail="No votes are kept here; that is set by SPRAVKA_VOTES=true."
        )
    caller.check_collection(body.collection)
    kept = {"at": round(time()), **body.model_dump()}
    with opened.taking_write():
        await to_thread.run_sync(partial(append_vote, request.app.state.opened.index.folder, kept))
    return VoteResponse(status="kept")
