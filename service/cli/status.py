"""`spravka status`: what is in the index, where it came from, and what is not read."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.roots import RootInfo
from index.store.address import name_of
from index.store.schema import DERIVED_FOLDER, STORE_FILE
from index.types import CollectionInfo
from service.cli.common import (
    AsJson,
    Data,
    Store,
    check_index,
    open_index,
    say,
    say_json,
    settings_of,
)
from service.cli.remote import is_ready
from service.running import Running, find_running
from service.told import plural, told_file, told_unread

if TYPE_CHECKING:
    from index import Index
    from service.settings import Settings

_UNITS = {"day": 86400, "hour": 3600, "minute": 60}
"""In seconds."""


def status(
    *,
    unread: Annotated[
        bool, typer.Option("--unread", help="Name every file that is not read, with the reason.")
    ] = False,
    ready: Annotated[
        bool,
        typer.Option("--ready", help="Only say by the status whether a server is ready here."),
    ] = False,
    data: Data = None,
    store: Store = None,
    collection: Annotated[
        str | None,
        typer.Option(help="The set of documents to tell of.", show_default="all of them"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what the collections hold, from which folders, when read, and what of it is not read.

    And how large the index is, and whether a server runs that answers for the command line.
    """
    settings = settings_of(data=data, store=store)
    if ready:
        running = find_running(settings.data)
        raise typer.Exit(0 if running is not None and is_ready(running) else 1)
    check_index(settings)
    with open_index(settings) as index:
        found = index.collections()
        told = found.collections
        if collection is not None:
            index.roots(collection=collection)
            told = tuple(each for each in told if each.name == collection)
        server = find_running(settings.data)
        if as_json:
            whole = {
                "data": str(settings.data.resolve()),
                "store": None if settings.store is None else name_of(settings.store),
                "size": _size(settings.data),
                "generation": found.generation,
                "server": None if server is None else _server_json(server),
                "collections": [_as_json(index, each, unread=unread) for each in told],
            }
            say_json(json.dumps(whole, ensure_ascii=False, indent=2))
            return
        say(_head(settings, found.generation, server))
        for each in told:
            for line in _lines(index, each, unread=unread):
                say(line)


def _head(settings: "Settings", generation: int, server: Running | None) -> str:
    running = "no server"
    if server is not None:
        running = f"server at {server.address}, ready {ago(server.since)}"
    size = f"{_size(settings.data) / 1e6:.1f} MB"
    if settings.store is None:
        return f"{settings.data}: {size}, generation {generation}; {running}"
    where = f"{name_of(settings.store)}, generation {generation}"
    return f"{where}; {settings.data}: {size} derived of it; {running}"


def _size(data: Path) -> int:
    """Return how many bytes the index takes, with what is derived."""
    own = [data.glob(f"{STORE_FILE}*"), (data / DERIVED_FOLDER).rglob("*")]
    return sum(path.stat().st_size for files in own for path in files if path.is_file())


def _server_json(server: Running) -> dict[str, object]:
    return {
        "address": server.address,
        "version": server.version,
        "model": server.model,
        "since": server.since,
    }


def ago(moment: float) -> str:
    """Return in words how long ago a moment was, in seconds since 1970."""
    seconds = max(0.0, time.time() - moment)
    for unit, length in _UNITS.items():
        if seconds >= length:
            return f"{plural(int(seconds // length), unit)} ago"
    return "just now"


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
    root = info.root
    named = root.path if root.is_file else f"{root.name} {root.path}"
    return f"{named}: {plural(info.documents, 'document')}, {_read(info.looked_at)}"


def _read(looked_at: float) -> str:
    if not looked_at:
        return "of a folder that is not read to its end yet"
    looked = datetime.fromtimestamp(looked_at, UTC).strftime("%Y-%m-%d %H:%M")
    return f"read {ago(looked_at)} ({looked} UTC)"
