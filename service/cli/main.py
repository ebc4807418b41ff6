"""The command line: `spravka index`, `serve`, `search` and all the others.

What needs the encoder is imported by the command that uses it, so that help is there at once.
"""

import codecs
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from index.errors import SpravkaError
from service import version
from service.cli.answer import answer
from service.cli.ask import ask
from service.cli.backup import backup
from service.cli.collections import collections
from service.cli.command import Command, Group
from service.cli.common import Data, Store, tell
from service.cli.delete import delete
from service.cli.doctor import doctor
from service.cli.eval import evaluate
from service.cli.index import index_paths
from service.cli.keys import app as keys
from service.cli.ls import list_documents
from service.cli.mcp import mcp
from service.cli.migrate import migrate
from service.cli.restore import restore
from service.cli.search import search
from service.cli.serve import serve
from service.cli.show import show
from service.cli.status import status
from service.cli.undo import undo
from service.cli.update import update
from service.cli.verify import verify

app = typer.Typer(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the program with the arguments it was called with."""
    _replace_closed()
    # In a locale without UTF-8 they come as bytes that were not understood.
    sys.exit(run([os.fsencode(each).decode(errors="surrogateescape") for each in sys.argv[1:]]))


def _replace_closed() -> None:
    """Put the null device in the place of streams that are closed, as `>&-` and some daemons do."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            null = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - to the end
            setattr(sys, name, null)


def run(arguments: Sequence[str]) -> int:
    """Run the program and return its exit status: 0, 1 for work half done, 2 for an error.

    A user's error is one line on stderr.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(
                encoding="utf-8" if is_ascii else stream.encoding, errors="backslashreplace"
            )
    try:
        code = app(args=_data_last(arguments), prog_name="spravka", standalone_mode=False)
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
        # pydantic's words for what its own check, and ours, say of a value.
        said = error.format_message().replace(": Value error, ", ": ").rstrip(".")
        return _fail(f"{said}{'' if said.endswith('?') else '.'} See {command} --help.")
    except OSError as error:
        said = error.strerror or str(error)
        return _fail(said if error.filename is None else f"{error.filename}: {said}")
    except KeyboardInterrupt:
        return 130
    return code if isinstance(code, int) else 0


def _data_last(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with `--data` and `--store` behind the command they stand before."""
    rest, moved = list(arguments), list[str]()
    while rest and rest[0].split("=")[0] in {"--data", "--store"}:
        taken = 1 if "=" in rest[0] else 2
        if len(rest) <= taken:
            break
        moved, rest = [*moved, *rest[:taken]], rest[taken:]
    # What stands behind the command counts, and what follows -- is no option.
    groups = {each.name for each in app.registered_groups}
    words = 2 if rest and rest[0] in groups else 1
    return [*rest[:words], *moved, *rest[words:]]


@app.callback(invoke_without_command=True)
def spravka(
    context: typer.Context,
    *,
    data: Data = None,  # noqa: ARG001 - told here, read by the command it is moved behind
    store: Store = None,  # noqa: ARG001 - so is this
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


app.command("index", cls=Command)(index_paths)
app.command("update", cls=Command)(update)
app.command("status", cls=Command)(status)
app.command("ls", cls=Command)(list_documents)
app.command("show", cls=Command)(show)
app.command("delete", cls=Command)(delete)
app.command("undo", cls=Command)(undo)
app.command("collections", cls=Command)(collections)
app.command("serve", cls=Command)(serve)
app.command("mcp", cls=Command)(mcp)
app.add_typer(keys, name="keys")
app.command("answer", cls=Command)(answer)
app.command("search", cls=Command)(search)
app.command("ask", cls=Command)(ask)
app.command("verify", cls=Command)(verify)
app.command("doctor", cls=Command)(doctor)
app.command("backup", cls=Command)(backup)
app.command("restore", cls=Command)(restore)
app.command("migrate", cls=Command)(migrate)
# Its own program reads the arguments, --help among them.
app.command(
    "eval",
    cls=Command,
    add_help_option=False,
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    },
)(evaluate)


def _fail(message: str) -> int:
    tell(message)
    return 2
