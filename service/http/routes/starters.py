"""Questions to begin with."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from service.http.dependencies import Opened
from service.schemas.starters import StartersParameters, StartersResponse
from service.starters import Starters

router = APIRouter(tags=["answer"])


@router.get("/starters")
async def get_starters(
    request: Request, opened: Opened, parameters: Annotated[StartersParameters, Query()]
) -> StartersResponse:
    """Return a few questions that a collection's own documents answer, to begin with."""
    starters: Starters = request.app.state.starters
    found = await starters.of(
        opened, collection=parameters.collection, language=parameters.language
    )
    return StartersResponse(collection=parameters.collection, starters=found)
