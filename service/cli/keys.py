"""`spravka keys`: who may ask the server, for what, and until when."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import NotFound, SpravkaError
from service.cli.collections import listed
from service.cli.common import AsJson, Data, check_index, settings_of, tell
from service.keys import Key, Keys, Scope, expiry

if TYPE_CHECKING:
    from service.settings import Settings

_MOST_NAMED = 20
"""So many collections are named where one is not there."""

app = typer.Typer(help="Make, list and revoke the keys that the server asks for.")


@app.command()
def create(
    *,
    scope: Annotated[
        Scope,
        typer.Option(
            help="read: ask and read. write: also add and delete documents. admin: also delete"
            " collections."
        ),
    ] = "read",
    collection: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A collection it is for; may be given several times.",
            show_default="all",
        ),
    ] = None,
    expires: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN",
            help="A duration (12h, 90d, 8w, 1y), a date or a time.",
            show_default="never",
        ),
    ] = None,
    name: Annotated[
        str, typer.Option(help="Whom or what it is for, to know it by.", show_default="")
    ] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and print it, once: only a hash of it is kept.

    From the first key on the server asks everyone for one.
    """
    settings = settings_of(data=data)
    key, given = Keys(settings.data).create(
        scope=scope,
        collections=collection or (),
        name=name,
        expires=None if expires is None else expiry(expires),
    )
    if as_json:
        typer.echo(json.dumps({"key": given, **_told(key)}))
    else:
        typer.echo(given)
        tell(f"{_line(key)}; it is shown this once")
    # A collection may come after its key, so this is made all the same.
    for line in _missing(settings, key.collections or frozenset()):
        tell(line)


@app.command("list")
def list_keys(*, data: Data = None, as_json: AsJson = False) -> None:
    """List the keys that were made and when each was last used, to the minute."""
    settings = settings_of(data=data)
    keys = Keys(settings.data)
    uses = keys.uses()
    if as_json:
        told = [{**_told(key), "last_used": _time(uses.get(key.id))} for key in keys.all()]
        typer.echo(json.dumps(told, indent=2))
        return
    made = keys.all()
    if not made:
        tell(_without_keys(settings))
    for key in made:
        at = uses.get(key.id)
        typer.echo(_line(key, used="never used" if at is None else f"used {_day(at)}"))


@app.command()
def revoke(
    *,
    key_ids: Annotated[
        list[str], typer.Argument(metavar="ID…", help="Keys, by the ids that list shows.")
    ],
    data: Data = None,
) -> None:
    """Let keys open nothing any more, from the next request on."""
    keys = Keys(settings_of(data=data).data)
    for key_id in key_ids:
        typer.echo(_line(keys.revoke(key_id)))


def _missing(settings: "Settings", wanted: frozenset[str]) -> Iterator[str]:
    """Yield what to tell of collections that a key is for and that are not there."""
    if not wanted:
        return
    try:
        check_index(settings)
        there = sorted(each.name for each in listed(settings))
    except NotFound:
        there = []
    except SpravkaError as error:
        yield f"whether there are such collections could not be seen: {error}"
        return
    for name in sorted(wanted.difference(there)):
        named = ", ".join(repr(each) for each in there[:_MOST_NAMED])
        more = len(there) - _MOST_NAMED
        besides = f", and {more} more" if more > 0 else ""
        are = f"those there are: {named}{besides}" if there else "there is none yet"
        yield f"no collection {name!r} is there for the key to open until one is made; {are}"


def _without_keys(settings: "Settings") -> str:
    if settings.token is not None:
        return f"no key was made in {settings.data}: only the token opens the server"
    return (
        f"no key was made in {settings.data}: whoever is on the server's machine may read and"
        " change everything, and no other machine is served; make one with: spravka keys create"
    )


def _told(key: Key) -> dict[str, Any]:
    now = datetime.now(UTC).timestamp()
    times = {
        name: _time(at)
        for name, at in (
            ("created", key.created),
            ("expires", key.expires),
            ("revoked", key.revoked),
        )
    }
    collections = None if key.collections is None else sorted(key.collections)
    return {**asdict(key), "collections": collections, **times, "state": key.state(now)}


def _time(at: float | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _line(key: Key, *, used: str = "") -> str:
    now = datetime.now(UTC).timestamp()
    parts = [
        key.id,
        key.scope,
        "all collections" if key.collections is None else ", ".join(sorted(key.collections)),
        f"made {_day(key.created)}",
        *([used] if used else []),
        *([f"expires {_day(key.expires)}"] if key.expires is not None else []),
        *([key.state(now)] if key.state(now) != "valid" else []),
        *([key.name] if key.name else []),
    ]
    return "  ".join(parts)


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
