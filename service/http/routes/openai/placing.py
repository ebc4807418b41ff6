"""Files that were sent become documents of a collection."""

from collections.abc import Iterable, Mapping
from functools import partial

from starlette.requests import Request

from index import Index
from index.errors import InvalidInput, ReadError
from index.placing import with_attributes
from index.read.pool import ReaderPool
from index.types import Document, Failure, Placement
from service.async_index import AsyncIndex
from service.http.uploads import read_document_of
from service.settings import Settings

_AT_A_TIME = 20
"""Files that are in memory together."""

Attributes = Mapping[str, str | int | float | bool]


async def put_files(
    request: Request,
    opened: AsyncIndex,
    collection: str,
    wanted: Mapping[str, Attributes],
    *,
    batch: str | None = None,
) -> tuple[Placement, ...]:
    """Put files into a collection, by their ids with the attributes of each.

    A place for a change is held. Raises NotFound for a file that was not sent; one that cannot be
    read is a placement that says so.
    """
    settings: Settings = request.app.state.settings
    names = await names_of(opened, wanted)
    placed: list[Placement] = []
    for first in range(0, len(names), _AT_A_TIME):
        some = dict(list(names.items())[first : first + _AT_A_TIME])
        read = partial(_read, opened.index, some, wanted, collection, keep=settings.keep_originals)
        found = await opened.read(read)
        put = partial(opened.index.place_files, found, collection=collection, batch=batch)
        placed += await opened.write(put)
    return tuple(placed)


async def names_of(opened: AsyncIndex, file_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of files by their ids; raises NotFound for one that was not sent."""
    return {each: (await opened.ask(opened.index.file, each)).name for each in file_ids}


def _read(
    index: Index,
    names: Mapping[str, str],
    wanted: Mapping[str, Attributes],
    collection: str,
    *,
    keep: bool,
) -> dict[str, Document | Failure]:
    read: dict[str, Document | Failure] = {}
    with ReaderPool() as pool:
        for file_id, name in names.items():
            try:
                data = index.file_data(file_id)
                document = read_document_of(data, name, collection, pool, keep=keep)
                read[file_id] = with_attributes(document, wanted[file_id])
            except (ReadError, InvalidInput) as error:
                code = error.code if isinstance(error, ReadError) else "invalid"
                read[file_id] = Failure(name, str(error), code)
    return read
