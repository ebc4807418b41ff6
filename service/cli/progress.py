"""What a long run shows on stderr while it goes on: a bar on a terminal, else a line at times."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from index.types import Phase, Progress
from service.cli.common import tell
from service.printable import printable_line
from service.told import plural

_PHASES: dict[Phase, str] = {"reading": "Reading", "encoding": "Encoding", "writing": "Writing"}
_NAME = 32
"""How much of a file's name is shown, in characters."""
SECONDS = 20.0
"""A line is told so often, and none of a run that is shorter."""


class Drawing:
    """Draws how far a run has come: the phase, the documents, and the passages with their rate."""

    def __init__(self, bar: Bar) -> None:
        """Draw on a bar that is shown."""
        self.last: Progress | None = None
        self._bar = bar
        self._task = bar.add_task("Reading", total=None, counted="")

    def __call__(self, progress: Progress) -> None:
        """Draw what is told: passages where any are encoded, else documents."""
        self.last = progress
        done, total = progress.done, progress.total
        if progress.passages:
            done, total = progress.encoded, _expected(progress)
        self._bar.update(
            self._task,
            completed=done,
            # While the last is written nobody knows how long that takes.
            total=None if progress.phase == "writing" else total,
            description=_doing(progress),
            counted=_counted(progress),
        )

    def stop(self) -> None:
        """Draw no more, so that the terminal is free for a question."""
        self._bar.stop()


class Telling:
    """Tells how far a run has come in a line now and then, as into the log of a container."""

    def __init__(self) -> None:
        self.last: Progress | None = None
        self._told = monotonic()

    def __call__(self, progress: Progress) -> None:
        """Tell it where it is long ago that something was."""
        self.last = progress
        now = monotonic()
        if now - self._told >= SECONDS:
            self._told = now
            tell(f"{_counted(progress)}. {_doing(progress)}")

    def stop(self) -> None:
        """Do nothing: between its lines stderr is free."""


def _doing(progress: Progress) -> str:
    name = printable_line(Path(progress.source).name)
    short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    return f"{_PHASES[progress.phase]} {short}".rstrip()


def _counted(progress: Progress) -> str:
    counted = f"{progress.done}/{progress.total} documents"
    if progress.passages:
        counted += f", {progress.encoded}/{progress.passages} passages"
    return counted


def _expected(progress: Progress) -> int:
    """Return how many passages there will be, if the documents to come are like those before."""
    if not progress.done:
        return progress.passages
    return max(progress.passages, progress.passages * progress.total // progress.done)


class _Rate(ProgressColumn):
    """How much a second, of late."""

    def render(self, task: Task) -> Text:
        """Return the rate, or nothing while it is not known."""
        return Text("" if task.speed is None else f"{task.speed:.3g}/s")


@contextmanager
def progress() -> Iterator[Drawing | Telling]:
    """Yield what shows the progress it is called with."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Telling()
        return
    with Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[counted]}", markup=False),
        _Rate(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as bar:
        yield Drawing(bar)


@contextmanager
def stoppable() -> Iterator[Drawing | Telling]:
    """Yield what shows a run that Ctrl-C may stop, and then say what of it is kept."""
    with progress() as shown:
        try:
            yield shown
        except KeyboardInterrupt:
            shown.stop()
            last = shown.last
            kept, total = (0, 0) if last is None else (last.kept, last.total)
            are = "is" if kept == 1 else "are"
            tell(f"stopped; {kept} of {plural(total, 'document')} {are} in, the rest next time")
            raise
