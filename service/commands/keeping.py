"""`spravka doctor`, `backup` and `restore`: that nothing stored is lost."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.common import AsJson, Data, plural, tell
from service.settings import load_settings

if TYPE_CHECKING:
    from index.maintain.backup import BackupReport


def doctor(
    *,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Make anew what can be made from the documents."),
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Check everything stored; the index may be in use.

    The status is 0 where all is well, or is again; 1 where something is damaged that --repair can
    make anew; 2 where something is lost, and a backup or the documents themselves are needed.
    """
    from index.maintain.doctor import examine
    from service.terminal import printable, progress

    with progress() as show:
        found = examine(load_settings({"data": data}).data, repair=repair, on_progress=show)
    if as_json:
        typer.echo(json.dumps({**asdict(found), "sound": found.sound}, indent=2))
    else:
        for finding in found.findings:
            advice = "repaired" if finding.repaired else finding.advice
            line = f"{finding.severity}, {finding.where}: {finding.what}; {advice}"
            typer.echo(printable(line))
        typer.echo(
            f"{'sound' if found.sound else 'not sound'}: {plural(found.documents, 'document')},"
            f" {plural(found.passages, 'passage')} and {plural(found.vectors, 'vector')} in"
            f" {plural(found.collections, 'collection')}, generation {found.generation}"
        )
    if not found.sound:
        lost = any(one.severity == "loss" and not one.repaired for one in found.findings)
        raise typer.Exit(2 if lost else 1)


def backup(
    *,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Copy the index, as it is at one moment, while it may be served and written to."""
    from index.maintain.backup import back_up

    _print(back_up(load_settings({"data": data}).data, folder), as_json=as_json)


def restore(
    *,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What spravka backup made.")],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put it in the place of an index, which is moved aside."),
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make an index from a backup; one in whose place it comes must not be in use."""
    from index.maintain.backup import restore as put_back

    report = put_back(folder, load_settings({"data": data}).data, replace=replace)
    if report.replaced is not None:
        tell(f"the index that was there is in {report.replaced}")
    _print(report, as_json=as_json)


def _print(report: "BackupReport", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(report), default=str))
        return
    typer.echo(
        f"{report.folder}: {plural(report.documents, 'document')},"
        f" {plural(report.passages, 'passage')}, generation {report.generation},"
        f" {report.size / 1e6:.1f} MB"
    )
