"""Pages without text, by Tesseract where it is installed: what it reads, and where that stands.

Only a page that has no text of its own comes here: what a program wrote into a file is right, and
what is recognised is nearly so.
"""

import csv
import io
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

import pypdfium2 as pdfium

from index.read.pdf.lines import Line

LANGUAGES = ("rus", "eng")

_DOTS = 200
"""An inch; more reads no better and takes longer."""

_MOST_DOTS = 20_000_000
_SECONDS = 50
_SURE = 40.0
"""Of 100: what a word is to have for it to be one."""

_POINTS = 72


def can_recognise() -> bool:
    """Return whether Tesseract is there with both languages.

    With one of them it makes that one's letters of the other's pages, and is sure of them.
    """
    program = shutil.which("tesseract")
    return program is not None and set(LANGUAGES) <= _languages(program)


@lru_cache(maxsize=1)
def _languages(program: str) -> frozenset[str]:
    """Return the languages that a Tesseract has, by their names there."""
    return frozenset(_run([program, "--list-langs"], b"").decode(errors="replace").split())


def recognised(page: pdfium.PdfPage, *, number: int) -> list[Line]:
    """Return the lines that are seen on a page, none where nothing sure is."""
    width, height = page.get_size()
    scale = min(_DOTS / _POINTS, (_MOST_DOTS / max(1.0, width * height)) ** 0.5)
    program = shutil.which("tesseract")
    if program is None:
        return []
    asked = [program, "stdin", "stdout", "-l", "+".join(LANGUAGES), "--dpi", str(_DOTS), "tsv"]
    table = _run(asked, _picture(page, scale=scale))
    return list(_lines(table.decode(errors="replace"), number=number, scale=scale))


def _picture(page: pdfium.PdfPage, *, scale: float) -> bytes:
    """Return a page in shades of grey, as a file of the PGM format."""
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        shades, width = bytes(bitmap.buffer), bitmap.width
        starts = range(0, bitmap.stride * bitmap.height, bitmap.stride)
        rows = b"".join(shades[start : start + width] for start in starts)
        return b"P5 %d %d 255\n" % (width, bitmap.height) + rows
    finally:
        bitmap.close()


def _run(command: Sequence[str], given: bytes) -> bytes:
    """Return what a program prints, nothing where it fails or takes too long."""
    try:
        done = subprocess.run(  # noqa: S603 - found on PATH, and given nothing of the file's names
            command, input=given, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""


def _lines(table: str, *, number: int, scale: float) -> Iterator[Line]:
    """Yield the lines of Tesseract's table of words, those of a paragraph together."""
    words = [
        row
        for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
        if row.get("level") == "5" and (row.get("text") or "").strip()
    ]
    last = None
    for place, of in groupby(words, key=lambda row: tuple(row[name] for name in _PLACE)):
        line = list(of)
        if sum(float(row["conf"]) for row in line) / len(line) < _SURE:
            continue
        boxes = [
            [int(row[name]) / scale for name in ("left", "top", "width", "height")] for row in line
        ]
        top = min(box[1] for box in boxes)
        bottom = max(box[1] + box[3] for box in boxes)
        text = " ".join(row["text"].strip() for row in line)
        yield Line(
            page=number,
            text=text,
            box=(boxes[0][0], top, max(box[0] + box[2] for box in boxes), bottom),
            size=_SIZE,
            cells=(text,),
            starts_block=place[:2] != last,
        )
        last = place[:2]


_PLACE = ("block_num", "par_num", "line_num")
_SIZE = 10.0
"""Of every line, since heights of recognised lines say little of their letters' size."""
