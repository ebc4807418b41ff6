"""What the command line draws: progress on stderr, hits on stdout."""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from index.types import Hit, Progress, SearchResult

_INDENT = 4
_WIDEST = 100


def waiting(what: str) -> AbstractContextManager[object]:
    """Return a context that shows on a terminal that something is being done."""
    return Console(stderr=True).status(f"{what}…")


@contextmanager
def progress() -> Iterator[Callable[[Progress], None]]:
    """Yield what draws a bar of documents on stderr; it leaves nothing behind."""
    console = Console(stderr=True)
    with Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task("Reading", total=None)

        def show(done: Progress) -> None:
            bar.update(
                task,
                completed=done.done,
                total=done.total,
                description=_printable(Path(done.source).name),
            )

        yield show


def print_hits(result: SearchResult) -> None:
    """Print each passage with its citation; the best sentence is bold, or between ** in a pipe."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not result.hits:
        Console(stderr=True).print("Nothing found.")
    for hit in result.hits:
        if console.is_terminal:
            width = min(console.width, _WIDEST)
            console.print(_heading(hit), soft_wrap=True)
            console.print(Padding(_passage(hit, mark=""), (0, 0, 1, _INDENT)), width=width)
        else:
            console.print(_heading(hit), soft_wrap=True)
            console.print(_indented(_passage(hit, mark="**").plain), soft_wrap=True)
            console.print()


def _heading(hit: Hit) -> Text:
    citation = hit.citation
    line = "" if citation.line is None else f":{citation.line}"
    parts = [
        f"{name} {value:.3g}"
        for name, value in (("dense", hit.scores.dense), ("sparse", hit.scores.sparse))
        if value is not None
    ]
    return Text.assemble(
        (f"{hit.rank}. ".ljust(_INDENT), "bold"),
        (_printable(f"{citation.source}{line}"), "cyan"),
        (f" [{citation.start}:{citation.end}]  ", "dim"),
        (f"{hit.score:.3g} ({', '.join(parts)})", "dim"),
    )


def _passage(hit: Hit, *, mark: str) -> Text:
    passage, best = hit.text, hit.best_sentence
    if best is None:
        return Text(_printable(passage))
    start, end = best.start - hit.citation.start, best.end - hit.citation.start
    return Text.assemble(
        _printable(passage[:start]),
        (_printable(f"{mark}{passage[start:end]}{mark}"), "bold green"),
        _printable(passage[end:]),
    )


def _indented(text: str) -> str:
    return "\n".join(f"{' ' * _INDENT}{line}".rstrip() for line in text.splitlines())


def _printable(text: str) -> str:
    """Return `text` without the control characters a document could steer a terminal with."""
    return "".join(
        character if character in "\n\t" or unicodedata.category(character) != "Cc" else "�"
        for character in text.replace("\r\n", "\n")
    )
