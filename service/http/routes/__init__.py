"""The addresses of the HTTP API, version 1, and what a machine asks of a server."""

from fastapi import APIRouter, Depends

from service.http.dependencies import require_unicode
from service.http.routes import (
    answer,
    citations,
    collections,
    deleting,
    documents,
    folders,
    openai,
    originals,
    search,
    server,
    starters,
    structure,
    translations,
    votes,
)

api = APIRouter(prefix="/v1", dependencies=[Depends(require_unicode)])
api.include_router(answer.router)
api.include_router(search.router)
# Its names come before ids.
api.include_router(deleting.router)
api.include_router(documents.router)
api.include_router(structure.router)
api.include_router(originals.router)
api.include_router(folders.router)
api.include_router(collections.router)
api.include_router(citations.router)
api.include_router(starters.router)
api.include_router(translations.router)
api.include_router(votes.router)
api.include_router(openai.router)
machine = server.router
