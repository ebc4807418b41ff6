"""Pages of PDF a second: by the reader, and by PDFium alone, which it cannot do without."""

import ctypes
import io
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.errors import InvalidInput, ReadError
from index.read.pdf import reader
from index.read.pool import ReaderPool
from index.read.readers import PDF

ALONE = "pypdfium2, the text of all pages"

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 70
_SIZE, _STEP, _LETTERS = 10.0, 14, 85
_LINES = 48
_FILES = 4
_SEED = 7
_WORDS = """
    the harbour master assigns a berth to every vessel and confirms it over the radio before the
    crew may moor at the northern quay where smoking is forbidden and all waste is pumped ashore by
    noon unless the office has agreed otherwise in writing with the owner of the cargo
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """How many pages a second were read; `ratio` is of the time to that of PDFium alone."""

    name: str
    files: int
    pages: int
    per_second: float
    ratio: float | None


def time_reading(files: Sequence[bytes]) -> list[Reading]:
    """Return what reading these files took: by PDFium alone, here, and in child processes."""
    pages = sum(map(_pages_of, files))
    alone = _timed(lambda: [_text_of(data) for data in files])
    here = _timed(lambda: [_read(data) for data in files])
    with ReaderPool() as pool, ThreadPoolExecutor(pool.most) as threads:

        def read(data: bytes) -> None:
            pool.read(PDF, data, name="a.pdf")

        # So that starting the children is not counted, which is done once a run.
        list(threads.map(read, [files[0]] * pool.most))
        apart = _timed(lambda: list(threads.map(read, files)))
    return [
        Reading(name, len(files), pages, pages / seconds, ratio)
        for name, seconds, ratio in (
            (ALONE, alone, None),
            ("reader", here, here / alone),
            (f"reader, {pool.most} child processes", apart, apart / alone),
        )
    ]


def given_files(folder: Path) -> list[bytes]:
    """Return the PDFs of a folder that can be read; raises InvalidInput where there are none."""
    files = [data for path in sorted(folder.rglob("*.pdf")) if _is_read(data := path.read_bytes())]
    if not files:
        raise InvalidInput(f"{folder}: no PDF in it that can be read")
    return files


def make_files(pages: int) -> list[bytes]:
    """Return a few PDFs of so many pages in a font that no file has to bring."""
    chosen = random.Random(_SEED)  # noqa: S311 - the same words each time
    words = _WORDS.split()
    # More words than the lines have room for, which are cut off at the last page.
    text = " ".join(chosen.choices(words, k=pages * _LINES * _LETTERS // 4))
    lines = wrap(text, _LETTERS)[: pages * _LINES]
    each = _LINES * -(-pages // _FILES)
    return [_make_file(lines[first : first + each]) for first in range(0, len(lines), each)]


def _make_file(lines: Sequence[str]) -> bytes:
    document = pdfium.PdfDocument.new()
    font = pdfium_c.FPDFText_LoadStandardFont(document, b"Times-Roman")
    for first in range(0, len(lines), _LINES):
        page = document.new_page(_WIDTH, _HEIGHT)
        for number, line in enumerate(lines[first : first + _LINES]):
            made = pdfium_c.FPDFPageObj_CreateTextObj(document, font, _SIZE)
            units = ctypes.create_string_buffer(line.encode("utf-16-le") + b"\0\0")
            pdfium_c.FPDFText_SetText(made, ctypes.cast(units, pdfium_c.FPDF_WIDESTRING))
            top = _HEIGHT - _MARGIN - _STEP * number
            pdfium_c.FPDFPageObj_Transform(made, 1, 0, 0, 1, _MARGIN, top)
            pdfium_c.FPDFPage_InsertObject(page, made)
        page.gen_content()
        page.close()
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def _pages_of(data: bytes) -> int:
    with pdfium.PdfDocument(data) as document:
        return len(document)


def _text_of(data: bytes) -> int:
    with pdfium.PdfDocument(data) as document:
        return sum(len(page.get_textpage().get_text_range()) for page in document)


def _read(data: bytes) -> int:
    return len(reader.read(data, name="a.pdf").text)


def _is_read(data: bytes) -> bool:
    try:
        return _read(data) > 0
    except ReadError:
        return False


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
