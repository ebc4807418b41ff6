"""`spravka backup`: a copy of the index, while it is in use."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput
from service.cli.common import AsJson, Data, path_of, say, settings_of
from service.told import plural

if TYPE_CHECKING:
    from index.maintain.backup import BackupReport
    from service.settings import Settings


def backup(
    *,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new or empty folder.", parser=path_of)
    ],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Copy the index, as it is at one moment, while it may be served and written to."""
    from index.maintain.backup import back_up

    print_backup(back_up(folder_of(settings_of(data=data)), folder), as_json=as_json)


def folder_of(settings: "Settings") -> Path:
    """Return the folder that holds the documents; raises InvalidInput where a server does."""
    if settings.store is None:
        return settings.data
    raise InvalidInput(
        "the documents are in PostgreSQL, whose own programs copy and restore them: pg_dump and"
        " pg_restore; `spravka migrate ADDRESS DIR` makes a folder of them"
    )


def print_backup(report: "BackupReport", *, as_json: bool) -> None:
    """Print what was copied, and where to."""
    if as_json:
        typer.echo(json.dumps(asdict(report), default=str))
        return
    say(
        f"{report.folder}: {plural(report.documents, 'document')},"
        f" {plural(report.passages, 'passage')}, generation {report.generation},"
        f" {report.size / 1e6:.1f} MB"
    )
