"""Tables for people, on stdout."""

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

_ANY_WIDTH = 1000


def titled_table(title: str) -> Table:
    """Return an empty table under its title, without columns yet."""
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")


def print_table(table: Table) -> None:
    """Print `table` as wide as it needs to be: no number is cut where the terminal is narrow."""
    console = Console()
    options = console.options.update(max_width=_ANY_WIDTH)
    needed = Measurement.get(console, options, table).maximum
    Console(width=max(console.width, needed)).print(table)
