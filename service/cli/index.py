"""`spravka index`: documents in, and up to date."""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput
from index.read.readers import suffixes
from index.read.walk import is_file
from index.store.schema import STORE_FILE
from index.types import DEFAULT_COLLECTION, AddReport
from service.cli.common import (
    AsJson,
    CollectionName,
    Data,
    Model,
    Store,
    open_index,
    path_of,
    say,
    settings_of,
    tell,
)
from service.cli.confirm import Pruning, Yes
from service.folders import add_folders, folders_of, followed_of_file, followed_of_index
from service.told import plural, told_besides, told_counts
from service.watching import Followed, Follower

if TYPE_CHECKING:
    from index import Index
    from service.settings import Settings


def index_paths(
    *,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH…",
            help=f"Files and folders of files: {', '.join(suffixes())}.",
            parser=path_of,
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
    name: Annotated[
        str | None,
        typer.Option(
            help="What a new folder goes by, before the paths of its documents.",
            show_default="that of the folder, but for the first one",
        ),
    ] = None,
    follow_links: Annotated[
        bool,
        typer.Option("--follow-links", help="Also read what links lead to outside the folders."),
    ] = False,
    apart: Annotated[
        bool,
        typer.Option("--apart", help="Only into a collection that holds nothing else."),
    ] = False,
    yes: Yes = False,
    data: Data = None,
    store: Store = None,
    collection: CollectionName = DEFAULT_COLLECTION,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Add documents, or bring those that have changed up to date.

    Without a PATH, these are the folders that spravka.toml names; where it names none, --prune and
    --watch act on those that the collection was given before. The status is 1 where some could not
    be read and 2 where none could.
    """
    given = paths or []
    folders = () if given else folders_of(collection)
    if not (given or folders or rebuild or prune or watch):
        raise InvalidInput(
            "name the files or folders to index: spravka index PATH…, or in a file spravka.toml"
        )
    settings = settings_of(data=data, store=store, model=model)
    with _new_only_if_filled(settings), open_index(settings) as index:
        if rebuild:
            _rebuild(index, collection, as_json=as_json and not given)
        if not (given or folders or prune or watch):
            return
        if apart and _holds_other(index, given, collection):
            tell(f"collection {collection!r} holds other documents; nothing is added to it")
            return
        # Who follows folders is not there to be asked.
        pruning = Pruning(yes=yes or watch)

        def run(update: Callable[..., AddReport]) -> AddReport:
            from service.cli.progress import stoppable

            with stoppable() as show:
                may_remove = partial(pruning.may_remove, before=show.stop)
                return update(may_remove=may_remove, on_progress=show)

        add = partial(index.add, collection=collection, name=name, follow_links=follow_links)
        if watch:
            followed = [
                Followed(path, collection, partial(add, path, prune=not is_file(path)))
                for path in given
            ]
            followed += followed_of_file(index, folders)
            if not (given or folders):
                followed = followed_of_index(index, collection=collection)
            watch_folders(followed, run=run, as_json=as_json)
            return
        if folders:
            report = run(partial(add_folders, index, folders, prune=prune))
        elif given:
            report = run(partial(add, *given, prune=prune))
        else:
            _check_remembered(index, collection)
            report = run(partial(index.update, collection=collection, prune=prune))
        finish(report, as_json=as_json, refused=pruning.refused)


@contextmanager
def _new_only_if_filled(settings: "Settings") -> Iterator[None]:
    """Leave no empty index behind in a folder that has none yet, however the run ends."""
    was_there = settings.store is not None or (settings.data / STORE_FILE).exists()
    try:
        yield
    finally:
        if not was_there:
            from index.maintain.empty import discard_empty

            discard_empty(settings.data)


def _check_remembered(index: "Index", collection: str) -> None:
    """Raise InvalidInput where a collection was given nothing that could be brought up to date."""
    found = any(each.name == collection for each in index.collections().collections)
    if not (found and index.roots(collection=collection)):
        raise InvalidInput(
            f"collection {collection!r} remembers no folder to look through: spravka index PATH…"
        )


def _holds_other(index: "Index", paths: list[Path], collection: str) -> bool:
    """Return whether a collection holds documents that came from elsewhere than these paths."""
    found = [each for each in index.collections().collections if each.name == collection]
    own = {os.path.realpath(path) for path in paths}
    roots = index.roots(collection=collection) if found else ()
    mine = sum(each.documents for each in roots if each.root.path in own)
    return sum(each.documents for each in found) > mine


def finish(report: AddReport, *, as_json: bool, refused: bool = False) -> None:
    """Print what a run did; the status is 1 where some could not be read and 2 where none could.

    It is 1 too where documents were not removed since that was `refused`.
    """
    for failure in report.failed:
        tell(failure.reason)
    for line in told_besides(report):
        tell(line)
    held = report.added + report.replaced + report.unchanged
    if held or report.removed or as_json:
        print_report(report, as_json=as_json)
    if report.failed or refused or not held:
        raise typer.Exit(1 if held or refused else 2)


def _rebuild(index: "Index", collection: str, *, as_json: bool) -> None:
    from service.cli.progress import progress

    with progress() as show:
        count = index.rebuild(collection=collection, on_progress=show)
    tell(f"{plural(count, 'document')} encoded anew")
    if as_json:
        typer.echo(json.dumps({"encoded": count}))


def watch_folders(
    followed: Sequence[Followed],
    *,
    run: Callable[[Callable[..., AddReport]], AddReport],
    as_json: bool,
) -> None:
    """Follow folders until Ctrl-C; `run` brings the index up to date with one of them."""

    def update(one: Followed) -> AddReport:
        report = run(one.update)
        if report.added or report.replaced or report.removed:
            print_report(report, as_json=as_json, of=one)
        return report

    if not followed:
        raise InvalidInput("there is no folder to follow: spravka index PATH… --watch")
    tell("Ctrl-C stops it")
    with suppress(KeyboardInterrupt):
        Follower(folders=lambda: followed, update=update, tell=tell).run()


def print_report(report: AddReport, *, as_json: bool, of: Followed | None = None) -> None:
    """Print the counts of a run, `of` one of several folders with the time where that is given."""
    if as_json:
        typer.echo(json.dumps(asdict(report)))
        return
    when = "" if of is None else f"{time.strftime('%H:%M:%S')} {of.path}: "
    say(f"{when}{told_counts(report)}")
