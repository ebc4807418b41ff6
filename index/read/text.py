"""Plain text: decoding, exact to the character, and paragraphs."""

import codecs
import re
from collections.abc import Iterator
from itertools import pairwise

from index.errors import ReadError
from index.read.blocks import finish, heading_line, lines
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
_HIGH_BYTES = re.compile(rb"[\x00\x04]")
"""The high bytes of Latin and Cyrillic in UTF-16; no one-byte text holds them."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\ufffe\uffff]")


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

    A byte order mark at the start is not text. Raises ReadError, naming `source`, for bytes that
    are no text in any of these encodings.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return _printable(data[len(mark) :].decode(encoding), source=source)
            except UnicodeDecodeError as error:
                raise ReadError(
                    f"{source}: marked as {encoding} but broken at byte {error.start}",
                    code="damaged",
                ) from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # UTF-16 without a mark is valid UTF-8 too, but one full of control characters.
        if not _CONTROL.search(text):
            return text
    from charset_normalizer import from_bytes

    encodings = _TWO_BYTES if _HIGH_BYTES.search(data) else _ONE_BYTE
    best = from_bytes(data, cp_isolation=encodings).best()
    if best is None:
        raise ReadError(
            f"{source}: not text in UTF-8, UTF-16 or windows-1251; save it as UTF-8",
            code="unknown_format",
        )
    return _printable(data.decode(best.encoding), source=source)


def _printable(text: str, *, source: str) -> str:
    control = _CONTROL.search(text)
    if control:
        raise ReadError(
            f"{source}: binary, not text (U+{ord(control.group()):04X} at {control.start()});"
            " save it as UTF-8 text",
            code="unknown_format",
        )
    return text


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
