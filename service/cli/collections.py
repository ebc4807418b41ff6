"""`spravka collections`: the sets of documents there are."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput
from service.cli.common import AsJson, Data, Store, check_index, open_index, say, settings_of
from service.cli.confirm import Yes, confirm
from service.told import plural

if TYPE_CHECKING:
    from index import Index
    from index.types import CollectionInfo
    from service.settings import Settings


def collections(
    *,
    create: Annotated[
        str | None, typer.Option(metavar="NAME", help="Make an empty collection.")
    ] = None,
    delete: Annotated[
        str | None, typer.Option(metavar="NAME", help="Delete a collection and its documents.")
    ] = None,
    yes: Yes = False,
    data: Data = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """List the collections, after making or deleting one where that is asked for."""
    if create is not None and delete is not None:
        raise InvalidInput("--create and --delete are two things to do, one after the other")
    settings = settings_of(data=data, store=store)
    if create is None:
        check_index(settings)
    if create is not None or delete is not None:
        with open_index(settings) as index:
            if create is not None:
                index.create_collection(create)
            if delete is not None:
                _delete(index, delete, yes=yes)
    found = listed(settings)
    if as_json:
        typer.echo(json.dumps([asdict(collection) for collection in found], indent=2))
        return
    for one in found:
        numbers = f"{plural(one.documents, 'document')}, {plural(one.passages, 'passage')}"
        say(f"{one.name}: {numbers}")


def listed(settings: "Settings") -> "tuple[CollectionInfo, ...]":
    """Return the collections, read from the store alone: a list needs nothing else of an index."""
    from index.store.opening import open_store

    store = open_store(settings.data, settings.store, keep_seconds=settings.undo_hours * 3600)
    try:
        with store.read() as transaction:
            return transaction.collections.infos()
    finally:
        store.close()


def _delete(index: "Index", name: str, *, yes: bool) -> None:
    held = [each.documents for each in index.collections().collections if each.name == name]
    if any(held):
        confirm(f"collection {name!r} holds {plural(held[0], 'document')}", yes=yes)
    index.delete_collection(name)
