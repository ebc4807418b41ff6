"""`spravka migrate`: the documents from a folder to PostgreSQL, or back."""

import json
from contextlib import closing
from typing import Annotated

import typer

from index.errors import InvalidInput
from service.cli.common import AsJson, path_of
from service.told import plural

Place = Annotated[
    str, typer.Argument(metavar="FROM", help="A folder, or the address of a PostgreSQL.")
]


def migrate(
    *,
    source: Place,
    target: Annotated[
        str, typer.Argument(metavar="TO", help="A new folder, or the address of a new store.")
    ],
    as_json: AsJson = False,
) -> None:
    """Copy all documents with their vectors as they are; nothing is encoded again.

    Both may be folders or addresses as postgresql://user@host/database. What is copied is of one
    moment, and it may be served and written to meanwhile.
    """
    from index.store.address import SCHEMES
    from index.store.copying import copy_store
    from index.store.opening import open_store
    from index.store.schema import STORE_FILE
    from service.cli.progress import progress

    folders = [path_of(each) for each in (source, target)]
    if not source.startswith(SCHEMES) and not (folders[0] / STORE_FILE).is_file():
        raise InvalidInput(f"{source}: no index in this folder; name another one")
    addresses = [each if each.startswith(SCHEMES) else None for each in (source, target)]
    with (
        closing(open_store(folders[0], addresses[0])) as old,
        closing(open_store(folders[1], addresses[1])) as new,
    ):
        with progress() as show:
            copy_store(old, new, on_progress=show)
        with new.read() as transaction:
            infos = transaction.collections.infos()
            generation = transaction.generation
    documents = sum(each.documents for each in infos)
    passages = sum(each.passages for each in infos)
    if as_json:
        counts = {"generation": generation, "documents": documents, "passages": passages}
        typer.echo(json.dumps({"store": new.name, **counts}))
        return
    typer.echo(
        f"{new.name}: {plural(documents, 'document')}, {plural(passages, 'passage')},"
        f" generation {generation}"
    )
