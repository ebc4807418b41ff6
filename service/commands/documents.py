"""`spravka index`: documents in."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from index.errors import InvalidInput
from index.types import DEFAULT_COLLECTION
from service.commands.common import AsJson, CollectionName, Data, Model, open_index, tell
from service.settings import load_settings


def index_paths(
    *,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH…", help="Files and folders of files.")
    ] = None,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="First encode anew what is there, for another encoder."),
    ] = False,
    data: Data = None,
    collection: CollectionName = DEFAULT_COLLECTION,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Add documents, or bring those that have changed up to date.

    The status is 1 where some could not be read and 2 where none could.
    """
    from service.terminal import progress

    if not paths and not rebuild:
        raise InvalidInput("name the files or folders to index: spravka index PATH…")
    with open_index(load_settings({"data": data, "model": model})) as index, progress() as show:
        if rebuild:
            count = index.rebuild(collection=collection, on_progress=show)
            tell(f"{count} document{'' if count == 1 else 's'} encoded anew")
            if as_json and not paths:
                typer.echo(json.dumps({"encoded": count}))
        if not paths:
            return
        report = index.add(*paths, collection=collection, on_progress=show)
    for failure in report.failed:
        tell(failure.reason)
    held = report.added + report.replaced + report.unchanged
    if as_json:
        typer.echo(json.dumps(asdict(report)))
    elif held:
        typer.echo(
            f"{held} document{'' if held == 1 else 's'}: {report.added} new,"
            f" {report.replaced} changed, {report.unchanged} as before;"
            f" {report.passages} passages written"
        )
    if report.failed:
        raise typer.Exit(1 if held else 2)
