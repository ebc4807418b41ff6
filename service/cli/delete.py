"""`spravka delete`: documents out of the index."""

import json
from typing import Annotated

import typer

from index.errors import NotFound
from index.types import DEFAULT_COLLECTION, make_document_id
from service.cli.common import (
    AsJson,
    CollectionName,
    Data,
    check_index,
    open_index,
    plural,
    settings_of,
    tell,
)


def delete(
    *,
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE…", help="The names by which the documents go."),
    ],
    folder: Annotated[
        bool,
        typer.Option(
            "--folder", help="The names are those of folders, as `spravka status` has them."
        ),
    ] = False,
    data: Data = None,
    collection: CollectionName = DEFAULT_COLLECTION,
    as_json: AsJson = False,
) -> None:
    """Delete documents, or folders with their documents, from the index; the files stay.

    The status is 1 where some were not in the index and 2 where none was.
    """
    settings = settings_of(data=data)
    check_index(settings)
    deleted, documents = [], 0
    with open_index(settings) as index:
        for source in sources:
            try:
                if folder:
                    documents += index.delete_root(source, collection=collection)
                else:
                    index.delete(make_document_id(collection=collection, source=source))
                    documents += 1
            except NotFound:
                what = "folder" if folder else "document"
                tell(f"no {what} {source!r} in collection {collection!r}")
            else:
                deleted.append(source)
        generation = index.generation
    if as_json:
        typer.echo(json.dumps({"deleted": deleted, "generation": generation}))
    elif deleted:
        typer.echo(f"{plural(documents, 'document')} deleted")
    if len(deleted) < len(sources):
        raise typer.Exit(1 if deleted else 2)
