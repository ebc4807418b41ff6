"""Plain text: decoding, exact to the character, and paragraphs."""

import codecs
import re
from collections.abc import Iterator
from itertools import pairwise

from index.errors import ReadError
from index.read.blocks import finish, heading_line, lines
from index.read.controls import is_binary
from index.read.nested import SUFFIXES, nested_blocks
from index.read.plain_headings import plain_headings
from index.read.plain_tables import plain_table
from index.read.readers import Content
from index.types import Block, Places, Span

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ONE_BYTE = ["cp1251", "koi8_r", "cp866", "cp1252"]
_TWO_BYTES = ["utf_16_le", "utf_16_be"]
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
"""Bytes that tell nothing of an encoding of one byte, and confuse who guesses it."""
_LOST = "\ufffd"
_MOST_LOST = 1 / 20
"""Of the characters of a text that is marked as what it is."""
_WHOLE = 3
"""So many characters of several bytes to each lost one are UTF-8; other texts have few."""

_NOT_BLANK = re.compile(r"\S")
_WRAPPED_AT_MOST = 200
"""No editor wraps lines so far out: where one line of a block is longer, each is a paragraph."""


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a text file; raises ReadError where `data` is empty or no text."""
    text = read_text(data, name=name)
    blocks = nested_blocks(text) if name.lower().endswith(SUFFIXES) else None
    if blocks is not None:
        return Content(text=text, blocks=blocks, places=Places(lines=True))
    return content(text)


def content(text: str) -> Content:
    """Return what is in a plain text: its paragraphs, parted by blank lines, and its headings."""
    blocks = finish(text, _paragraphs(text))
    return Content(
        text=text,
        blocks=blocks,
        places=Places(lines=True),
        title=heading_line(blocks[0].span.cut(text)) if blocks else None,
    )


def read_text(data: bytes, *, name: str) -> str:
    """Return the characters of a text file; raises ReadError where it is empty or no text."""
    text = decode(data, source=name)
    if not text.replace("\ufeff", "").strip():
        raise ReadError(f"{name}: no text in it", code="empty")
    return text


def decode(data: bytes, *, source: str) -> str:
    """Return the characters of a text file: UTF-8, or UTF-16, windows-1251 and kin by detection.

    A byte order mark at the start is not text. What is damaged in a text is U+FFFD. Raises
    ReadError, naming `source`, for bytes that are no text in any of these encodings.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            if text.count(_LOST) > _MOST_LOST * len(text):
                raise ReadError(
                    f"{source}: marked as {encoding} but broken; save it anew", code="damaged"
                )
            return _printable(text, source=source)
    utf8 = _utf8(data)
    # UTF-16 without a mark is valid UTF-8 too, but one full of control characters.
    if utf8 is not None and not is_binary(utf8):
        return _printable(utf8, source=source)
    from charset_normalizer import from_bytes

    if is_binary(data.decode("latin-1")):
        best = from_bytes(data, cp_isolation=_TWO_BYTES).best()
    else:
        best = from_bytes(data.translate(None, _CONTROLS), cp_isolation=_ONE_BYTE).best()
    if best is None:
        raise ReadError(
            f"{source}: not text in UTF-8, UTF-16 or windows-1251; save it as UTF-8",
            code="unknown_format",
        )
    return _printable(data.decode(best.encoding), source=source)


def _utf8(data: bytes) -> str | None:
    """Return what is UTF-8, also where a few of its bytes are damaged or cut off; else None."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    lost = text.count(_LOST)
    whole = len(text) - len(text.encode("ascii", errors="ignore")) - lost
    return text if whole >= _WHOLE * lost else None


def _printable(text: str, *, source: str) -> str:
    if is_binary(text):
        raise ReadError(f"{source}: binary, not text; save it as UTF-8 text", code="unknown_format")
    return text.replace("\0", _LOST)


def _paragraphs(text: str) -> Iterator[Block]:
    for run, following in pairwise([*_runs(text), []]):
        headings, rest = plain_headings(text, run, following=following)
        yield from headings
        table = list(plain_table(text, rest))
        if table:
            yield from table
        elif any(line.end - line.start > _WRAPPED_AT_MOST for line in rest):
            yield from (Block(line, "paragraph") for line in rest)
        elif rest:
            yield Block(Span(rest[0].start, rest[-1].end), "paragraph")


def _runs(text: str) -> Iterator[list[Span]]:
    """Yield the lines between blank ones together."""
    run: list[Span] = []
    for line in lines(text):
        if _NOT_BLANK.search(text, line.start, line.end):
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run
