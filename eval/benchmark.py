"""`make bench`: encoding, indexing and search over HTTP, each against its raw parts in one run.

Encoding: see `eval.encoding`. Search: requests to a real server, against encoding the query with
`SentenceTransformer.encode` and searching its vector with FAISS, with one client and with eight.
Indexing: documents a second, against `SentenceTransformer.encode` with its defaults on the same
passages.
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count, cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Annotated

import faiss
import numpy as np
import typer
from rich import box
from rich.table import Table
from sentence_transformers import SentenceTransformer

from eval.datasets import DEFAULT_DATASET, DEFAULT_DOCUMENTS, load_dataset, load_texts
from eval.encoding import Encoding, time_encoding
from eval.runs import METHODS
from eval.tables import print_table
from eval.timing import Timing, http_search, measure_calls, serving
from index import Index
from index.backend import Vectors
from index.dense import SentenceTransformerEncoder, load_model
from index.errors import SpravkaError
from index.read import text_document

K = 10
CLIENTS = (1, 8)
BASELINE = "encode + FAISS"
_LONGEST_TEXT = 600
"""In characters: each document is one passage then, and both sides encode the same texts."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@dataclass(frozen=True, slots=True)
class Indexing:
    """Documents a second: of the index, and of the encoder alone; `ratio` is the first's share."""

    documents: int
    passages: int
    index_per_second: float
    encode_per_second: float
    ratio: float


@app.command()
def benchmark(
    *,
    documents: Annotated[int, typer.Option(min=10, help="How many documents to index.")] = 500,
    seconds: Annotated[
        float, typer.Option(min=0.1, help="How long each measurement of search lasts.")
    ] = 4.0,
    dataset: Annotated[
        Path | None,
        typer.Option(help="A question set whose documents are used beside those in seeds."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Time encoding, indexing and search over HTTP, each against its raw parts in the same run."""
    try:
        texts = make_texts(documents, dataset=dataset)
    except SpravkaError as error:
        typer.echo(f"spravka: {error}", err=True)
        raise typer.Exit(2) from None
    model = load_model(None)
    typer.echo("encoding…", err=True)
    encoder = SentenceTransformerEncoder()
    encodings = time_encoding(texts, questions(), model=model, encoder=encoder)
    with TemporaryDirectory(prefix="spravka-bench-") as data:
        typer.echo(f"indexing {len(texts)} documents…", err=True)
        indexing, vectors = time_indexing(texts, model=model, data=data)
        typer.echo("searching, the raw parts…", err=True)
        timings = time_parts(model, vectors, seconds=seconds)
        typer.echo("searching, over HTTP…", err=True)
        timings += time_http(data, baselines=timings, seconds=seconds)
    if as_json:
        report = {
            "encoding": [asdict(each) for each in encodings],
            "indexing": asdict(indexing),
            "search": [asdict(each) for each in timings],
        }
        typer.echo(json.dumps(report, indent=2))
    else:
        _print_tables(encodings, indexing, timings)


def make_texts(number: int, *, dataset: Path | None = None) -> list[str]:
    """Return `number` texts of a paragraph each, from seeds and the set's documents.

    A number makes each one of a kind. Raises InvalidInput where `dataset` is no such set.
    """
    paragraphs = [
        paragraph
        for file in sorted(DEFAULT_DOCUMENTS.glob("*.txt"))
        for paragraph in file.read_text(encoding="utf-8").splitlines()
        if paragraph.strip()
    ]
    if dataset is not None:
        paragraphs += [text.text for text in load_texts(dataset)]
    short = [
        text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT].rpartition(" ")[0] + "…"
        for text in (paragraph.strip("\ufeff \n") for paragraph in paragraphs)
    ]
    return [f"{i}: {text}" for i, text in zip(range(number), cycle(short), strict=False)]


def questions() -> list[str]:
    """Return the questions of the set that ships."""
    return [each.text for task in load_dataset(DEFAULT_DATASET).tasks for each in task.questions]


def queries() -> Iterator[str]:
    """Yield questions without end, no two the same, so that none is answered from memory."""
    for number, question in zip(count(), cycle(questions()), strict=False):
        yield f"{question} {number}"


def time_indexing(
    texts: Sequence[str], *, model: SentenceTransformer, data: str
) -> tuple[Indexing, Vectors]:
    """Encode `texts` and index them in `data`; return the rates, and float32[n, dim]."""
    model.encode(list(texts[:32]), show_progress_bar=False)
    start = time.perf_counter()
    vectors = model.encode(list(texts), show_progress_bar=False)
    encoding = time.perf_counter() - start
    with Index.open(data) as index:
        index.warm_up()
        start = time.perf_counter()
        report = index.add_documents(
            text_document(source=f"{i}.txt", text=text) for i, text in enumerate(texts)
        )
        indexing = time.perf_counter() - start
    rates = Indexing(
        documents=len(texts),
        passages=report.passages,
        index_per_second=len(texts) / indexing,
        encode_per_second=len(texts) / encoding,
        ratio=encoding / indexing,
    )
    return rates, np.asarray(vectors, dtype=np.float32)


def time_parts(model: SentenceTransformer, vectors: Vectors, *, seconds: float) -> list[Timing]:
    """Return how long encoding a query and searching its vector take, apart and together."""
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    asked = queries()
    lock = Lock()

    def encode(query: str) -> Vectors:
        # One at a time: a tokenizer is not made to be used from several threads at once.
        with lock:
            return np.asarray(model.encode([query], show_progress_bar=False), dtype=np.float32)

    def search(vector: Vectors) -> object:
        return flat.search(vector, K)

    def encode_and_search(query: str) -> object:
        return search(encode(query))

    def search_any(_: str) -> object:
        return search(vectors[:1])

    return [
        measure_calls("encode", encode, asked, clients=1, seconds=seconds),
        measure_calls("FAISS", search_any, asked, clients=1, seconds=seconds / 4),
        *(
            measure_calls(BASELINE, encode_and_search, asked, clients=clients, seconds=seconds)
            for clients in CLIENTS
        ),
    ]


def time_http(data: str, *, baselines: Sequence[Timing], seconds: float) -> list[Timing]:
    """Return how long searching the index in `data` takes over HTTP, by mode and clients.

    The first row is of a server just started; before the others every question was asked once.
    """
    asked = queries()
    baseline = {each.clients: each for each in baselines if each.name == BASELINE}
    with serving(data) as port:
        with http_search(port, k=K, mode="hybrid") as ask:
            first = "HTTP, hybrid, just started"
            timings = [
                measure_calls(first, ask, asked, clients=1, seconds=seconds, baseline=baseline[1])
            ]
            for query in questions():
                ask(query)
        for mode in METHODS:
            with http_search(port, k=K, mode=mode) as ask:
                timings += [
                    measure_calls(
                        f"HTTP, {mode}",
                        ask,
                        asked,
                        clients=clients,
                        seconds=seconds,
                        baseline=baseline[clients],
                    )
                    for clients in CLIENTS
                ]
    return timings


def _print_tables(
    encodings: Sequence[Encoding], indexing: Indexing, timings: Sequence[Timing]
) -> None:
    encoding = Table(title="Encoding, texts a second", box=box.SIMPLE_HEAD, title_justify="left")
    encoding.add_column("", no_wrap=True)
    for name in ("texts", "tokens each", "SentenceTransformer.encode", "index", "ratio"):
        encoding.add_column(name, justify="right", no_wrap=True)
    for rates in encodings:
        encoding.add_row(
            rates.name,
            str(rates.texts),
            f"{rates.tokens:.0f}",
            f"{rates.baseline_per_second:.1f}",
            f"{rates.per_second:.1f}",
            f"{rates.ratio:.2f}",
        )
    search = Table(title=f"Search, k = {K}", box=box.SIMPLE_HEAD, title_justify="left")
    search.add_column("", no_wrap=True)
    for name in ("clients", "calls", "median ms", "p95 ms", "per second", f"× {BASELINE}"):
        search.add_column(name, justify="right", no_wrap=True)
    for each in timings:
        search.add_row(
            each.name,
            str(each.clients),
            str(each.calls),
            f"{each.median:.2f}",
            f"{each.p95:.2f}",
            f"{each.per_second:.1f}",
            "" if each.ratio is None else f"{each.ratio:.2f}",
        )
    adding = Table(title="Indexing", box=box.SIMPLE_HEAD, title_justify="left")
    adding.add_column("", no_wrap=True)
    for name in ("documents", "passages", "documents a second", "× SentenceTransformer.encode"):
        adding.add_column(name, justify="right", no_wrap=True)
    adding.add_row(
        "SentenceTransformer.encode",
        str(indexing.documents),
        "",
        f"{indexing.encode_per_second:.1f}",
        "",
    )
    adding.add_row(
        "index",
        str(indexing.documents),
        str(indexing.passages),
        f"{indexing.index_per_second:.1f}",
        f"{indexing.ratio:.2f}",
    )
    for table in (encoding, search, adding):
        print_table(table)


if __name__ == "__main__":
    app(prog_name="python -m eval.benchmark")
