"""A folder of mixed files from end to end, and what of that is neither reading nor encoding."""

import csv
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from io import StringIO
from pathlib import Path
from typing import Any

from eval.speed.reading import make_files
from index import Index
from index.encode.load import load_encoders
from index.encode.protocols import DenseEncoder, PartsEncoder
from index.read.folders import read_sources
from index.read.walk import look_through
from index.types import Span
from index.vectors import Vectors

_PDF_PAGES = 24


@dataclass(frozen=True, slots=True)
class Folder:
    """What indexing a folder took, in seconds; `outside` is the share of neither of the two parts.

    Reading is timed by itself, while in the run it goes on beside encoding: the share is what is
    left at least.
    """

    files: int
    documents: int
    passages: int
    seconds: float
    reading: float
    encoding: float
    outside: float


class _Timed:
    """An encoder that knows how long it has encoded passages, with their sentences or without."""

    def __init__(self, encoder: DenseEncoder | PartsEncoder) -> None:
        self._encoder: Any = encoder
        self.seconds = 0.0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode as the encoder does."""
        vectors: Vectors = self._timed(self._encoder.encode_passages, texts)
        return vectors

    def encode_parts(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Any:
        """Encode as the encoder does."""
        return self._timed(self._encoder.encode_parts, texts, spans)

    def _timed(self, encode: Callable[..., Any], *given: Any) -> Any:
        start = time.perf_counter()
        try:
            return encode(*given)
        finally:
            self.seconds += time.perf_counter() - start

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)


def write_folder(folder: Path, texts: Sequence[str], *, files: int) -> None:
    """Write so many files of seven kinds, of these texts in turn."""
    pdfs = make_files(_PDF_PAGES)
    for number in range(files):
        text, path = texts[number % len(texts)], folder / f"part {number % 5}" / f"{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = _made(number, text, pdfs)
        path.with_suffix(data[0]).write_bytes(data[1])


def _made(number: int, text: str, pdfs: Sequence[bytes]) -> tuple[str, bytes]:
    unique = f"{text}\n\nNumber {number}."
    lines = [line for line in unique.splitlines() if line.strip()]
    texts = {
        ".txt": unique,
        ".md": f"# Part {number}\n\n{unique}",
        ".html": _page(lines),
        ".csv": _table(lines),
        ".eml": _mail(unique, number=number),
        ".json": json.dumps({"lines": lines}, ensure_ascii=False),
    }
    if number % (len(texts) + 1) == len(texts):
        return ".pdf", pdfs[number % len(pdfs)]
    suffix = list(texts)[number % (len(texts) + 1)]
    return suffix, texts[suffix].encode()


def _page(lines: Sequence[str]) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<!doctype html><html><body>{body}</body></html>"


def _table(lines: Sequence[str]) -> str:
    table = StringIO()
    csv.writer(table).writerows([["line", "text"], *enumerate(lines)])
    return table.getvalue()


def _mail(text: str, *, number: int) -> str:
    mail = EmailMessage()
    mail["From"], mail["To"] = "a@example.org", "b@example.org"
    mail["Subject"], mail["Message-ID"] = f"Part {number}", f"<{number}@example.org>"
    mail.set_content(text)
    return mail.as_string()


def _spent(*encoders: _Timed | None) -> float:
    return sum(each.seconds for each in encoders if each is not None)


def time_folder(folder: Path, *, data: Path) -> Folder:
    """Index a folder in `data`; return what that took, its parts and the rest."""
    sources = look_through(folder).sources
    start = time.perf_counter()
    for _ in read_sources(sources, collection="default", known={}):
        pass
    reading = time.perf_counter() - start
    encoders = load_encoders(None)
    timed: Any = _Timed(encoders.dense)
    parts: Any = encoders.parts and _Timed(encoders.parts)
    with Index.open(data, encoders=replace(encoders, dense=timed, parts=parts)) as index:
        index.warm_up()
        before = _spent(timed, parts)
        start = time.perf_counter()
        report = index.add(folder)
        seconds = time.perf_counter() - start
    return Folder(
        files=len(sources),
        documents=report.added,
        passages=report.passages,
        seconds=seconds,
        reading=reading,
        encoding=(_spent(timed, parts) - before),
        outside=max(0.0, 1 - (reading + (_spent(timed, parts) - before)) / seconds),
    )
