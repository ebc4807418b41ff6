"""The command line: `spravka index`, `serve`, `search` and all the others.

What needs the encoder is imported by the command that uses it, so that help is there at once.
"""

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from index.errors import SpravkaError
from service import version
from service.cli.answer import answer
from service.cli.backup import backup
from service.cli.collections import collections
from service.cli.common import tell
from service.cli.delete import delete
from service.cli.doctor import doctor
from service.cli.eval import evaluate
from service.cli.index import index_paths
from service.cli.keys import app as keys
from service.cli.mcp import mcp
from service.cli.restore import restore
from service.cli.search import search
from service.cli.serve import serve
from service.cli.status import status
from service.cli.undo import undo
from service.cli.update import update
from service.cli.verify import verify

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
        code = app(args=list(arguments), prog_name="spravka", standalone_mode=False)
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
    return code if isinstance(code, int) else 0


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


app.command("index")(index_paths)
app.command()(update)
app.command("status")(status)
app.command()(delete)
app.command()(undo)
app.command()(collections)
app.command()(serve)
app.command()(mcp)
app.add_typer(keys, name="keys")
app.command()(answer)
app.command()(search)
app.command()(verify)
app.command()(doctor)
app.command()(backup)
app.command()(restore)
# Its own program reads the arguments, --help among them.
app.command(
    "eval",
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)(evaluate)


def _fail(message: str) -> int:
    tell(message)
    return 2
