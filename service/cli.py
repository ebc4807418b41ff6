"""The command line: `spravka index`, `serve`, `search` and `eval`.

What needs the encoder is imported by the command that uses it, so that help is there at once.
"""

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput, NotFound, SpravkaError
from index.schema import STORE_FILE
from index.types import DEFAULT_COLLECTION, Mode
from service import version
from service.settings import Settings, load_settings

if TYPE_CHECKING:
    from index import Index

Data = Annotated[
    Path | None,
    typer.Option(
        envvar="SPRAVKA_DATA", help="The folder that keeps the index.", show_default=".spravka"
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
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

app = typer.Typer(
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the program with the arguments it was called with."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the program and return its exit status: 0, 1 for work half done, 2 for an error.

    A user's error is one line on stderr.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = app(args=list(arguments), prog_name="spravka", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has left; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except SpravkaError as error:
        return _fail(str(error))
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "spravka"
        return _fail(f"{error.format_message()} See {command} --help.")
    except OSError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 130
    return status if isinstance(status, int) else 0


@app.callback(invoke_without_command=True)
def spravka(
    context: typer.Context,
    *,
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True)
    ] = False,
) -> None:
    """Search your own documents, in English and Russian, with citations exact to the character."""
    if show_version:
        typer.echo(version())
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


@app.command("index")
def index_paths(
    *,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH…", help="Files and folders of files.")
    ] = None,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="First encode anew what is there, for another encoder."),
    ] = False,
    data: Data = None,
    collection: CollectionName = DEFAULT_COLLECTION,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Add documents, or bring those that have changed up to date.

    The status is 1 where some could not be read and 2 where none could.
    """
    from service.terminal import progress

    if not paths and not rebuild:
        raise InvalidInput("name the files or folders to index: spravka index PATH…")
    with _open(load_settings({"data": data, "model": model})) as index, progress() as show:
        if rebuild:
            count = index.rebuild(collection=collection, on_progress=show)
            _tell(f"{count} document{'' if count == 1 else 's'} encoded anew")
            if as_json and not paths:
                typer.echo(json.dumps({"encoded": count}))
        if not paths:
            return
        report = index.add(*paths, collection=collection, on_progress=show)
    for failure in report.failed:
        _tell(failure.reason)
    held = report.added + report.replaced + report.unchanged
    if as_json:
        typer.echo(json.dumps(asdict(report)))
    elif held:
        typer.echo(
            f"{held} document{'' if held == 1 else 's'}: {report.added} new,"
            f" {report.replaced} changed, {report.unchanged} as before;"
            f" {report.passages} passages written"
        )
    if report.failed:
        raise typer.Exit(1 if held else 2)


@app.command()
def serve(
    *,
    data: Data = None,
    host: Annotated[
        str | None,
        typer.Option(
            envvar="SPRAVKA_HOST", help="The address to listen on.", show_default="127.0.0.1"
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            envvar="SPRAVKA_PORT", help="The port; 0 takes a free one.", show_default="8000"
        ),
    ] = None,
    model: Model = None,
) -> None:
    """Serve the page and the HTTP API until Ctrl-C."""
    from service.server import address_of, listen, make_server

    settings = load_settings({"data": data, "host": host, "port": port, "model": model})
    # A port that is taken is told before anything slow is loaded.
    with listen(settings) as listener, _open(settings) as index:
        from service.app import create_app

        server = make_server(create_app(settings, index=index), settings)
        _tell(f"{address_of(listener)} (Ctrl-C stops it)")
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


@app.command()
def search(
    *,
    question: Annotated[str, typer.Argument(help="The question, in English or Russian.")],
    data: Data = None,
    k: Annotated[int, typer.Option("-k", help="How many passages, 1 to 100.")] = 10,
    mode: Annotated[Mode, typer.Option(help="What to rank by.")] = "hybrid",
    collection: CollectionName = DEFAULT_COLLECTION,
    given: Annotated[
        str | None,
        typer.Option(
            "--filter",
            help='Keep to some documents, as {"type": "eq", "key": "language", "value": "ru"}.',
        ),
    ] = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Print the passages that answer a question, with their citations."""
    settings = load_settings({"data": data, "model": model})
    if not (settings.data / STORE_FILE).is_file():
        raise NotFound(f"no index in {settings.data}; make one with: spravka index PATH")
    from index.filters import parse_filter
    from service.terminal import print_hits, waiting

    keep = None if given is None else parse_filter(_json(given))
    with _open(settings) as index, waiting("Searching"):
        started = perf_counter()
        result = index.search(question, k=k, mode=mode, collection=collection, filter=keep)
        took = (perf_counter() - started) * 1000
    if as_json:
        from service.schemas import search_response

        typer.echo(search_response(result, took_ms=took).model_dump_json(indent=2))
        return
    print_hits(result)


@app.command(
    "eval",
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def evaluate(context: typer.Context) -> None:
    """Measure search on a question set (see spravka eval --help)."""
    import eval.cli

    status = eval.cli.app(args=context.args, prog_name="spravka eval", standalone_mode=False)
    raise typer.Exit(status if isinstance(status, int) else 0)


def _open(settings: Settings) -> "Index":
    from service.terminal import waiting

    with waiting("Starting"):
        from index import Index

        return Index.open(settings.data, model=settings.model)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"the filter is not JSON: {error}") from None


def _tell(message: str) -> None:
    typer.echo(f"spravka: {' '.join(message.split())}", err=True)


def _fail(message: str) -> int:
    _tell(message)
    return 2
