"""`spravka doctor`: whether everything stored is whole."""

import json
from contextlib import closing
from dataclasses import asdict
from typing import Annotated

import typer

from service.cli.common import AsJson, Data, Store, say, settings_of
from service.told import plural


def doctor(
    *,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Make anew what can be made from the documents."),
    ] = False,
    data: Data = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Check everything stored; the index may be in use.

    The status is 0 where all is well, or is again; 1 where something is damaged that --repair can
    make anew; 2 where something is lost, and a backup or the documents themselves are needed.
    """
    from index.maintain.doctor import examine
    from index.maintain.server import examine_store
    from index.store.opening import open_store
    from service.cli.progress import progress

    settings = settings_of(data=data, store=store)
    with progress() as show:
        if settings.store is None:
            found = examine(settings.data, repair=repair, on_progress=show)
        else:
            with closing(open_store(settings.data, settings.store)) as opened:
                found = examine_store(opened, settings.data, repair=repair, on_progress=show)
    if as_json:
        typer.echo(json.dumps({**asdict(found), "sound": found.sound}, indent=2))
    else:
        for finding in found.findings:
            advice = "repaired" if finding.repaired else finding.advice
            line = f"{finding.severity}, {finding.where}: {finding.what}; {advice}"
            say(line)
        typer.echo(
            f"{'sound' if found.sound else 'not sound'}: {plural(found.documents, 'document')},"
            f" {plural(found.passages, 'passage')} and {plural(found.vectors, 'vector')} in"
            f" {plural(found.collections, 'collection')}, generation {found.generation}"
        )
    if not found.sound:
        lost = any(one.severity == "loss" and not one.repaired for one in found.findings)
        raise typer.Exit(2 if lost else 1)
