"""The documents of a collection as files of a vector store, one by one and in batches."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request

from index import Index
from index.errors import InvalidInput, NotFound
from index.search.listing import cursor_after
from index.types import DocumentInfo, Placement
from service.http.dependencies import Opened, require_json
from service.http.routes.openai.placing import put_files
from service.http.routes.openai.shapes import (
    document_out,
    failed_out,
    own_store,
    placed_by_document,
    placed_out,
)
from service.schemas.openai.stores import (
    AttributesBody,
    BatchOut,
    ContentOut,
    FileBatchBody,
    FileCounts,
    StoreFileBody,
    StoreFileContentResponse,
    StoreFileDeletedResponse,
    StoreFileOut,
    StoreFilesParameters,
    StoreFilesResponse,
)

router = APIRouter(tags=["openai"])
# A name may hold a slash, so what is longer comes first.
_STORE = "/vector_stores/{store_id:path}"
_FILE = _STORE + "/files/{file_id}"
_BATCH = _STORE + "/file_batches/{batch_id}"


@router.post(f"{_STORE}/file_batches", dependencies=[Depends(require_json)])
async def create_batch(
    request: Request, opened: Opened, store_id: str, body: FileBatchBody
) -> BatchOut:
    """Put several files that were sent into a store; all is done when this answers."""
    batch = f"vsfb_{uuid4().hex}"
    with opened.taking_write():
        await opened.ask(own_store, opened.index, store_id)
        placed = await put_files(request, opened, store_id, body.wanted, batch=batch)
    return _batch(store_id, batch, placed)


@router.get(_BATCH)
async def get_batch(opened: Opened, store_id: str, batch_id: str) -> BatchOut:
    """Return how many files of a batch are in the store, and how many could not be read."""
    return _batch(store_id, batch_id, await opened.ask(_placed, opened.index, store_id, batch_id))


@router.post(f"{_BATCH}/cancel")
async def cancel_batch(opened: Opened, store_id: str, batch_id: str) -> BatchOut:
    """Return a batch as it is: it was done when it was made."""
    return _batch(store_id, batch_id, await opened.ask(_placed, opened.index, store_id, batch_id))


@router.get(f"{_BATCH}/files")
async def list_batch_files(
    opened: Opened,
    store_id: str,
    batch_id: str,
    parameters: Annotated[StoreFilesParameters, Query()],
) -> StoreFilesResponse:
    """Return a page of the files of a batch, with what became of each."""
    return await opened.ask(_batch_files, opened.index, store_id, batch_id, parameters)


@router.get(f"{_STORE}/files")
async def list_store_files(
    opened: Opened, store_id: str, parameters: Annotated[StoreFilesParameters, Query()]
) -> StoreFilesResponse:
    """Return a page of the documents of a collection as files of a vector store."""
    return await opened.ask(_files, opened.index, store_id, parameters)


@router.post(f"{_STORE}/files", dependencies=[Depends(require_json)])
async def create_store_file(
    request: Request, opened: Opened, store_id: str, body: StoreFileBody
) -> StoreFileOut:
    """Put a file that was sent into a store: read it, encode it, and have it found from then on.

    That is done when this answers. One that cannot be read has the status `failed` and says why.
    """
    with opened.taking_write():
        await opened.ask(own_store, opened.index, store_id)
        [placed] = await put_files(request, opened, store_id, {body.file_id: body.attributes or {}})
        return await opened.ask(placed_out, opened.index, placed)


@router.get(f"{_FILE}/content")
async def get_store_file_content(
    opened: Opened, store_id: str, file_id: str
) -> StoreFileContentResponse:
    """Return the text that was read of a file."""
    text = await opened.ask(_text, opened.index, store_id, file_id)
    return StoreFileContentResponse(
        object="vector_store.file_content.page",
        data=(ContentOut(type="text", text=text),),
        has_more=False,
        next_page=None,
    )


@router.get(_FILE)
async def get_store_file(opened: Opened, store_id: str, file_id: str) -> StoreFileOut:
    """Return a file of a store, and what became of it."""
    return await opened.ask(_file, opened.index, store_id, file_id)


@router.post(_FILE, dependencies=[Depends(require_json)])
async def update_store_file(
    request: Request, opened: Opened, store_id: str, file_id: str, body: AttributesBody
) -> StoreFileOut:
    """Give a file that was put into a store other attributes."""
    with opened.taking_write():
        await opened.ask(_check_sent, opened.index, store_id, file_id)
        [placed] = await put_files(request, opened, store_id, {file_id: body.attributes or {}})
        return await opened.ask(placed_out, opened.index, placed)


@router.delete(_FILE)
async def delete_store_file(
    opened: Opened, store_id: str, file_id: str
) -> StoreFileDeletedResponse:
    """Delete the document that a file is in a store; the file that was sent stays."""
    with opened.taking_write():
        await opened.ask(own_store, opened.index, store_id)
        await opened.write(opened.index.remove_placed, file_id, collection=store_id)
    return StoreFileDeletedResponse(id=file_id, object="vector_store.file.deleted", deleted=True)


def _files(index: Index, store: str, asked: StoreFilesParameters) -> StoreFilesResponse:
    """Return a page: first what is there, behind it what could not be read."""
    own_store(index, store)
    files: list[StoreFileOut] = []
    more = False
    after_failed = _is_failed(index, store, asked.after)
    after = None
    if asked.after is not None and not after_failed:
        after = _document(index, store, asked.after)
    if asked.filter in {None, "completed"} and not after_failed:
        files, more = _documents(index, store, asked, after=after)
    if asked.filter in {None, "failed"} and not more:
        failed = [each for each in index.placements(collection=store) if each.document_id is None]
        if asked.order == "desc":
            failed.reverse()
        if after_failed:
            names = [each.file_id for each in failed]
            failed = failed[names.index(str(asked.after)) + 1 :]
        room = asked.limit - len(files)
        files += [failed_out(each, index.file(each.file_id).name) for each in failed[:room]]
        more = len(failed) > room
    return _page(files, more=more)


def _documents(
    index: Index, store: str, asked: StoreFilesParameters, *, after: DocumentInfo | None
) -> tuple[list[StoreFileOut], bool]:
    sort = {None: "source", "asc": "added", "desc": "-added"}[asked.order]
    cursor = None if after is None else cursor_after(after, sort=sort)
    page = index.documents(collection=store, limit=asked.limit, cursor=cursor, sort=sort)
    placed = placed_by_document(index, store, [each.document_id for each in page.documents])
    files = [document_out(each, placed.get(each.document_id)) for each in page.documents]
    return files, page.next is not None


def _batch_files(
    index: Index, store: str, batch: str, asked: StoreFilesParameters
) -> StoreFilesResponse:
    placed = _placed(index, store, batch)
    if asked.order == "desc":
        placed = placed[::-1]
    names = [each.file_id for each in placed]
    if asked.after is not None and asked.after not in names:
        raise NotFound(f"no file {asked.after!r} in batch {batch!r}")
    start = 0 if asked.after is None else names.index(asked.after) + 1
    found = _out(index, placed[start:])
    wanted = (each for each in found if asked.filter in {None, each.status})
    # One more says whether there are more.
    files = list(islice(wanted, asked.limit + 1))
    return _page(files[: asked.limit], more=len(files) > asked.limit)


def _out(index: Index, placed: Iterable[Placement]) -> Iterator[StoreFileOut]:
    for each in placed:
        with suppress(NotFound):  # deleted since
            yield placed_out(index, each)


def _page(files: list[StoreFileOut], *, more: bool) -> StoreFilesResponse:
    return StoreFilesResponse(
        object="list",
        data=tuple(files),
        first_id=files[0].id if files else None,
        last_id=files[-1].id if files else None,
        has_more=more,
    )


def _is_failed(index: Index, store: str, file_id: str | None) -> bool:
    placed = index.placements(collection=store, file_id=file_id) if file_id is not None else ()
    return any(each.document_id is None for each in placed)


def _placed(index: Index, store: str, batch: str) -> tuple[Placement, ...]:
    placed = index.placements(collection=store, batch=batch)
    if not placed:
        raise NotFound(f"no batch {batch!r} in collection {store!r}")
    return placed


def _file(index: Index, store: str, file_id: str) -> StoreFileOut:
    """Return a file of a store by its own id or by the document's; raises NotFound."""
    for placed in index.placements(collection=store, file_id=file_id):
        return placed_out(index, placed)
    return document_out(_document(index, store, file_id), None)


def _check_sent(index: Index, store: str, file_id: str) -> None:
    """Raise where a store has no such file, or has it as a document that came otherwise."""
    _file(index, store, file_id)
    if not index.placements(collection=store, file_id=file_id):
        raise InvalidInput(
            f"document {file_id!r} was not put here as a file: its attributes are what it says"
            " of itself, in its front matter"
        )


def _document(index: Index, store: str, file_id: str) -> DocumentInfo:
    own_store(index, store)
    name = file_id
    for placed in index.placements(collection=store, file_id=file_id):
        if placed.document_id is None:
            raise NotFound(f"file {file_id!r} has no text here: {placed.reason}")
        name = placed.document_id
    try:
        document = index.document(name)
    except NotFound:
        document = None
    if document is None or document.collection != store:
        raise NotFound(f"no document {file_id!r} in collection {store!r}")
    return document


def _text(index: Index, store: str, file_id: str) -> str:
    return index.text(_document(index, store, file_id).document_id).text


def _batch(store: str, batch: str, placed: tuple[Placement, ...]) -> BatchOut:
    counts = Counter(each.document_id is None for each in placed)
    return BatchOut(
        id=batch,
        object="vector_store.files_batch",
        created_at=placed[0].added,
        vector_store_id=store,
        status="completed",
        file_counts=FileCounts(0, counts[False], counts[True], 0, len(placed)),
    )
