"""`python -m eval.speed.postings`: what a sparse search takes among very many passages.

Runs on the terms that real passages have, and on more that are made of these: runs of twenty
passages as they follow each other, in which three terms in ten give place to terms of other
passages of the same language. So what stands together in a passage mostly does so still, neighbours
are of one document and language, and terms are as frequent as they were. Queries are real, and
analysed as those of an index are, with translations and name keys, and once more with two letters
exchanged in their longest word. Times are of the processor, one query after the other.
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
from rich import box
from rich.table import Table

from eval.shown.figures import print_table
from index.backend.files import save_backend
from index.backend.local import LocalBackend
from index.encode.protocols import SparseEncoder
from index.encode.sparse import BridgedEncoder
from index.learned import SHIPPED_MODEL
from index.vectors import Changes, IndexedPassages

K = 100
_RUN = 20
_REPLACED = 0.3
_AT_ONCE = 50_000
_SEED = 7

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@dataclass(frozen=True, slots=True)
class Searched:
    """What queries took, in milliseconds: to be analysed, and to be searched by.

    `postings` are how many stand under a query's terms in the middle of all queries.
    """

    name: str
    passages: int
    queries: str
    postings: int
    analysis_ms: float
    analysis_p95_ms: float
    search_ms: float
    search_p95_ms: float
    bytes_per_passage: float


@dataclass(frozen=True, slots=True)
class Held:
    """What passages hold, as `IndexedPassages` has it, and the number of each one's language."""

    offsets: np.ndarray
    terms: np.ndarray
    counts: np.ndarray
    lengths: np.ndarray
    languages: np.ndarray


@app.command()
def measure(
    passages: Annotated[
        Path,
        typer.Argument(help="Real ones in their order, as JSON lines: text, language, titles."),
    ],
    queries: Annotated[Path, typer.Argument(help="Real ones, a line each.")],
    *,
    made: Annotated[list[int] | None, typer.Option(help="How many passages to make.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Time sparse searches over real passages and over more made of them."""
    encoder = BridgedEncoder.load(SHIPPED_MODEL / "bridge.npz")
    asked = queries.read_text(encoding="utf-8").splitlines()
    real = read_passages(passages, encoder)
    rows = list(time_searches("real", real, asked, encoder))
    for count in made or ():
        rows += time_searches("made", make_passages(real, count), asked, encoder)
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=2))
    else:
        print_rows(rows)


def read_passages(path: Path, encoder: SparseEncoder) -> Held:
    """Return what the passages of a file hold."""
    with path.open(encoding="utf-8") as lines:
        told = [json.loads(line) for line in lines]
    counts = [
        encoder.encode_passage(each["text"], language=each["language"], about=each["titles"])
        for each in told
    ]
    _, languages = np.unique([each["language"] for each in told], return_inverse=True)
    return Held(
        offsets=np.cumsum([0, *(len(each.terms) for each in counts)], dtype=np.int64),
        terms=np.concatenate([each.terms for each in counts]),
        counts=np.concatenate([each.counts for each in counts]),
        lengths=np.array([each.length for each in counts], np.int32),
        languages=languages,
    )


def make_passages(real: Held, count: int) -> Held:
    """Return what `count` passages hold that are made of real ones, as this file's head says."""
    random = np.random.default_rng(_SEED)
    sizes = np.diff(real.offsets)
    spoken = np.repeat(real.languages, sizes)
    others = [np.flatnonzero(spoken == each) for each in range(int(spoken.max()) + 1)]
    parts = []
    for first in range(0, count, _AT_ONCE):
        number = min(_AT_ONCE, count - first)
        begins = random.integers(0, max(1, len(sizes) - _RUN), -(-number // _RUN))
        base = ((begins[:, None] + np.arange(_RUN)) % len(sizes)).ravel()[:number]
        of = np.repeat(np.arange(number), sizes[base])
        within = np.arange(len(of)) - np.repeat(np.cumsum(sizes[base]) - sizes[base], sizes[base])
        places = real.offsets[base][of] + within
        replaced = random.random(len(places)) < _REPLACED
        for language, pool in enumerate(others):
            given = np.flatnonzero(replaced & (spoken[places] == language))
            places[given] = random.choice(pool, len(given))
        order = np.lexsort((real.terms[places], of))
        of, places = of[order], places[order]
        # No term twice in a passage.
        terms = real.terms[places]
        kept = np.flatnonzero(
            (np.diff(of, prepend=-1) != 0) | (np.diff(terms, prepend=terms[:1]) != 0)
        )
        of, places = of[kept], places[kept]
        parts.append((np.bincount(of, minlength=number), places, base))
    held, places, base = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Held(
        offsets=np.concatenate([[0], np.cumsum(held)]),
        terms=real.terms[places],
        counts=real.counts[places],
        lengths=real.lengths[base],
        languages=real.languages[base],
    )


def time_searches(
    name: str, held: Held, queries: Sequence[str], encoder: SparseEncoder
) -> Iterator[Searched]:
    """Yield what the queries take over these passages, mapped from files, and misspelt ones."""
    with TemporaryDirectory(prefix="spravka-bench-") as folder:
        backend = save_backend(Path(folder), _backend(held), token="")
        postings = backend.parts[0].segment.postings
        size = sum(array.nbytes for array in postings.arrays().values()) / len(held.lengths)
        for what, asked in (("as they are", queries), ("misspelt", [*map(misspelt, queries)])):
            looked, analysing, searching = list[int](), list[float](), list[float]()
            for query in asked:
                started = time.thread_time()
                weights = encoder.encode_query(query, statistics=backend.statistics).weights
                analysed = time.thread_time()
                backend.search_sparse(weights, k=K)
                searching.append(1000 * (time.thread_time() - analysed))
                analysing.append(1000 * (analysed - started))
                looked.append(sum(backend.statistics(list(weights)).frequencies.values()))
            yield Searched(
                name=name,
                passages=len(held.lengths),
                queries=what,
                postings=round(float(np.median(looked))),
                analysis_ms=float(np.median(analysing)),
                analysis_p95_ms=float(np.percentile(analysing, 95)),
                search_ms=float(np.median(searching)),
                search_p95_ms=float(np.percentile(searching, 95)),
                bytes_per_passage=size,
            )


def misspelt(query: str) -> str:
    """Return a query with two letters exchanged in the middle of its longest word."""
    word = max(query.split(), key=len, default="")
    middle = len(word) // 2
    one, two = word[middle - 1 : middle], word[middle : middle + 1]
    return query.replace(word, word[: middle - 1] + two + one + word[middle + 1 :], 1)


def _backend(held: Held) -> LocalBackend:
    count = len(held.lengths)
    added = IndexedPassages(
        ids=np.arange(count),
        documents=np.arange(count),
        vectors=np.zeros((count, 1), np.float16),
        lengths=held.lengths,
        offsets=held.offsets,
        terms=held.terms,
        counts=held.counts,
        attributes={},
    )
    changes = Changes(generation=1, removed=np.zeros(0, np.int64), added=added)
    return LocalBackend.empty().apply(changes)


def print_rows(rows: Sequence[Searched]) -> None:
    """Print what was measured, for people."""
    table = Table(title=f"Sparse search, k = {K}", box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("", no_wrap=True)
    for column in (
        "passages",
        "queries",
        "postings each",
        "analysis ms, p95",
        "search ms, p95",
        "bytes a passage",
    ):
        table.add_column(column, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            row.name,
            f"{row.passages:,}",
            row.queries,
            f"{row.postings:,}",
            f"{row.analysis_ms:.2f}, {row.analysis_p95_ms:.2f}",
            f"{row.search_ms:.2f}, {row.search_p95_ms:.2f}",
            f"{row.bytes_per_passage:.0f}",
        )
    print_table(table)


if __name__ == "__main__":
    app()
