"""`python -m eval.speed.changes`: how soon a change of one document is found in a large collection.

The passages are made up and their vectors are random, so that nothing is encoded: what is timed is
the store, what is derived from it, and how another process follows.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import blake2b
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, cast

import numpy as np
import typer
from rich import box
from rich.table import Table

from eval.shown.figures import print_table
from eval.speed.texts import make_passages
from index import Index, text_document
from index.encode.dense import load_model
from index.encode.protocols import Encoders
from index.encode.sparse import BridgedEncoder
from index.store.schema import DERIVED_FOLDER
from index.types import Document
from index.vectors import Vectors

PASSAGES_PER_DOCUMENT = 10
_ROUNDS = "abcde"

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class RandomEncoder:
    """Gives each text a random vector of its own, as long as the shipped model's."""

    name = "random"
    fingerprint = "random-1"
    dim = 384
    max_tokens = 254

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Return the number of each text's words."""
        return [len(text.split()) for text in texts]

    def reads(self, texts: Sequence[str]) -> Sequence[bool]:
        """Return that it has a vector for each."""
        return [True for _ in texts]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, 384], each of length 1."""
        vectors = np.array([_random(text, self.dim) for text in texts], np.float32)
        return cast("Vectors", vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    encode_queries = encode_passages


def _random(text: str, dim: int) -> Vectors:
    seed = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
    return np.random.default_rng(seed).standard_normal(dim, np.float32)


@dataclass(frozen=True, slots=True)
class Change:
    """What one kind of change takes: medians in milliseconds, all from its beginning.

    `acknowledged` until the call is over, `found` until the next search in the same process is,
    `found_elsewhere` until another process finds it.
    """

    name: str
    acknowledged: float
    found: float
    found_elsewhere: float


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured.

    `start_saved` and `start_derived` are the seconds to the end of a first search, where what is
    derived was saved and where it was not; `memory` is the bytes that it takes in a process.
    """

    passages: int
    changes: tuple[Change, ...]
    start_saved: float
    start_derived: float
    memory: int


@app.command()
def measure(
    *,
    passages: Annotated[int, typer.Option(min=10, help="How many passages there are.")] = 100_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Time changes of one document among many passages, until they are found."""
    with TemporaryDirectory(prefix="spravka-changes-") as folder:
        data = Path(folder)
        typer.echo(f"indexing {passages:,} passages…", err=True)
        with opened(data) as index:
            index.add_documents(make_documents(passages))
        typer.echo("changing…", err=True)
        saved = time_start(data)
        shutil.rmtree(data / DERIVED_FOLDER)
        derived = time_start(data)
        with opened(data) as index, following(data) as (follower, memory):
            index.search("?")
            report = Report(
                passages=passages,
                changes=tuple(time_changes(index, follower)),
                start_saved=saved,
                start_derived=derived,
                memory=memory,
            )
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=2))
    else:
        print_report(report)


def opened(data: Path) -> Index:
    """Return the index in `data`, with random vectors."""
    encoders = Encoders(dense=RandomEncoder(), sparse=BridgedEncoder(None), sparse_weight=None)
    return Index.open(data, encoders=encoders)


def make_documents(passages: int) -> list[Document]:
    """Return made-up documents of ten passages each."""
    vocabulary = load_model(None).tokenizer.get_vocab()
    made = make_passages(passages, vocabulary=vocabulary, texts=())
    return [
        document(f"{first}.md", made[first : first + PASSAGES_PER_DOCUMENT])
        for first in range(0, passages, PASSAGES_PER_DOCUMENT)
    ]


def document(source: str, passages: list[str]) -> Document:
    """Return a document with a heading over each of its passages."""
    text = "\n\n".join(f"# {number}\n\n{text}" for number, text in enumerate(passages))
    return text_document(source=source, text=text, language="en")


def time_start(data: Path) -> float:
    """Return the seconds from opening an index to the end of a first search."""
    started = time.perf_counter()
    with opened(data) as index:
        index.search("?")
    return time.perf_counter() - started


def time_changes(index: Index, follower: Connection) -> Iterator[Change]:
    """Yield what adding, replacing and deleting one document take, each several times."""
    changes = (
        ("add", "wordadded{}", put),
        ("replace", "wordreplaced{}", put),
        ("delete", "-wordreplaced{}", delete),
    )
    for name, word, change in changes:
        times = [
            _time_change(index, partial(change, index, f"new-{letter}.md"), word, follower)
            for letter, word in ((letter, word.format(letter)) for letter in _ROUNDS)
        ]
        yield Change(name, *(median(each) * 1000 for each in zip(*times, strict=True)))


def put(index: Index, source: str, word: str) -> None:
    """Add or replace a document of ten passages that hold the word."""
    parts = [f"Here stands {word}, part {part} of the text." for part in range(10)]
    index.add_documents([document(source, parts)])


def delete(index: Index, source: str, word: str) -> None:
    """Delete the document that holds the word."""
    index.delete(text_document(source=source, text=word).document_id)


def _time_change(
    index: Index, change: Callable[[str], None], awaited: str, follower: Connection
) -> tuple[float, float, float]:
    follower.send(awaited)
    started = time.time()
    change(awaited)
    acknowledged = time.time()
    if not is_so(index, awaited):
        raise RuntimeError(f"{awaited} after its change")
    found = time.time()
    return acknowledged - started, found - started, float(follower.recv()) - started


def is_so(index: Index, awaited: str) -> bool:
    """Return whether a word is found, or with a minus before it is not."""
    word = awaited.removeprefix("-")
    # A word that is not there is read as one that is like it, and so finds others.
    hits = index.search(word, mode="sparse", k=1).hits
    return any(word in hit.text for hit in hits) != awaited.startswith("-")


@contextmanager
def following(data: Path) -> Iterator[tuple[Connection, int]]:
    """Yield another process that has searched once, and by how many bytes it has grown by that.

    It searches without a pause for each word that it is sent, and answers with the time at which
    what `is_so` says came true.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_follow, args=(data, theirs))
    process.start()
    try:
        memory = int(ours.recv())
        yield ours, memory
    finally:
        ours.send(None)
        process.join()


def _follow(data: Path, pipe: Connection) -> None:
    with opened(data) as index:
        before = resident_bytes()
        index.search("?")
        pipe.send(resident_bytes() - before)
        while (awaited := pipe.recv()) is not None:
            while not is_so(index, awaited):
                pass
            pipe.send(time.time())


def resident_bytes() -> int:
    """Return the memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def print_report(report: Report) -> None:
    """Print what was measured, for people."""
    table = Table(
        title=f"A change among {report.passages:,} passages, ms",
        box=box.SIMPLE_HEAD,
        title_justify="left",
    )
    table.add_column("", no_wrap=True)
    for column in ("acknowledged", "found", "found by another process"):
        table.add_column(column, justify="right", no_wrap=True)
    for each in report.changes:
        times = (each.acknowledged, each.found, each.found_elsewhere)
        table.add_row(each.name, *(f"{milliseconds:.0f}" for milliseconds in times))
    print_table(table)
    print(
        f"First search: {report.start_saved:.1f} s from what is saved,"
        f" {report.start_derived:.1f} s where it is derived anew."
        f" Memory of each process: {report.memory / 2**20:.0f} MiB."
    )


if __name__ == "__main__":
    app()
