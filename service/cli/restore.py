"""`spravka restore`: an index from its copy."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.backup import folder_of, print_backup
from service.cli.common import AsJson, Data, path_of, settings_of, tell


def restore(
    *,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="What spravka backup made.", parser=path_of)
    ],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put it in the place of an index, which is moved aside."),
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make an index from a backup; one in whose place it comes must not be in use."""
    from index.maintain.backup import restore as put_back

    report = put_back(folder, folder_of(settings_of(data=data)), replace=replace)
    if report.replaced is not None:
        tell(f"the index that was there is in {report.replaced}")
    print_backup(report, as_json=as_json)
