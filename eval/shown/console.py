"""What the commands of the evaluation tell on stderr: how far they are, and what is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress

from eval.searchers import OnProgress
from index.errors import SpravkaError


def failed(error: SpravkaError) -> typer.Exit:
    """Tell an error in one line, and return what ends the command."""
    typer.echo(f"spravka: {' '.join(str(error).split())}", err=True)
    return typer.Exit(2)


@contextmanager
def progress_bars() -> Iterator[OnProgress]:
    """Yield what draws progress bars on stderr, one for each thing done."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bars: dict[str, Any] = {}

        def show(doing: str, done: int, total: int) -> None:
            if doing not in bars:
                bars[doing] = progress.add_task(doing, total=total)
            progress.update(bars[doing], completed=done, visible=done < total)

        yield show
