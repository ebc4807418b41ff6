"""How figures are written: one by one, and in tables on stdout."""

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from eval.statistics import Estimate

_ANY_WIDTH = 1000
_LEAST_P = 0.001


def titled_table(title: str) -> Table:
    """Return an empty table under its title, without columns yet."""
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")


def print_table(table: Table) -> None:
    """Print `table` as wide as it needs to be: no number is cut where the terminal is narrow."""
    console = Console()
    options = console.options.update(max_width=_ANY_WIDTH)
    needed = Measurement.get(console, options, table).maximum
    Console(width=max(console.width, needed)).print(table)


def interval_text(estimate: Estimate, *, number: str = ".3f") -> str:
    """Return an interval as `[0.921, 0.955]`, its ends formatted by `number`; empty if none."""
    if estimate.interval is None:
        return ""
    low, high = estimate.interval
    return f"[{low:{number}}, {high:{number}}]"


def estimate_text(estimate: Estimate, *, number: str = ".3f") -> str:
    """Return a mean with its interval, as `0.939 [0.921, 0.955]`."""
    return f"{estimate.mean:{number}} {interval_text(estimate, number=number)}".rstrip()


def p_text(p: float) -> str:
    """Return a p-value as `0.013`, or `<0.001`."""
    return f"{p:.3f}" if p >= _LEAST_P else f"<{_LEAST_P}"


def rank_text(rank: int | None, *, depth: int) -> str:
    """Return a rank, `>10` where it is below `depth`."""
    return f">{depth}" if rank is None else str(rank)
