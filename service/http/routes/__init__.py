"""The addresses of the HTTP API, version 1, and what a machine asks of a server."""

from fastapi import APIRouter, Depends

from service.http.dependencies import require_known, require_unicode
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

own = APIRouter(dependencies=[Depends(require_known)])
own.include_router(answer.router)
own.include_router(search.router)
# Its names come before ids.
own.include_router(deleting.router)
own.include_router(documents.router)
own.include_router(structure.router)
own.include_router(originals.router)
own.include_router(folders.router)
own.include_router(collections.router)
own.include_router(citations.router)
own.include_router(starters.router)
own.include_router(translations.router)
own.include_router(votes.router)

api = APIRouter(prefix="/v1", dependencies=[Depends(require_unicode)])
api.include_router(own)
# Its clients send what other services know.
api.include_router(openai.router)
machine = server.router
