"""`spravka undo`: deleted documents back into the index."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from index.types import DEFAULT_COLLECTION, DeletedDocument, make_document_id
from service.cli.common import (
    AsJson,
    CollectionName,
    Data,
    Store,
    check_index,
    open_index,
    say,
    settings_of,
    tell,
)
from service.told import plural

_SHOWN = 1000


def undo(
    *,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE…", help="Bring back these alone.", show_default="the last change"
        ),
    ] = None,
    change: Annotated[
        int | None,
        typer.Option(help="Bring back what this change deleted.", show_default="the last one"),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Say what can be brought back, and bring back nothing.")
    ] = False,
    data: Data = None,
    store: Store = None,
    collection: CollectionName = DEFAULT_COLLECTION,
    as_json: AsJson = False,
) -> None:
    """Bring back documents that were deleted, as they were, for as long as they are kept.

    A version that was sent and replaced by another comes back too. The status is 1 where some were
    there again, and stay as they are.
    """
    settings = settings_of(data=data, store=store)
    check_index(settings)
    with open_index(settings) as index:
        if listed:
            kept = index.deleted(collection=collection, limit=_SHOWN).documents
            if as_json:
                typer.echo(json.dumps([asdict(each) for each in kept], indent=2))
            for line in [] if as_json else _lines(kept):
                say(line)
            return
        names = [make_document_id(collection=collection, source=each) for each in sources or ()]
        report = index.undo(collection=collection, change=change, document_ids=names or None)
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=2))
    else:
        typer.echo(f"{plural(len(report.restored), 'document')} brought back")
    for each in report.present:
        tell(f"{each.source}: it is there again, and stays as it is")
    if report.present:
        raise typer.Exit(1)


def _lines(kept: Sequence[DeletedDocument]) -> list[str]:
    return [
        f"change {each.change}: {each.source}, {each.kind} {_time(each.deleted)},"
        f" kept until {_time(each.until)}"
        for each in kept
    ] or ["nothing is kept that was deleted"]


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
