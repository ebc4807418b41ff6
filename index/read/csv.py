"""CSV and its kin: the file as it is, a block for each row, which knows the row that names columns.

There is no one CSV (RFC 4180 says so); what parts the cells is told from the rows themselves.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from index.read.blocks import finish, lines, trim
from index.read.readers import Content
from index.read.tables import Row, header_rows, is_figure
from index.read.text import read_text
from index.types import Block, Places, Span

_DELIMITERS = ("\t", ";", ",", "|")
"""Of two that would do as well, the one that is rarer within a cell comes first."""
_LONGEST_NAME = 80
_LOOKED_AT = 100
_MOST_LINES = 200
"""Of a row with line breaks in its cells; longer ones have a quote that was never closed."""


@dataclass(frozen=True, slots=True)
class _Record:
    span: Span
    cells: tuple[str, ...]


def read(data: bytes, *, name: str) -> Content:
    """Return the rows of a file; raises ReadError where `data` is empty or no text."""
    return content(read_text(data, name=name))


def content(text: str) -> Content:
    """Return the rows of a text, each a part by its number, from 1 as spreadsheets count them."""
    records = _read_records(text)
    first = list(islice(records, _LOOKED_AT))
    head = _header(first)
    headers = [trim(text, first[number].span) for number in head]
    blocks: list[Block] = []
    parts: list[tuple[int, str]] = []
    for number, record in enumerate(chain(first, records)):
        parts.append((record.span.start, f"row {number + 1}"))
        if not any(cell.strip() for cell in record.cells):
            continue
        if number < head.start:
            blocks.append(Block(record.span, "paragraph"))
        else:
            above = headers[: number - head.start]
            blocks.append(Block(record.span, "table_row", header=above[-1] if above else None))
    return Content(
        text=text,
        blocks=finish(text, blocks),
        places=Places(lines=True, parts=tuple(parts)),
    )


def _read_records(text: str) -> Iterator[_Record]:
    start, delimiter = _told_delimiter(text)
    spans = list(lines(text, start))
    if delimiter is None:
        delimiter = _delimiter(text, spans)
    return _records(text, spans, delimiter)


def _told_delimiter(text: str) -> tuple[int, str | None]:
    """Return what a first line such as `sep=;`, which Excel writes, says, and where rows begin."""
    first = next(lines(text), Span(0, 0))
    said = first.cut(text).strip("\ufeff\r\n")
    if len(said) == len("sep=;") and said.lower().startswith("sep="):
        return first.end, said[-1]
    return 0, None


def _delimiter(text: str, spans: Sequence[Span]) -> str:
    """Return what parts the first rows best, a comma where nothing parts them."""
    firsts = spans[: 2 * _LOOKED_AT]
    fits = {delimiter: _fit(text, firsts, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: fits[delimiter])
    return best if fits[best] else ","


def _fit(text: str, spans: Sequence[Span], delimiter: str) -> float:
    """Return how well rows are parted: the share of those of one width, of two cells or more.

    That is less where something stands behind the quote that ends a cell.
    """
    rows = list(islice(_records(text, spans, delimiter), _LOOKED_AT))
    widths = Counter(len(row.cells) for row in rows if row.cells)
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
    if width == 1:
        return 0.0
    lines_read = (span.cut(text) for span in spans)
    try:
        for _ in csv.reader(lines_read, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        if "expected after" in str(error):
            return count / widths.total() / 2
    return count / widths.total()


def _records(text: str, spans: Sequence[Span], delimiter: str) -> Iterator[_Record]:
    """Yield the rows in `spans`, which are lines; one with a quote never closed is one line."""
    source = _Source(text, spans)
    while source.row < len(spans):
        begun = source.row
        reader = csv.reader(source, delimiter=delimiter)
        try:
            for cells in reader:
                last = begun + reader.line_num
                if _is_open(text, spans, source.row, last):
                    break
                yield _Record(Span(spans[source.row].start, spans[last - 1].end), tuple(cells))
                source.row = last
        except csv.Error:
            pass
        if source.row < len(spans):
            line = spans[source.row]
            yield _Record(line, tuple(line.cut(text).rstrip("\r\n").split(delimiter)))
            source.row += 1


@dataclass(slots=True)
class _Source:
    """Gives the lines from `row` on, where a row begins, and stops where that one is too long."""

    text: str
    spans: Sequence[Span]
    row: int = 0

    def __iter__(self) -> Iterator[str]:
        for line in range(self.row, len(self.spans)):
            if line - self.row > _MOST_LINES:
                return
            yield self.spans[line].cut(self.text)


def _is_open(text: str, spans: Sequence[Span], first: int, last: int) -> bool:
    """Return whether a row goes on where it cannot: to the end of the file, or too far."""
    if last - first > _MOST_LINES:
        return True
    ends = last == len(spans) and last - first > 1
    return ends and text.count('"', spans[first].start, spans[-1].end) % 2 == 1


def _header(records: Sequence[_Record]) -> range:
    """Return which rows name the columns.

    Where a table of words alone does not show that, it is the first, as in most files it is, if
    nothing in it is said again in the same column.
    """
    rows = [Row(record.cells) for record in records]
    found = header_rows(rows)
    if found or len(rows) < 2:  # noqa: PLR2004
        return found
    names = [cell.strip() for cell in rows[0].cells]
    are_names = len(names) > 1 and len(set(names)) == len(names) and all(map(_is_name, names))
    return range(1) if are_names and not _is_said_again(names, rows[1:]) else range(0)


def _is_name(cell: str) -> bool:
    return bool(cell) and len(cell) <= _LONGEST_NAME and not is_figure(cell)


def _is_said_again(names: Sequence[str], rows: Iterable[Row]) -> bool:
    return any(
        name == cell.strip() for row in rows for name, cell in zip(names, row.cells, strict=False)
    )
