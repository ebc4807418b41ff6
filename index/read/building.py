"""Builds the canonical text of a converted file, piece by piece as a person reads it.

A reader hands over headings, paragraphs, list items, rows and code in reading order, and says
where a page or a part begins; out come the text, its blocks and its places. Offsets are counted
while the text is made and never searched for.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TypeVar

from index.checks import SURROGATE
from index.errors import ReadError
from index.read.alive import alive
from index.read.blocks import trim
from index.read.readers import Content
from index.types import Block, BlockKind, Box, Metadata, Places, Span

DEEPEST_HEADING = 9
LONGEST_PART = 200
"""In code points; a longer name of a part is cut, with an ellipsis."""

_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff]")
"""Control characters, soft hyphens, and marks of no width: they show nothing to a reader."""
_BLANKS = re.compile(r"[ \t]+")
_AROUND_BREAK = re.compile(r"\s*\n\s*")
_ANY_SPACE = re.compile(r"[ \t\n]+")
_CELL_BORDER = " | "
_INDENT = "  "
_ALIVE_EVERY = 1000


class Builder:
    """Puts a canonical text together.

    Blocks are parted by a blank line, and by one line break within a list or a table. What shows
    nothing (control characters, soft hyphens) is left out, runs of spaces are one; code keeps its
    own. A piece that is blank is no block. Marks hold from the next block on.
    """

    def __init__(self, *, part_is_heading_path: bool = False) -> None:
        """Start an empty text; its parts may be the headings above, for a format without others."""
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._pages: list[tuple[int, int | None]] = []
        self._parts: list[tuple[int, str | None]] = []
        self._boxes: list[tuple[int, Box | None]] = []
        self._page: int | None = None
        self._part: str | None = None
        self._above: list[Block] = []
        self._header: Span | None = None
        self._table_is_open = False
        self._path: list[tuple[int, str]] | None = [] if part_is_heading_path else None

    def heading(self, text: str, *, level: int) -> None:
        """Add a heading of a depth from 1; deeper ones than 9 count as 9."""
        line = _one_line(text)
        if not line:
            return
        level = min(max(level, 1), DEEPEST_HEADING)
        if self._path is not None:
            above = takewhile(lambda heading: heading[0] < level, self._path)
            self._path = [*above, (level, line)]
            self.part(" › ".join(heading for _, heading in self._path))
        self._add(line, "heading", level=level)

    def paragraph(self, text: str) -> None:
        """Add a paragraph; its line breaks are kept, its blank lines are not."""
        if prose := _prose(text):
            self._add(prose, "paragraph")

    def definition(self, term: str, text: str) -> None:
        """Add terms, each on a line, and below them what they mean; without that a paragraph."""
        named, prose = _prose(term), _prose(text)
        if named and prose:
            self._add(f"{named}\n{prose}", "definition", level=named.count("\n") + 1)
        else:
            self.paragraph(named or prose)

    def list_item(self, text: str, *, marker: str = "", depth: int = 0, term: str = "") -> None:
        """Add an item of a list, with its number or bullet as it is written, `depth` from 0.

        It may be what a `term` means, which then stands above it, as that of a definition does.
        """
        named, prose = _prose(term), _prose(text)
        if not (named and prose):
            named, prose = "", named or prose
        if prose:
            level = named.count("\n") + 1 if named else 0
            said = _prose(f"{marker} {named}\n{prose}" if named else f"{marker} {prose}")
            self._add(said, "list_item", indent=_INDENT * depth, level=level)

    def code(self, text: str) -> None:
        """Add code, its line breaks and spaces as they are."""
        if shown := visible(text).strip("\n").rstrip():
            self._add(shown, "code")

    def row(self, cells: Iterable[str], *, header: bool = False) -> None:
        """Add a row of a table, on one line.

        Rows that follow one another are a table, up to `end_table` or another kind of block. A row
        marked as a header names the columns of those below it, up to the next such. A cell that is
        merged with ones to its right is given once, then empty ones; one merged with cells below it
        is given again in each of their rows, which are read alone.
        """
        line = row_text(cells)
        if not line:
            return
        above = self._header if self._table_is_open else None
        span = self._add(line, "table_row", header=above)
        self._table_is_open = True
        self._header = span if header else above

    def table(
        self, rows: Iterable[Sequence[str]], *, header_rows: Container[int] = range(0)
    ) -> None:
        """Add a whole table; `header_rows` are the places, from 0, of those that name columns."""
        self.end_table()
        for number, cells in enumerate(rows):
            self.row(cells, header=number in header_rows)
        self.end_table()

    def end_table(self) -> None:
        """Let the next row begin a table of its own."""
        self._table_is_open = False

    def end_section(self) -> None:
        """Let what follows, such as the next slide or sheet, stand under no heading so far."""
        self.end_table()
        self._above = []
        if self._path is not None:
            self._path = []
            self._part = None

    def include(self, content: Content, *, part: str | None = None, apart: bool = False) -> None:
        """Add what another reader found within this file, its characters as they are.

        Its own parts are named after `part`. What is a file `apart` stands below the headings so
        far, and its own end with it; otherwise they go on in this text.
        """
        if not content.blocks:
            return
        border = "\n\n" if self._blocks else ""
        start = self._length + len(border)
        self._pieces += [border, content.text]
        self._length = start + len(content.text)
        self._table_is_open = False
        above = tuple(heading.span for heading in self._above)
        deeper = self._above[-1].level if apart and self._above else 0
        for block in content.blocks:
            moved = replace(
                block,
                span=block.span.moved(start),
                level=block.level + (deeper if block.kind == "heading" else 0),
                headings=(*above, *(span.moved(start) for span in block.headings)),
                header=block.header.moved(start) if block.header is not None else None,
            )
            self._blocks.append(moved) if apart else self._append(moved)
        places = content.places
        named = [(at, ", ".join(filter(None, (part, name)))) for at, name in places.parts]
        parts = [(at, _part_name(name)) for at, name in named]
        _extend(self._pages, places.pages, start, before=self._page)
        _extend(self._parts, parts, start, before=_part_name(part))
        _extend(self._boxes, places.boxes, start, before=None)
        _mark(self._boxes, self._length, None)

    def page(self, number: int | None) -> None:
        """Say which page, from 1, the next block stands on, None where that is unknown."""
        self._page = number

    def part(self, name: str | None) -> None:
        """Say which part (a sheet with its cells, a slide) the next block is in, None for none."""
        self._part = _part_name(name)

    def content(
        self,
        *,
        name: str,
        title: str | None = None,
        heading_is_title: bool = True,
        metadata: Metadata | None = None,
    ) -> Content:
        """Return what was built; raises ReadError, naming the file, where that is no text.

        Without a `title` it is the first heading, unless headings are none (names of sheets).
        """
        text = "".join(self._pieces)
        if not self._blocks:
            raise ReadError(f"{name}: no text in it", code="no_text")
        headings = (block.span.cut(text) for block in self._blocks if block.kind == "heading")
        return Content(
            text=text,
            blocks=tuple(self._blocks),
            places=Places(
                pages=tuple(self._pages), parts=tuple(self._parts), boxes=tuple(self._boxes)
            ),
            title=_one_line(title or "") or (next(headings, None) if heading_is_title else None),
            metadata=metadata,
        )

    def _add(
        self,
        text: str,
        kind: BlockKind,
        *,
        level: int = 0,
        indent: str = "",
        header: Span | None = None,
    ) -> Span:
        """Put a block's text at the end, with what parts it from the last one and its marks."""
        before = self._border(kind) + indent
        start = self._length + len(before)
        self._pieces += [before, text]
        self._length = start + len(text)
        span = trim(text, Span(0, len(text))).moved(start)
        self._append(Block(span, kind, level, header=header))
        self._table_is_open = False
        _mark(self._pages, start, self._page)
        _mark(self._parts, start, self._part)
        return span

    def _append(self, block: Block) -> None:
        """Put a block under the headings that stand above it."""
        if block.kind == "heading":
            self._above = [heading for heading in self._above if heading.level < block.level]
        block = replace(block, headings=tuple(heading.span for heading in self._above))
        self._blocks.append(block)
        if block.kind == "heading":
            self._above.append(block)
        if len(self._blocks) % _ALIVE_EVERY == 0:
            alive()

    def _border(self, kind: BlockKind) -> str:
        if not self._blocks:
            return ""
        goes_on = kind == self._blocks[-1].kind and (
            kind == "list_item" or (kind == "table_row" and self._table_is_open)
        )
        return "\n" if goes_on else "\n\n"


def row_text(cells: Iterable[str]) -> str:
    """Return the cells of a row as one line, "" where all are blank; empty ones at its end go."""
    shown = [_one_line(cell) for cell in cells]
    while shown and not shown[-1]:
        shown.pop()
    return _BLANKS.sub(" ", _CELL_BORDER.join(shown)).strip()


_Mark = TypeVar("_Mark", int, str, Box)


def _extend(
    marks: list[tuple[int, _Mark | None]],
    later: Sequence[tuple[int, _Mark | None]],
    start: int,
    *,
    before: _Mark | None,
) -> None:
    """Add the marks of a text that begins at `start`; `before` holds up to the first of them."""
    if not later or later[0][0] > 0:
        _mark(marks, start, before)
    for at, mark in later:
        _mark(marks, start + at, mark)


def _mark(marks: list[tuple[int, _Mark | None]], at: int, mark: _Mark | None) -> None:
    """Let a mark hold from `at` on, unless it does so already."""
    if mark != (marks[-1][1] if marks else None):
        marks.append((at, mark))


def _part_name(name: str | None) -> str | None:
    line = _one_line(name or "")
    return (line if len(line) <= LONGEST_PART else line[: LONGEST_PART - 1] + "…") or None


def _prose(text: str) -> str:
    return _AROUND_BREAK.sub("\n", _BLANKS.sub(" ", visible(text))).strip()


def _one_line(text: str) -> str:
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _ANY_SPACE.sub(" ", visible(text)).strip()


def visible(text: str) -> str:
    """Return the characters a reader sees; half of a pair of UTF-16 becomes the sign of a loss."""
    if text.isprintable():
        # Most texts; a sheet has millions of cells.
        return text
    return SURROGATE.sub("\ufffd", _UNSEEN.sub("", _LINE_BREAK.sub("\n", text)))
