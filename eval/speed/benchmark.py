"""`make bench`: reading, encoding, a folder, indexing, search, sparse search and the command line.

What is measured how stands in `reading`, `encoding`, `folder`, `searching`, `lexical` and
`commands` beside it, with baselines.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

import typer
from rich import box
from rich.table import Table
from sentence_transformers import SentenceTransformer

from eval.shown.figures import print_table
from eval.speed.commands import Call, time_commands
from eval.speed.encoding import Encoding, time_encoding
from eval.speed.folder import Folder, time_folder, write_folder
from eval.speed.lexical import BM25S, INSTALL, Analysis, Lexical, Making, has_bm25s, time_lexical
from eval.speed.reading import ALONE, Reading, given_files, make_files, time_reading
from eval.speed.searching import BASELINE, Indexing, K, time_http, time_indexing, time_parts
from eval.speed.texts import make_passages, make_texts, questions
from eval.speed.timing import Timing
from index.encode.dense import SentenceTransformerEncoder, load_model
from index.encode.sparse import BridgedEncoder
from index.errors import SpravkaError
from index.learned import SHIPPED_MODEL

Part = Literal["reading", "encoding", "folder", "search", "sparse", "commands"]

_PAGES = 200
"""Of the PDFs that are made to be read."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def benchmark(
    *,
    documents: Annotated[int, typer.Option(min=10, help="How many documents to index.")] = 500,
    files: Annotated[
        int, typer.Option(min=7, help="How many files of all kinds are in the folder.")
    ] = 200,
    passages: Annotated[
        int, typer.Option(min=1000, help="How many passages the sparse half searches.")
    ] = 100_000,
    seconds: Annotated[
        float, typer.Option(min=0.1, help="How long each measurement of search lasts.")
    ] = 4.0,
    dataset: Annotated[
        Path | None,
        typer.Option(help="A question set whose documents are used beside those in seeds."),
    ] = None,
    pdfs: Annotated[
        Path | None,
        typer.Option(help="A folder of PDFs to read; without it, some are made."),
    ] = None,
    calls: Annotated[int, typer.Option(min=1, help="How often each command is called.")] = 5,
    only: Annotated[
        Part | None, typer.Option(help="The part to measure; without it, each after the other.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Time reading, encoding, indexing, search over HTTP, the sparse half and the command line."""
    try:
        texts = make_texts(documents, dataset=dataset)
        read = make_files(_PAGES) if pdfs is None else given_files(pdfs)
    except SpravkaError as error:
        typer.echo(f"spravka: {error}", err=True)
        raise typer.Exit(2) from None
    report: dict[str, Any] = {}
    tables: list[Table] = []
    if only in {None, "reading"}:
        typer.echo("reading…", err=True)
        readings = time_reading(read)
        report["reading"] = [asdict(each) for each in readings]
        tables.append(_reading_table(readings))
    if only in {None, "commands"}:
        typer.echo("the command line…", err=True)
        called = time_commands(calls=calls)
        report["commands"] = [asdict(each) for each in called]
        tables.append(_commands_table(called))
    model = load_model(None)
    if only in {None, "encoding"}:
        typer.echo("encoding…", err=True)
        encodings = time_encoding(
            texts, questions(), model=model, encoder=SentenceTransformerEncoder()
        )
        report["encoding"] = [asdict(each) for each in encodings]
        tables.append(_encoding_table(encodings))
    if only in {None, "folder"}:
        typer.echo(f"a folder of {files} files…", err=True)
        folder = _time_folder(texts, files=files)
        report["folder"] = asdict(folder)
        tables.append(_folder_table(folder))
    if only in {None, "search"}:
        indexing, timings = _time_search(texts, model=model, seconds=seconds)
        report |= {"indexing": asdict(indexing), "search": [asdict(each) for each in timings]}
        tables += [_search_table("Search", timings, baseline=BASELINE), _indexing_table(indexing)]
    if only in {None, "sparse"}:
        lexical = _time_lexical(texts, passages=passages, model=model, seconds=seconds)
        report["sparse"] = asdict(lexical)
        title = f"Sparse search over {lexical.passages:,} passages"
        tables += [
            _search_table(title, lexical.search, baseline=BM25S),
            _making_table(lexical.making),
            _analysis_table(lexical.analysis),
        ]
    if as_json:
        typer.echo(json.dumps(report, indent=2))
    else:
        for table in tables:
            print_table(table)


def _time_folder(texts: Sequence[str], *, files: int) -> Folder:
    with TemporaryDirectory(prefix="spravka-bench-") as place:
        folder = Path(place, "folder")
        write_folder(folder, texts, files=files)
        return time_folder(folder, data=Path(place, "data"))


def _time_search(
    texts: Sequence[str], *, model: SentenceTransformer, seconds: float
) -> tuple[Indexing, list[Timing]]:
    with TemporaryDirectory(prefix="spravka-bench-") as data:
        typer.echo(f"indexing {len(texts)} documents…", err=True)
        indexing, vectors = time_indexing(texts, model=model, data=data)
        typer.echo("searching, the raw parts…", err=True)
        timings = time_parts(model, vectors, seconds=seconds)
        typer.echo("searching, over HTTP…", err=True)
        timings += time_http(data, baselines=timings, seconds=seconds)
    return indexing, timings


def _time_lexical(
    texts: Sequence[str], *, passages: int, model: SentenceTransformer, seconds: float
) -> Lexical:
    if not has_bm25s():
        typer.echo(f"{BM25S} is not there to compare with: {INSTALL}", err=True)
    typer.echo(f"the sparse half, over {passages:,} passages…", err=True)
    made = make_passages(passages, vocabulary=model.tokenizer.get_vocab(), texts=texts)
    encoder = BridgedEncoder.load(SHIPPED_MODEL / "bridge.npz")
    return time_lexical(made, questions(), encoder=encoder, k=K, seconds=seconds)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _commands_table(called: Sequence[Call]) -> Table:
    table = _table("The command line", "a server runs", "calls", "CPU s")
    for each in called:
        served = "yes" if each.served else "no"
        table.add_row(each.name, served, str(each.calls), f"{each.cpu:.2f}")
    return table


def _reading_table(readings: Sequence[Reading]) -> Table:
    table = _table("Reading PDF", "files", "pages", "pages a second", f"time × {ALONE}")
    for each in readings:
        table.add_row(
            each.name,
            str(each.files),
            str(each.pages),
            f"{each.per_second:.0f}",
            "" if each.ratio is None else f"{each.ratio:.2f}",
        )
    return table


def _folder_table(folder: Folder) -> Table:
    columns = ("files", "passages", "s", "reading s", "encoding s", "outside of both")
    table = _table("A folder of mixed files", *columns)
    table.add_row(
        "index",
        str(folder.files),
        str(folder.passages),
        f"{folder.seconds:.1f}",
        f"{folder.reading:.1f}",
        f"{folder.encoding:.1f}",
        f"{folder.outside:.1%}",
    )
    return table


def _encoding_table(encodings: Sequence[Encoding]) -> Table:
    columns = ("texts", "tokens each", "SentenceTransformer.encode", "index", "ratio")
    table = _table("Encoding, texts a second", *columns)
    for rates in encodings:
        table.add_row(
            rates.name,
            str(rates.texts),
            f"{rates.tokens:.0f}",
            f"{rates.baseline_per_second:.1f}",
            f"{rates.per_second:.1f}",
            f"{rates.ratio:.2f}",
        )
    return table


def _search_table(what: str, timings: Sequence[Timing], *, baseline: str) -> Table:
    columns = ("clients", "calls", "median ms", "p95 ms", "per second", f"× {baseline}")
    table = _table(f"{what}, k = {K}", *columns)
    for each in timings:
        table.add_row(
            each.name,
            str(each.clients),
            str(each.calls),
            f"{each.median:.2f}",
            f"{each.p95:.2f}",
            f"{each.per_second:.1f}",
            "" if each.ratio is None else f"{each.ratio:.2f}",
        )
    return table


def _indexing_table(indexing: Indexing) -> Table:
    encode = "SentenceTransformer.encode"
    table = _table("Indexing", "documents", "passages", "documents a second", f"× {encode}")
    documents, passages = str(indexing.documents), str(indexing.passages)
    table.add_row(encode, documents, "", f"{indexing.encode_per_second:.1f}", "")
    rate, ratio = f"{indexing.index_per_second:.1f}", f"{indexing.ratio:.2f}"
    table.add_row("index", documents, passages, rate, ratio)
    return table


def _making_table(making: Sequence[Making]) -> Table:
    columns = ("made in s", "20 passages replaced in s", "bytes a passage")
    table = _table("The inverted index", *columns)
    for each in making:
        seconds, replacing = f"{each.seconds:.2f}", f"{each.replacing:.2f}"
        table.add_row(each.name, seconds, replacing, f"{each.bytes_per_passage:.0f}")
    return table


def _analysis_table(analysis: Analysis) -> Table:
    table = _table("Analysis", "words", "words a second", "ratio")
    words = f"{analysis.words:,}"
    if analysis.baseline_per_second is not None:
        table.add_row("bm25s.tokenize", words, f"{analysis.baseline_per_second:,.0f}", "")
    ratio = "" if analysis.ratio is None else f"{analysis.ratio:.2f}"
    table.add_row("index", words, f"{analysis.per_second:,.0f}", ratio)
    return table


if __name__ == "__main__":
    app(prog_name="python -m eval.speed.benchmark")
