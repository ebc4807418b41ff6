"""`python -m eval.speed.stores`: one collection in a folder and in PostgreSQL, side by side.

What is compared is what the stores give, and what is timed is the stores, what is derived of them,
and for documents of one's own the encoder. Without such the passages are made up and their vectors
are random, as in `eval.speed.changes`.
"""

import itertools
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from eval.shown.figures import print_table, titled_table
from eval.speed.changes import RandomEncoder
from eval.speed.stored import SHARES, made, real
from eval.speed.timing import Timing, measure_calls
from index import Filter, Index, parse_filter, text_document
from index.encode.protocols import Encoders
from index.encode.sparse import BridgedEncoder
from index.store.copying import copy_store
from index.store.opening import open_store
from index.types import Mode

K = 10
MODES: tuple[Mode, ...] = ("dense", "sparse", "hybrid")
_CLIENTS = (1, 8)
_CHANGES = 20

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@dataclass(frozen=True, slots=True)
class Parity:
    """Of how many searches in one mode and behind one filter the ten hits are the very same.

    Those that find nothing in either are not among them. `apart` is the most that two scores
    differ by at one rank.
    """

    mode: Mode
    share: str
    searches: int
    same: int
    apart: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was compared, and what it took: times in milliseconds, `copying` in seconds.

    `changing` is the median time until a change of one document is acknowledged, and `following`
    that until another index of the same store finds it, by store.
    """

    passages: int
    parity: tuple[Parity, ...]
    searching: tuple[Timing, ...]
    copying: float
    changing: Mapping[str, float]
    following: Mapping[str, float]


@app.command()
def measure(
    *,
    store: Annotated[str, typer.Option(envvar="SPRAVKA_STORE", help="The address of a new store.")],
    documents: Annotated[
        Path | None,
        typer.Option(
            help="A question set with its documents, or a folder of any: they are encoded with the"
            " shipped model.",
            show_default="made-up ones",
        ),
    ] = None,
    work: Annotated[
        Path | None, typer.Option(help="A folder for the indexes, which stay: see --documents.")
    ] = None,
    passages: Annotated[
        int, typer.Option(min=1000, help="How many passages are made, or documents read.")
    ] = 10_000,
    seconds: Annotated[float, typer.Option(help="How long each search is timed.")] = 5.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Compare and time a collection in a folder with its copy in PostgreSQL."""
    stored = made(passages) if documents is None else real(documents, passages)
    opened = partial(_opened, shipped=documents is not None)
    with TemporaryDirectory(prefix="spravka-stores-") as aside:
        folder = work or Path(aside)
        local, derived = folder / "local", folder / "derived"
        with opened(local) as index:
            index.add_documents(stored.documents)
            [info] = index.collections().collections
        started = time.perf_counter()
        with closing(open_store(local)) as old, closing(open_store(derived, store)) as new:
            copy_store(old, new)
        copying = time.perf_counter() - started
        asked = stored.asked
        with (
            opened(local) as first,
            opened(local) as first_other,
            opened(derived, store) as second,
            opened(folder / "elsewhere", store) as second_other,
        ):
            stores = {"folder": (first, first_other), "PostgreSQL": (second, second_other)}
            parity = tuple(_compare(first, second, asked))
            searching = tuple(
                timing
                for clients in _CLIENTS
                for timing in _time_searches(stores, asked, clients=clients, seconds=seconds)
            )
            changes = {name: _time_changes(*pair) for name, pair in stores.items()}
        report = Report(
            passages=info.passages,
            parity=parity,
            searching=searching,
            copying=copying,
            changing={name: each[0] for name, each in changes.items()},
            following={name: each[1] for name, each in changes.items()},
        )
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=2))
    else:
        print_report(report)
    if any(each.same < each.searches for each in report.parity):
        raise typer.Exit(1)


def _opened(data: Path, store: str | None = None, *, shipped: bool) -> Index:
    random = Encoders(dense=RandomEncoder(), sparse=BridgedEncoder(None), sparse_weight=None)
    return Index.open(data, encoders=None if shipped else random, store=store)


def _filter(every: int) -> Filter | None:
    return None if every == 1 else parse_filter({"type": "eq", "key": f"of{every}", "value": 0})


def _compare(first: Index, second: Index, asked: Sequence[str]) -> Iterator[Parity]:
    for mode, (share, every) in itertools.product(MODES, SHARES.items()):
        keep = _filter(every)
        pairs = [
            [each.search(query, k=K, mode=mode, filter=keep).hits for each in (first, second)]
            for query in asked
        ]
        pairs = [pair for pair in pairs if any(pair)]
        same = sum(one == other for one, other in pairs)
        scores = [abs(a.score - b.score) for pair in pairs for a, b in zip(*pair, strict=False)]
        yield Parity(mode, share, len(pairs), same, max(scores, default=0.0))


def _time_searches(
    stores: Mapping[str, tuple[Index, Index]],
    asked: Sequence[str],
    *,
    clients: int,
    seconds: float,
) -> Iterator[Timing]:
    baseline: Timing | None = None
    for name, (index, _) in stores.items():
        timing = measure_calls(
            name,
            lambda query, index=index: index.search(query, k=K),  # type: ignore[misc]
            itertools.cycle(asked),
            clients=clients,
            seconds=seconds,
            baseline=baseline,
        )
        baseline = baseline or timing
        yield timing


def _time_changes(index: Index, other: Index) -> tuple[float, float]:
    """Return the medians until a change is acknowledged, and found by another index."""
    acknowledged, found = [], []
    for number in range(_CHANGES):
        changed = text_document(source="changed.md", text=f"The ferry number {number} has left.")
        started = time.perf_counter()
        generation = index.add_documents([changed]).generation
        acknowledged.append(time.perf_counter() - started)
        started = time.perf_counter()
        if other.search("ferry", k=1).generation < generation:
            raise RuntimeError("a change that was acknowledged is not found")
        found.append(time.perf_counter() - started)
    return 1000 * sorted(acknowledged)[_CHANGES // 2], 1000 * sorted(found)[_CHANGES // 2]


def print_report(report: Report) -> None:
    """Print tables of all that was measured."""
    apart = max(each.apart for each in report.parity)
    named = f"The same ten hits, {report.passages:,} passages; scores at most {apart:.1e} apart"
    table = titled_table(named)
    for column in ("mode", *SHARES):
        table.add_column(column, justify="right")
    for mode in MODES:
        cells = [f"{each.same}/{each.searches}" for each in report.parity if each.mode == mode]
        table.add_row(mode, *cells)
    print_table(table)
    table = titled_table(f"A search, ms; the copy took {report.copying:.1f} s")
    for column in ("store", "clients", "median", "p95", "a second", "ratio"):
        table.add_column(column, justify="right")
    for each in report.searching:
        ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
        numbers = f"{each.median:.2f}", f"{each.p95:.2f}", f"{each.per_second:.0f}"
        table.add_row(each.name, str(each.clients), *numbers, ratio)
    print_table(table)
    table = titled_table("A change of one document, ms")
    for column in ("store", "acknowledged", "found by another"):
        table.add_column(column, justify="right")
    for name, changing in report.changing.items():
        table.add_row(name, f"{changing:.1f}", f"{report.following[name]:.1f}")
    print_table(table)


if __name__ == "__main__":
    app()
