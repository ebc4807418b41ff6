"""`spravka collections`: the sets of documents there are."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from index.errors import InvalidInput
from service.cli.common import AsJson, Data, check_index, open_index, plural, settings_of


def collections(
    *,
    create: Annotated[
        str | None, typer.Option(metavar="NAME", help="Make an empty collection.")
    ] = None,
    delete: Annotated[
        str | None, typer.Option(metavar="NAME", help="Delete a collection and its documents.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List the collections, after making or deleting one where that is asked for."""
    if create is not None and delete is not None:
        raise InvalidInput("--create and --delete are two things to do, one after the other")
    settings = settings_of(data=data)
    if create is None:
        check_index(settings)
    from service.cli.terminal import printable

    with open_index(settings) as index:
        if create is not None:
            index.create_collection(create)
        if delete is not None:
            index.delete_collection(delete)
        found = index.collections().collections
    if as_json:
        typer.echo(json.dumps([asdict(collection) for collection in found], indent=2))
        return
    for one in found:
        numbers = f"{plural(one.documents, 'document')}, {plural(one.passages, 'passage')}"
        typer.echo(f"{printable(one.name)}: {numbers}")
