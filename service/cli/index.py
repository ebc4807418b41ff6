"""`spravka index`: documents in, and up to date."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput
from index.read.readers import suffixes
from index.types import DEFAULT_COLLECTION, AddReport
from service.cli.common import (
    AsJson,
    CollectionName,
    Data,
    Model,
    open_index,
    plural,
    settings_of,
    tell,
)

if TYPE_CHECKING:
    from index import Index

MOST_KINDS = 8
"""Of files that are not read, those that are named; the rest is counted."""


def index_paths(
    *,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH…", help=f"Files and folders of files: {', '.join(suffixes())}."
        ),
    ] = None,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Remove documents whose files are no longer in the folders."),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Follow the folders, --prune included, until Ctrl-C."),
    ] = False,
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
    if not paths and not rebuild:
        raise InvalidInput("name the files or folders to index: spravka index PATH…")
    with open_index(settings_of(data=data, model=model)) as index:
        if rebuild:
            _rebuild(index, collection, as_json=as_json and not paths)
        if not paths:
            return
        if watch:
            with suppress(KeyboardInterrupt):
                _watch(index, paths, collection, as_json=as_json)
            return
        report = _add(index, paths, collection, prune=prune)
    for failure in report.failed:
        tell(failure.reason)
    if report.passed_over:
        tell(_passed_over(report.passed_over))
    held = report.added + report.replaced + report.unchanged
    if held or report.removed or as_json:
        _print(report, as_json=as_json)
    if report.failed:
        raise typer.Exit(1 if held else 2)


def _rebuild(index: "Index", collection: str, *, as_json: bool) -> None:
    from service.cli.terminal import progress

    with progress() as show:
        count = index.rebuild(collection=collection, on_progress=show)
    tell(f"{plural(count, 'document')} encoded anew")
    if as_json:
        typer.echo(json.dumps({"encoded": count}))


def _add(index: "Index", paths: list[Path], collection: str, *, prune: bool) -> AddReport:
    from service.cli.terminal import progress

    with progress() as show:
        return index.add(*paths, collection=collection, prune=prune, on_progress=show)


def _watch(index: "Index", paths: list[Path], collection: str, *, as_json: bool) -> None:
    from service.cli.watching import follow

    def add() -> AddReport:
        report = _add(index, paths, collection, prune=True)
        if report.added or report.replaced or report.removed:
            _print(report, as_json=as_json)
        return report

    tell(f"following {', '.join(map(str, paths))} (Ctrl-C stops it)")
    follow(paths, add=add, tell=tell)


def _passed_over(counts: Mapping[str, int]) -> str:
    kinds = [f"{count} {suffix or 'without a suffix'}" for suffix, count in counts.items()]
    named = ", ".join(kinds[:MOST_KINDS])
    more = f" and {plural(len(kinds) - MOST_KINDS, 'other kind')}" if kinds[MOST_KINDS:] else ""
    return (
        f"{plural(sum(counts.values()), 'file')} not read: {named}{more}"
        f" (Spravka reads {', '.join(suffixes())})"
    )


def _print(report: AddReport, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(report)))
        return
    held = report.added + report.replaced + report.unchanged
    removed = f", {report.removed} removed" if report.removed else ""
    typer.echo(
        f"{plural(held, 'document')}: {report.added} new, {report.replaced} changed,"
        f" {report.unchanged} as before{removed}; {report.passages} passages written"
    )
