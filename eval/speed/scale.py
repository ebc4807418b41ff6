"""`make bench-scale`: how search, change, start, memory and disk grow with what is stored.

Passages are made of real ones, as `eval.speed.made` says, and go into a real store by the way that
all documents go, but for two things: the encoder gives them vectors that are made and not computed,
and no files are read. A real server with the shipped model then answers real questions over them.
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from http.client import HTTPConnection
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated

import faiss
import numpy as np
import typer

from eval.sets.datasets import load_dataset, load_texts
from eval.shown.figures import print_table, titled_table
from eval.speed.made import SHARES, MadeEncoder, Writer, mix, nearest_of
from eval.speed.timing import (
    HOST,
    Ask,
    Server,
    http_post,
    http_search,
    measure_calls,
    started,
)
from index import Index
from index.backend.codes import to_float32
from index.backend.files import is_due, load_backend
from index.backend.local import LocalBackend
from index.backend.saved import read_saved
from index.encode.load import load_encoders
from index.errors import SpravkaError
from index.store.schema import DERIVED_FOLDER, STORE_FILE
from index.vectors import Ids, StoredVectors, Vectors

K = 10
SIZES = (10_000, 100_000)
_COMPARED = 100
"""With how many exact searches those of the dense half are compared."""
_AT_ONCE = 50_000
_CHANGES = 7
_WAIT = 0.002
_LONGEST = 60.0
_SEED = 7

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@dataclass(frozen=True, slots=True)
class Filling:
    """The seconds of writing passages without encoding them, and until all is merged and coded."""

    passages: int
    writing: float
    merging: float


@dataclass(frozen=True, slots=True)
class Scale:
    """What was measured over so many passages: times in milliseconds, where seconds are not named.

    `dense` is the dense half alone in one thread, with its recall@10; of what goes over HTTP it is
    the median and the 95th percentile. `found` is from sending a changed document until a search
    finds it. `memory` is the proportional set size of the server in bytes after all of that,
    `anonymous` what of it is not a view of files; `store` and `derived` are bytes on disk.
    """

    filling: Filling
    dense: float
    recall: float
    http: dict[str, tuple[float, float]]
    found: float
    start_seconds: float
    memory_started: int
    memory: int
    anonymous: int
    store: int
    derived: int


@app.command()
def measure(
    *,
    dataset: Annotated[
        Path,
        typer.Option(help="A question set whose documents are those that passages are made of."),
    ],
    sizes: Annotated[
        list[int] | None, typer.Option("--passages", help="How many to make; may be repeated.")
    ] = None,
    real: Annotated[int, typer.Option(help="Of how many real passages they are made.")] = 20_000,
    seconds: Annotated[float, typer.Option(help="How long each search is measured.")] = 8.0,
    work: Annotated[
        Path | None,
        typer.Option(help="A folder for the real vectors and the indexes, which stay there."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Measure search, change, start, memory and disk over ever more passages."""
    try:
        texts = [text.text for text in load_texts(dataset)][:real]
        asked = [each.text for task in load_dataset(dataset).tasks for each in task.questions]
    except SpravkaError as error:
        typer.echo(f"spravka: {error}", err=True)
        raise typer.Exit(2) from None
    np.random.default_rng(_SEED).shuffle(asked)
    with TemporaryDirectory(prefix="spravka-scale-") as aside:
        folder = work or Path(aside)
        folder.mkdir(parents=True, exist_ok=True)
        rows = [_measure(texts, asked, folder, size, seconds) for size in sizes or SIZES]
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=2))
    else:
        print_rows(rows)


def _measure(
    texts: Sequence[str], asked: Sequence[str], folder: Path, passages: int, seconds: float
) -> Scale:
    data = folder / str(passages)
    report = data / "filling.json"
    if not report.exists():
        typer.echo(f"{passages:,} passages: writing…", err=True)
        # In a process of its own: what it takes of memory is not to be seen later.
        with get_context("spawn").Pool(1) as pool:
            filling = pool.apply(fill, (texts, folder, passages))
        report.write_text(json.dumps(asdict(filling)))
    filling = Filling(**json.loads(report.read_text()))
    typer.echo(f"{passages:,} passages: searching…", err=True)
    with get_context("spawn").Pool(1) as pool:
        dense, recall = pool.apply(time_dense, (data, list(asked[:_COMPARED])))
    scale = _time_server(data, asked, seconds=seconds)
    return replace(scale, filling=filling, dense=dense, recall=recall)


def real_vectors(texts: Sequence[str], folder: Path) -> StoredVectors:
    """Return the shipped encoder's vectors of texts, float16[n, dim], kept in `folder`."""
    path = folder / f"real-{len(texts)}.npy"
    if not path.exists():
        encoder = load_encoders(None).dense
        np.save(path, encoder.encode_passages(texts).astype(np.float16))
    vectors: StoredVectors = np.load(path)
    return vectors


def fill(texts: Sequence[str], folder: Path, passages: int) -> Filling:
    """Index so many made passages in a folder of their own beneath `folder`."""
    vectors = real_vectors(texts, folder)
    nearest = nearest_of(vectors.astype(np.float32))
    encoders = load_encoders(None)
    made = MadeEncoder(encoders.dense)
    writer = Writer(texts)
    data = folder / str(passages)
    first, stored, writing = 0, 0, 0.0
    with Index.open(data, encoders=replace(encoders, dense=made, parts=made)) as index:
        for mixtures in mix(vectors, nearest, passages):
            made.take(mixtures.vectors, first=first)
            documents = list(writer.documents(mixtures, first=first))
            begun = time.perf_counter()
            report = index.add_documents(documents)
            writing += time.perf_counter() - begun
            first += len(mixtures.of)
            stored += report.passages
            typer.echo(f"{first:,} in {writing:.0f} s", err=True)
        begun = time.perf_counter()
    merging = time.perf_counter() - begun
    # What a process's end cut short, the next one does.
    while True:
        begun = time.perf_counter()
        if not is_due(saved_backend(data)):
            return Filling(passages=stored, writing=writing, merging=merging)
        with Index.open(data, encoders=encoders) as index:
            index.search("?")
        merging += time.perf_counter() - begun


def saved_backend(data: Path) -> LocalBackend:
    """Return the backend that is saved of the one collection in a data folder."""
    (folder,) = (data / DERIVED_FOLDER).iterdir()
    saved = read_saved(folder)
    token = None if saved is None else saved.token
    backend = load_backend(folder, token_of=lambda _: token)
    if backend is None:
        raise RuntimeError(f"{folder}: nothing is saved")
    return backend


def time_dense(data: Path, asked: Sequence[str]) -> tuple[float, float]:
    """Return the median milliseconds of a dense search, and its recall@10."""
    faiss.omp_set_num_threads(1)
    backend = saved_backend(data)
    queries = load_encoders(None).dense.encode_queries(asked)
    times, found = [], []
    for query in queries:
        begun = time.perf_counter()
        ranking = backend.search_dense(query, k=K)
        times.append(time.perf_counter() - begun)
        found.append(ranking.ids)
    truth = _nearest(backend, queries)
    shares = [len(np.intersect1d(*pair)) / K for pair in zip(found, truth, strict=True)]
    return median(times) * 1000, float(np.mean(shares))


def _nearest(backend: LocalBackend, queries: Vectors) -> Ids:
    """Return the ids of each query's ten nearest, all vectors compared: int64[m, 10]."""
    scores, ids = [], []
    for segment in (part.segment for part in backend.parts):
        for first in range(0, len(segment), _AT_ONCE):
            batch = to_float32(segment.dense.packed[first : first + _AT_ONCE])
            best, at = faiss.knn(queries, batch, K, faiss.METRIC_INNER_PRODUCT)
            scores.append(best)
            ids.append(segment.ids[at + first])
    order = np.argsort(-np.hstack(scores), axis=1, kind="stable")[:, :K]
    return np.take_along_axis(np.hstack(ids), order, axis=1)


def _time_server(data: Path, asked: Sequence[str], *, seconds: float) -> Scale:
    questions = cycle(asked)
    with started(data) as server:
        memory_started = proportional_bytes(server.pid)["Pss"]
        random = np.random.default_rng(_SEED)
        ways = {
            "dense": http_search(server.port, k=K, mode="dense"),
            "sparse": http_search(server.port, k=K, mode="sparse"),
            "hybrid": http_search(server.port, k=K, mode="hybrid"),
        }
        for name in SHARES:
            body = partial(_filtered, name=name, random=random)
            ways[name] = http_post(server.port, "/v1/search", body)
        times = {}
        for name, way in ways.items():
            with way as ask:
                timing = measure_calls(name, ask, questions, clients=1, seconds=seconds)
            times[name] = timing.median, timing.p95
        with http_search(server.port, k=K, mode="hybrid") as ask:
            found = median(_time_changes(server, ask)) * 1000
        memory = proportional_bytes(server.pid)
    return Scale(
        filling=Filling(passages=0, writing=0, merging=0),
        dense=0,
        recall=0,
        http=times,
        found=found,
        start_seconds=server.seconds,
        memory_started=memory_started,
        memory=memory["Pss"],
        anonymous=memory["Pss_Anon"],
        store=(data / STORE_FILE).stat().st_size,
        derived=sum(file.stat().st_size for file in (data / DERIVED_FOLDER).rglob("*")),
    )


def _filtered(query: str, *, name: str, random: np.random.Generator) -> dict[str, object]:
    """Return the body of a search among the documents that have a number drawn under a name."""
    wanted = int(random.integers(SHARES[name]))
    return {"query": query, "k": K, "filter": {"type": "eq", "key": name, "value": wanted}}


def _time_changes(server: Server, ask: Ask) -> Iterator[float]:
    """Yield the seconds from sending a new version of a document until a search finds it."""
    for number in range(_CHANGES):
        word = f"Changed{'abcdefghij'[number]}word"
        text = f"# {word}\n\nThe document that is changed speaks of {word} from now on.\n"
        begun = time.perf_counter()
        connection = HTTPConnection(HOST, server.port, timeout=_LONGEST)
        connection.request("PUT", "/v1/documents?source=changed.md", body=text.encode())
        answer = connection.getresponse().read()
        connection.close()
        while not any(word in str(hit) for hit in ask(word)):  # type: ignore[attr-defined]
            if time.perf_counter() - begun > _LONGEST:
                raise RuntimeError(f"{word} is not found: {answer.decode()}")
            time.sleep(_WAIT)
        yield time.perf_counter() - begun


def proportional_bytes(pid: int) -> dict[str, int]:
    """Return a process's proportional set size, whole (`Pss`) and by what it consists of."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}


def print_rows(rows: Sequence[Scale]) -> None:
    """Print what was measured, a column for each size, and how it grows from the first one."""
    table = titled_table("Growth")
    table.add_column("", no_wrap=True)
    for row in rows:
        table.add_column(f"{row.filling.passages:,}", justify="right", no_wrap=True)
    if len(rows) > 1:
        table.add_column("×", justify="right", no_wrap=True)
    for name, values, form in _lines(rows):
        cells = [form.format(value) for value in values]
        grown = [f"{values[-1] / values[0]:.1f}"] if len(rows) > 1 else []
        table.add_row(name, *cells, *grown)
    print_table(table)


def _lines(rows: Sequence[Scale]) -> Iterator[tuple[str, list[float], str]]:
    yield "dense half alone, p50 ms", [row.dense for row in rows], "{:.1f}"
    yield "its recall@10", [row.recall for row in rows], "{:.3f}"
    for name in rows[0].http:
        what = f"HTTP, 1 of {SHARES[name]:,} documents" if name in SHARES else f"HTTP, {name}"
        yield f"{what}, p50 ms", [row.http[name][0] for row in rows], "{:.1f}"
        yield f"{what}, p95 ms", [row.http[name][1] for row in rows], "{:.1f}"
    yield "a change is found after, ms", [row.found for row in rows], "{:.0f}"
    yield "start until ready, s", [row.start_seconds for row in rows], "{:.1f}"
    yield "memory when ready, MB", [row.memory_started / 1e6 for row in rows], "{:.0f}"
    yield "memory after, MB", [row.memory / 1e6 for row in rows], "{:.0f}"
    yield "of this anonymous, MB", [row.anonymous / 1e6 for row in rows], "{:.0f}"
    for name in ("store", "derived"):
        bytes_each = [getattr(row, name) / row.filling.passages / 1000 for row in rows]
        yield f"disk, {name}, kB a passage", bytes_each, "{:.2f}"
    rates = [row.filling.passages / row.filling.writing for row in rows]
    yield "written a second, not encoded", rates, "{:.0f}"
    yield "merging and coding after, s", [row.filling.merging for row in rows], "{:.0f}"


if __name__ == "__main__":
    app(prog_name="python -m eval.speed.scale")
