"""What a document is made of, as far as a span goes, and its outline: for those who show it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from index.types import Block, BlockKind, DocumentInfo, Places, Span

LONGEST_TITLE = 200
"""Of a heading in an outline, in code points; a longer one is cut."""

_CELLS = re.compile(r"![A-Z]+\d+(:[A-Z]+\d+)?\Z")
_Mark = TypeVar("_Mark")


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block by its span, kind and level; `header` says that it is a row that names columns.

    `level` is a heading's depth, and how many lines of a definition, or of an item of a list that
    is one, are its terms.
    """

    start: int
    end: int
    kind: BlockKind
    level: int
    header: bool


@dataclass(frozen=True, slots=True)
class PageMark:
    """The page (from 1) that the text is on from `start` on, None where it is on none."""

    start: int
    page: int | None


@dataclass(frozen=True, slots=True)
class PartMark:
    """The part (a sheet with its cells, a slide) that the text is in from `start` on, or None."""

    start: int
    part: str | None


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """The rectangle on its page of the line that begins at `start`."""

    start: int
    page: int
    x0: int
    y0: int
    x1: int
    y1: int


@dataclass(frozen=True, slots=True)
class Structure:
    """What the characters `start` to `end` of a document are made of, and where they stand.

    `blocks` are those that the span touches, whole. The first page and the first part may begin
    before `start`: they are those that hold there. `boxes` are of the lines that the span touches.
    """

    document: DocumentInfo
    generation: int
    start: int
    end: int
    blocks: tuple[PlacedBlock, ...]
    pages: tuple[PageMark, ...]
    parts: tuple[PartMark, ...]
    boxes: tuple[PlacedBox, ...]


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading, or a page or part that begins without one, with what it is called.

    `level` is a heading's depth from 1, and 0 of what is none. `page` and `part` are where it
    stands, None where that is unknown.
    """

    start: int
    end: int
    level: int
    title: str
    page: int | None
    part: str | None


@dataclass(frozen=True, slots=True)
class Outline:
    """Some of a document's outline, in the order of its text; `total` counts all of it."""

    document: DocumentInfo
    generation: int
    total: int
    entries: tuple[OutlineEntry, ...]


def structure_of(
    document: DocumentInfo,
    blocks: Sequence[Block],
    places: Places,
    span: Span,
    *,
    generation: int,
) -> Structure:
    """Return what `span` of a document is made of."""
    headers = {block.header for block in blocks if block.header is not None}
    return Structure(
        document=document,
        generation=generation,
        start=span.start,
        end=span.end,
        blocks=tuple(
            PlacedBlock(
                block.span.start, block.span.end, block.kind, block.level, block.span in headers
            )
            for block in blocks
            if block.span.start < span.end and block.span.end > span.start
        ),
        pages=tuple(PageMark(*mark) for mark in _within(places.pages, span)),
        parts=tuple(PartMark(*mark) for mark in _within(places.parts, span)),
        boxes=tuple(
            PlacedBox(start, box.page, box.x0, box.y0, box.x1, box.y1)
            for start, box in _within(places.boxes, span)
            if box is not None
        ),
    )


def _within(marks: Sequence[tuple[int, _Mark]], span: Span) -> Sequence[tuple[int, _Mark]]:
    """Return the marks that hold somewhere in `span`."""
    first = max(0, bisect_right(marks, span.start, key=lambda mark: mark[0]) - 1)
    return [mark for mark in marks[first:] if mark[0] < span.end]


def outline_of(text: str, blocks: Iterable[Block], places: Places) -> tuple[OutlineEntry, ...]:
    """Return the outline of a text, in its order.

    A page, slide or cell of a notebook has an entry where no heading begins with it; rows and cells
    of a table have none, since they are what a sheet consists of.
    """
    entries = {entry.start: entry for entry in _headings(text, blocks, places)}
    rows = {block.span.start for block in blocks if block.kind == "table_row"}
    for start, part in places.parts:
        if part is None or start in entries or start in rows:
            continue
        if not _CELLS.search(part):
            entries[start] = OutlineEntry(start, start, 0, part, places.page(start), part)
    for start, page in places.pages:
        if page is not None and start not in entries:
            entries[start] = OutlineEntry(start, start, 0, "", page, places.part(start))
    return tuple(entries[start] for start in sorted(entries))


def _headings(text: str, blocks: Iterable[Block], places: Places) -> Iterator[OutlineEntry]:
    for block in blocks:
        if block.kind == "heading":
            start, end = block.span.start, block.span.end
            title = " ".join(text[start:end].strip("#= \t").split())[:LONGEST_TITLE]
            yield OutlineEntry(
                start, end, block.level, title, places.page(start), places.part(start)
            )
