"""`spravka ls`: the documents of a collection."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated

import typer

from index.types import DEFAULT_COLLECTION, DocumentInfo
from service.cli.common import (
    AsJson,
    CollectionName,
    Data,
    Store,
    check_index,
    open_index,
    say,
    say_json,
    settings_of,
    tell,
)
from service.told import plural

if TYPE_CHECKING:
    from index import Index

_PAGE = 1000


def list_documents(
    *,
    pattern: Annotated[
        str | None,
        typer.Argument(
            metavar="PATTERN", help="Only those whose name fits, as 'hr/*' or '*.pdf'; all else."
        ),
    ] = None,
    long: Annotated[
        bool, typer.Option("--long", "-l", help="With length, language and title.")
    ] = False,
    data: Data = None,
    store: Store = None,
    collection: CollectionName = DEFAULT_COLLECTION,
    as_json: AsJson = False,
) -> None:
    """List the documents of a collection by the names they go by.

    The status is 1 where there is none.
    """
    settings = settings_of(data=data, store=store)
    check_index(settings)
    with open_index(settings) as index:
        found = [each for each in documents_of(index, collection) if _fits(each.source, pattern)]
    if as_json:
        listed = json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2)
        say_json(listed)
    else:
        for each in found:
            say(_line(each) if long else each.source)
        if long:
            tell(plural(len(found), "document"))
    if not found:
        raise typer.Exit(1)


def documents_of(index: "Index", collection: str) -> Iterator[DocumentInfo]:
    """Yield what is known of a collection's documents, in the order of their sources."""
    offset, page = 0, index.documents(collection=collection, limit=_PAGE).documents
    while page:
        yield from page
        offset += len(page)
        page = index.documents(collection=collection, limit=_PAGE, offset=offset).documents


def _fits(source: str, pattern: str | None) -> bool:
    return pattern is None or fnmatchcase(source, pattern)


def _line(document: DocumentInfo) -> str:
    title = "" if document.title == document.source else f"  {' '.join(document.title.split())}"
    return f"{document.length:>9}  {document.language:<3}  {document.source}{title}"
