"""What a long run draws on stderr while it goes on; it leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
        counted = f"{done}/{total} documents"
        if progress.passages:
            counted += f", {progress.encoded}/{progress.passages} passages"
            done, total = progress.encoded, _expected(progress)
        name = printable_line(Path(progress.source).name)
        short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
        self._bar.update(
            self._task,
            completed=done,
            # While the last is written nobody knows how long that takes.
            total=None if progress.phase == "writing" else total,
            description=f"{_PHASES[progress.phase]} {short}".rstrip(),
            counted=counted,
        )

    def stop(self) -> None:
        """Draw no more, so that the terminal is free for a question."""
        self._bar.stop()


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
def progress() -> Iterator[Drawing]:
    """Yield what draws the progress it is called with."""
    console = Console(stderr=True)
    with Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[counted]}", markup=False),
        _Rate(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        yield Drawing(bar)


@contextmanager
def stoppable() -> Iterator[Drawing]:
    """Yield what draws a run that Ctrl-C may stop, and then say what of it is kept."""
    with progress() as drawing:
        try:
            yield drawing
        except KeyboardInterrupt:
            drawing.stop()
            last = drawing.last
            kept, total = (0, 0) if last is None else (last.kept, last.total)
            are = "is" if kept == 1 else "are"
            tell(f"stopped; {kept} of {plural(total, 'document')} {are} in, the rest next time")
            raise
