"""`python -m eval.speed.nearest`: how much of the nearest passages is found by codes, and how soon.

Runs on vectors that an encoder gave to real texts, and on more that are made of these as
`eval.speed.made` says. Queries are real.
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Annotated

import faiss
import numpy as np
import typer
from numpy.typing import NDArray
from rich import box
from rich.table import Table

from eval.shown.figures import print_table
from eval.speed.made import make_vectors, nearest_of
from index.backend.codes import Codes
from index.backend.dense import DenseIndex
from index.vectors import StoredVectors, Vectors

K = 100
_GONE = 0.3
_SEED = 7

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of the nearest by codes, and the milliseconds of a search with and without."""

    vectors: int
    name: str
    recall_at_10: float
    recall_at_100: float
    median_ms: float
    least_ms: float
    exact_least_ms: float


@app.command()
def measure(
    vectors: Annotated[Path, typer.Argument(help="float16[n, dim] of passages, as .npy.")],
    queries: Annotated[Path, typer.Argument(help="float32[m, dim] of questions, as .npy.")],
    *,
    made: Annotated[list[int] | None, typer.Option(help="How many vectors to make.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Compare searches by codes with exact ones, over the vectors and over more made of them."""
    real = np.load(vectors).astype(np.float16)
    asked = np.load(queries).astype(np.float32)
    # As a search in a server has it: one question at a time, on one core.
    faiss.omp_set_num_threads(1)
    rows = list(compare("real", real, asked))
    if made:
        nearest = nearest_of(real.astype(np.float32))
        for count in made:
            rows += compare("made", make_vectors(real, nearest, count), asked)
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=2))
    else:
        print_rows(rows)


def compare(name: str, vectors: StoredVectors, queries: Vectors) -> Iterator[Found]:
    """Yield what is found of these vectors, and of seven in ten where the others are gone."""
    exact = DenseIndex.of(vectors)
    # Fewer too than are coded in an index, to see from where on codes are of use.
    coded = DenseIndex.of(vectors, codes=Codes.of(exact.packed))
    kept = np.random.default_rng(_SEED).random(len(vectors)) >= _GONE
    for what, allowed in ((name, None), (f"{name}, {_GONE:.0%} gone", kept)):
        truth, exact_times = _searched(exact, queries, allowed)
        found, times = _searched(coded, queries, allowed)
        yield Found(
            vectors=len(vectors),
            name=what,
            recall_at_10=_recall(found, truth, k=10),
            recall_at_100=_recall(found, truth, k=100),
            median_ms=median(times) * 1000,
            least_ms=min(times) * 1000,
            exact_least_ms=min(exact_times) * 1000,
        )


def _searched(
    dense: DenseIndex, queries: Vectors, allowed: NDArray[np.bool_] | None
) -> tuple[list[NDArray[np.int64]], list[float]]:
    """Return the places of each query's nearest, best first, and the seconds that each took."""
    found, times = [], []
    for query in queries:
        started = time.perf_counter()
        places, scores = dense.search(query, k=K, allowed=allowed)
        times.append(time.perf_counter() - started)
        found.append(places[np.argsort(-scores, kind="stable")[:K]])
    return found, times


def _recall(
    found: Sequence[NDArray[np.int64]], truth: Sequence[NDArray[np.int64]], *, k: int
) -> float:
    shares = [
        len(np.intersect1d(places[:k], right[:k])) / k
        for places, right in zip(found, truth, strict=True)
    ]
    return float(np.mean(shares))


def print_rows(rows: Sequence[Found]) -> None:
    """Print what was measured, for people."""
    table = Table(title=f"The nearest {K}, by codes", box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("", no_wrap=True)
    columns = ("vectors", "recall@10", "recall@100", "median ms", "least ms", "exact, least ms")
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    for row in rows:
        shares = (f"{share:.4f}" for share in (row.recall_at_10, row.recall_at_100))
        times = (f"{each:.1f}" for each in (row.median_ms, row.least_ms, row.exact_least_ms))
        table.add_row(row.name, f"{row.vectors:,}", *shares, *times)
    print_table(table)


if __name__ == "__main__":
    app()
