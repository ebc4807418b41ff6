"""`spravka update`: the folders a collection was given, up to date."""

from contextlib import suppress
from functools import partial
from pathlib import Path
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
        roots = {each.root.name: each.root for each in index.roots(collection=collection)}
        if not roots:
            raise InvalidInput(f"collection {collection!r} was given no folder: spravka index PATH")

        pruning = Pruning(yes=yes or watch)

        def bring(*, prune: bool) -> AddReport:
            from service.cli.progress import stoppable

            with stoppable() as show:
                return index.update(
                    *(names or ()),
                    collection=collection,
                    prune=prune,
                    may_remove=partial(pruning.may_remove, before=show.stop),
                    on_progress=show,
                )

        if watch:
            folders = [Path(roots[name].path) for name in names or roots if name in roots]
            with suppress(KeyboardInterrupt):
                watch_folders(folders, add=bring, as_json=as_json)
            return
        report = bring(prune=not keep)
    finish(report, as_json=as_json, refused=pruning.refused)
