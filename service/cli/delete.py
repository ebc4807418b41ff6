"""`spravka delete`: documents out of the index."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput, NotFound
from index.types import DEFAULT_COLLECTION, make_document_id
from service.cli.common import (
    AsJson,
    CollectionName,
    Data,
    Store,
    check_index,
    open_index,
    settings_of,
    tell,
)
from service.cli.confirm import Yes, confirm
from service.cli.editor import file_of
from service.folders import MANY
from service.told import plural

if TYPE_CHECKING:
    from index import Index


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
    for_good: Annotated[
        bool, typer.Option("--for-good", help="Keep nothing that could be brought back.")
    ] = False,
    yes: Yes = False,
    data: Data = None,
    store: Store = None,
    collection: CollectionName = DEFAULT_COLLECTION,
    as_json: AsJson = False,
) -> None:
    """Delete documents, or folders with their documents, from the index; the files stay.

    `spravka undo` brings them back for a while. Before many go, or a whole folder, it asks. The
    status is 1 where some were not in the index and 2 where none was.
    """
    if folder and for_good:
        raise InvalidInput("--for-good is for documents by their names, not for folders")
    settings = settings_of(data=data, store=store)
    check_index(settings)
    with open_index(settings) as index:
        _ask(index, sources, folder=folder, collection=collection, yes=yes)
        deleted, documents = _delete(
            index, sources, folder=folder, collection=collection, for_good=for_good
        )
        generation = index.generation
        standing = [] if folder else _standing(index, deleted, collection=collection)
    if as_json:
        typer.echo(json.dumps({"deleted": deleted, "generation": generation}))
    elif deleted:
        typer.echo(f"{plural(documents, 'document')} deleted")
    if standing:
        more = f" and {len(standing) - 1} more" if standing[1:] else ""
        tell(
            f"{standing[0]}{more}: the file is still where it was, and the next update reads it"
            " again, unless a .spravkaignore of its folder names it"
        )
    if len(deleted) < len(sources):
        raise typer.Exit(1 if deleted else 2)


def _standing(index: "Index", sources: Sequence[str], *, collection: str) -> list[str]:
    """Return which of the sources have a file still, which an update of its folder reads."""
    roots = [info.root for info in index.roots(collection=collection)] if sources else []
    return [source for source in sources if file_of(source, roots) is not None]


def _ask(
    index: "Index", sources: Sequence[str], *, folder: bool, collection: str, yes: bool
) -> None:
    """Ask before a whole folder goes, or more documents than one looks through."""
    if folder:
        roots = index.roots(collection=collection)
        going = sum(each.documents for each in roots if each.root.name in sources)
        if going:
            confirm(f"{plural(going, 'document')} came from {', '.join(sources)}", yes=yes)
    elif len(sources) > MANY:
        confirm(f"{len(sources)} documents are named", yes=yes)


def _delete(
    index: "Index", sources: Sequence[str], *, folder: bool, collection: str, for_good: bool
) -> tuple[list[str], int]:
    """Delete what is there, tell what is not: return the names, and how many documents."""
    deleted, documents = [], 0
    change: int | None = None
    for source in sources:
        try:
            if folder:
                documents += index.delete_root(source, collection=collection)
            else:
                number = make_document_id(collection=collection, source=source)
                # All of them are brought back at once.
                generation = index.delete(number, for_good=for_good, change=change)
                change = generation if change is None else change
                documents += 1
        except NotFound:
            what = "folder" if folder else "document"
            tell(f"no {what} {source!r} in collection {collection!r}")
        else:
            deleted.append(source)
    return deleted, documents
