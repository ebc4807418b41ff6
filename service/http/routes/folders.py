"""The folders a collection was given, and what of them is not read."""

from typing import Annotated

from fastapi import APIRouter, Query

from index import Index
from index.errors import UnreadCode
from index.roots import RootInfo, Unread
from service.http.dependencies import Opened
from service.schemas.documents import (
    ContentsParameters,
    ContentsResponse,
    FolderOut,
    FoldersResponse,
    PageParameters,
    UnreadOut,
)
from service.schemas.responses import narrowed

router = APIRouter(tags=["documents"])

_LEADS_OUT: frozenset[UnreadCode] = frozenset({"link", "unreachable"})
"""Their reasons name places of the machine that are no one's business who asks over HTTP."""


@router.get("/folders")
async def list_folders(
    opened: Opened, parameters: Annotated[PageParameters, Query()]
) -> FoldersResponse:
    """Return the folders of a collection, and a page of their files that are not read, with why."""
    roots, unread = await opened.ask(_read, opened.index, parameters.collection)
    page = unread[parameters.offset :][: parameters.limit]
    return FoldersResponse(
        collection=parameters.collection,
        folders=tuple(
            FolderOut(
                name=each.root.name,
                is_file=each.root.is_file,
                documents=each.documents,
                missed=each.missed,
                unread=each.unread,
                looked_at=each.looked_at,
            )
            for each in roots
        ),
        total=len(unread),
        limit=parameters.limit,
        offset=parameters.offset,
        unread=tuple(
            UnreadOut(each.path, each.code, "" if each.code in _LEADS_OUT else each.reason)
            for each in page
        ),
    )


@router.get("/contents")
async def get_contents(
    opened: Opened, parameters: Annotated[ContentsParameters, Query()]
) -> ContentsResponse:
    """Return what a folder of a collection holds: its own folders and the languages, counted."""
    held = await opened.ask(
        opened.index.contents, collection=parameters.collection, folder=parameters.folder
    )
    return narrowed(
        ContentsResponse, held, collection=parameters.collection, folder=parameters.folder
    )


def _read(index: Index, collection: str) -> tuple[tuple[RootInfo, ...], tuple[Unread, ...]]:
    return index.roots(collection=collection), index.unread(collection=collection)
