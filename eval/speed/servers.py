"""`python -m eval.speed.servers`: one server over a folder beside one and two over a PostgreSQL.

They are real servers with the shipped model, over one index and its copy, asked over HTTP.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from eval.sets.datasets import load_dataset
from eval.shown.figures import print_table, titled_table
from eval.speed.timing import Ask, Timing, http_search, measure_calls, started
from index.errors import SpravkaError
from index.store.copying import copy_store
from index.store.opening import open_store

K = 10
_CLIENTS = (1, 8)

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def measure(
    *,
    data: Annotated[Path, typer.Option(help="The folder of an index.")],
    dataset: Annotated[Path, typer.Option(help="A question set, for what is asked.")],
    store: Annotated[str, typer.Option(envvar="SPRAVKA_STORE", help="The address of a new store.")],
    seconds: Annotated[float, typer.Option(help="How long each search is timed.")] = 10.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Time searches over HTTP of an index in a folder, and of its copy in PostgreSQL."""
    try:
        asked = [each.text for task in load_dataset(dataset).tasks for each in task.questions]
        with TemporaryDirectory(prefix="spravka-servers-") as folder:
            first, second = Path(folder) / "first", Path(folder) / "second"
            with closing(open_store(data)) as old, closing(open_store(first, store)) as new:
                copy_store(old, new)
            with ExitStack() as servers:
                asks = [
                    servers.enter_context(http_search(server.port, k=K, mode="hybrid"))
                    for server in (
                        servers.enter_context(started(data)),
                        servers.enter_context(started(first, store=store)),
                        servers.enter_context(started(second, store=store)),
                    )
                ]
                timings = list(_timings(*asks, asked=asked, seconds=seconds))
    except SpravkaError as error:
        typer.echo(f"spravka: {error}", err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in timings], indent=2))
    else:
        print_timings(timings)


def _timings(
    folder: Ask, first: Ask, second: Ask, *, asked: list[str], seconds: float
) -> Iterator[Timing]:
    turns = cycle((first, second))

    def ask_both(query: str) -> object:
        return next(turns)(query)

    kinds: dict[str, Ask] = {
        "a folder, one server": folder,
        "PostgreSQL, one server": first,
        "PostgreSQL, two servers": ask_both,
    }
    for clients in _CLIENTS:
        baseline: Timing | None = None
        for name, ask in kinds.items():
            timing = measure_calls(
                name, ask, cycle(asked), clients=clients, seconds=seconds, baseline=baseline
            )
            baseline = baseline or timing
            yield timing


def print_timings(timings: list[Timing]) -> None:
    """Print a table of what was measured."""
    table = titled_table("A search over HTTP, ms")
    for column in ("store", "clients", "median", "p95", "a second", "ratio"):
        table.add_column(column, justify="right")
    for each in timings:
        ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
        numbers = f"{each.median:.1f}", f"{each.p95:.1f}", f"{each.per_second:.1f}"
        table.add_row(each.name, str(each.clients), *numbers, ratio)
    print_table(table)


if __name__ == "__main__":
    app()
