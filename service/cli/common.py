"""What the commands share: their options, and how they open an index and speak to the user."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput, NotFound
from index.store.schema import STORE_FILE
from index.types import make_document_id
from service.printable import printable_json, printable_line

if TYPE_CHECKING:
    from index import Filter, Index
    from index.verify.sources import IsKnown
    from service.settings import Settings


def path_of(given: str) -> Path:
    """Return the path of a file or folder; raises InvalidInput where nothing was given as one.

    It would be the working folder, which nobody meant whose shell has `"$FOLDER"` unset.
    """
    if not given:
        raise InvalidInput("a path is empty: name a file or folder, or . for the one you are in")
    return Path(given)


Data = Annotated[
    Path | None,
    typer.Option(
        envvar="SPRAVKA_DATA",
        help="The folder that keeps the index.",
        show_default=".spravka",
        metavar="PATH",
        parser=path_of,
    ),
]
Store = Annotated[
    str | None,
    typer.Option(
        envvar="SPRAVKA_STORE",
        help="A PostgreSQL that keeps the documents, as postgresql://user@host/database.",
        show_default="in the folder",
        show_envvar=False,
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        envvar="SPRAVKA_MODEL",
        help="Another encoder: a sentence-transformers name or path.",
        show_default="the shipped one",
    ),
]
CollectionName = Annotated[str, typer.Option(help="The set of documents to use.")]
Question = Annotated[
    str, typer.Argument(metavar="QUESTION", help="The question, in English or Russian.")
]

GivenFilter = Annotated[
    str | None,
    typer.Option(
        "--filter",
        help='Keep to some documents, as {"type": "eq", "key": "language", "value": "ru"}.',
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def settings_of(**flags: object) -> "Settings":
    """Return the settings, with the flags that are not None over the environment and the file.

    A variable that is no setting is told. Raises InvalidInput, naming the setting, where a value
    does not fit.
    """
    # What checks them takes as long to import as all that help needs.
    from service.config import unknown_variables
    from service.settings import Settings, load_settings

    for line in unknown_variables(Settings.model_fields):
        tell(line)
    settings = load_settings(flags)
    _check_folder(settings.data)
    return settings


def _check_folder(folder: Path) -> None:
    """Raise InvalidInput where a file stands in the place of the folder that keeps the index."""
    for each in (folder, *folder.parents):
        if each.is_dir():
            return
        if each.exists():
            raise InvalidInput(
                f"{each} is a file, and the index is kept in a folder: name one with --data"
                " (SPRAVKA_DATA)"
            )


def check_index(settings: "Settings") -> None:
    """Raise NotFound where there is no index in the settings' folder, nor a store elsewhere."""
    if settings.store is None and not (settings.data / STORE_FILE).is_file():
        raise NotFound(f"no index in {settings.data}; make one with: spravka index PATH")


def settings_of_index(*, data: Path | None, store: str | None, model: str | None) -> "Settings":
    """Return the settings for an index that is there; raises NotFound."""
    settings = settings_of(data=data, store=store, model=model)
    check_index(settings)
    return settings


def open_index(settings: "Settings") -> "Index":
    """Return the index in the settings' folder, made if missing; raises StoreError."""
    from index import Index
    from service.folders import patterns_of_file

    return Index.open(
        settings.data,
        model=settings.model,
        undo_hours=settings.undo_hours,
        store=settings.store,
        compared=settings.compared,
        patterns=patterns_of_file(),
    )


def parse_json(text: str, *, what: str) -> object:
    """Return the value that `text` spells; raises InvalidInput, naming `what` it should be."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{what} is not JSON: {error}") from None


def say(line: str) -> None:
    """Print a line of what was asked for."""
    typer.echo(printable_line(line))


def say_json(text: str) -> None:
    """Print JSON of what was asked for."""
    typer.echo(printable_json(text))


def tell(message: str) -> None:
    """Print a message on stderr as one line that names the program."""
    typer.echo(f"spravka: {printable_line(' '.join(message.split()))}", err=True)


def filter_of(given: str | None) -> "Filter | None":
    """Return the filter that an option spells; raises InvalidInput."""
    from index import parse_filter

    return None if given is None else parse_filter(parse_json(given, what="the filter"))


def known_in(index: "Index", collection: str) -> "IsKnown":
    """Return what tells whether a document of a collection goes by a name."""

    @cache
    def is_known(name: str) -> bool:
        try:
            index.document(make_document_id(collection=collection, source=name))
        except NotFound:
            return False
        return True

    return is_known
