"""`spravka status`: what is in the index, where it came from, and what is not read."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from index.roots import RootInfo
from index.types import CollectionInfo
from service.cli.common import AsJson, Data, check_index, open_index, plural, settings_of
from service.cli.unread import told_file, told_unread

if TYPE_CHECKING:
    from index import Index


def status(
    *,
    unread: Annotated[
        bool, typer.Option("--unread", help="Name every file that is not read, with the reason.")
    ] = False,
    data: Data = None,
    collection: Annotated[
        str | None,
        typer.Option(help="The set of documents to tell of.", show_default="all of them"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what the collections hold, from which folders, and what of these is not read."""
    settings = settings_of(data=data)
    check_index(settings)
    from service.cli.printable import printable

    with open_index(settings) as index:
        found = index.collections().collections
        if collection is not None:
            index.roots(collection=collection)
            found = tuple(each for each in found if each.name == collection)
        if as_json:
            told = [_as_json(index, each, unread=unread) for each in found]
            typer.echo(json.dumps(told, indent=2))
            return
        for each in found:
            for line in _lines(index, each, unread=unread):
                typer.echo(printable(line))


def _as_json(index: "Index", one: CollectionInfo, *, unread: bool) -> dict[str, object]:
    told: dict[str, object] = {
        **asdict(one),
        "roots": [
            {
                **asdict(each.root),
                "documents": each.documents,
                "missed": each.missed,
                "looked_at": each.looked_at,
                "unread": [asdict(count) for count in each.unread],
            }
            for each in index.roots(collection=one.name)
        ],
    }
    if unread:
        told["unread"] = [asdict(each) for each in index.unread(collection=one.name)]
    return told


def _lines(index: "Index", one: CollectionInfo, *, unread: bool) -> Iterator[str]:
    documents = plural(one.documents, "document")
    yield f"{one.name}: {documents}, {plural(one.passages, 'passage')}"
    roots = index.roots(collection=one.name)
    for each in roots:
        yield f"  {_root(each)}"
        if said := told_unread(each.unread):
            yield f"    {said}"
    others = one.documents - sum(each.documents for each in roots)
    if others:
        yield f"  {plural(others, 'document')} of no folder that is known"
    if unread:
        for file in index.unread(collection=one.name):
            yield f"  not read: {told_file(file)}"


def _root(info: RootInfo) -> str:
    looked = datetime.fromtimestamp(info.looked_at, UTC).strftime("%Y-%m-%d %H:%M")
    root = info.root
    named = root.path if root.is_file else f"{root.name} {root.path}"
    return f"{named}: {plural(info.documents, 'document')}, read {looked} UTC"
