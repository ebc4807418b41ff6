"""`spravka update`: the folders a collection was given, up to date."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from index.errors import InvalidInput
from index.types import DEFAULT_COLLECTION, AddReport
from service.cli.common import (
    AsJson,
    CollectionName,
    Data,
    Model,
    Store,
    open_index,
    settings_of_index,
)
from service.cli.confirm import Pruning, Yes
from service.cli.index import finish, watch_folders
from service.folders import followed_of_index


def update(
    *,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="FOLDER…", help="Names of folders, as `spravka status` has them."),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep documents whose files are gone.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Follow the folders until Ctrl-C.")
    ] = False,
    yes: Yes = False,
    data: Data = None,
    store: Store = None,
    collection: CollectionName = DEFAULT_COLLECTION,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Bring the folders that a collection was given up to date: what is new, changed or gone.

    A folder that is not there loses nothing and is named; the status is then 1, or 2 where no
    folder is there.
    """
    with open_index(settings_of_index(data=data, store=store, model=model)) as index:
        if not index.roots(collection=collection):
            raise InvalidInput(f"collection {collection!r} was given no folder: spravka index PATH")

        pruning = Pruning(yes=yes or watch)

        def run(act: Callable[..., AddReport]) -> AddReport:
            from service.cli.progress import stoppable

            with stoppable() as show:
                return act(
                    may_remove=partial(pruning.may_remove, before=show.stop), on_progress=show
                )

        if watch:
            followed = followed_of_index(index, collection=collection, names=names or ())
            watch_folders(followed, run=run, as_json=as_json)
            return
        report = run(partial(index.update, *(names or ()), collection=collection, prune=not keep))
    finish(report, as_json=as_json, refused=pruning.refused)
