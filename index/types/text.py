"""What a document's text is made of: spans, blocks, and where they stand in the source."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Self, TypeVar


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from `start` up to, not including, `end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def cut(self, text: str) -> str:
        """Return the characters of `text` that this span names."""
        return text[self.start : self.end]

    def moved(self, by: int) -> Self:
        """Return the span of the same characters where so many more stand before them."""
        return type(self)(self.start + by, self.end + by)


BlockKind = Literal["heading", "paragraph", "list_item", "table", "table_row", "code", "definition"]
"""A `table` is a whole one, where its rows are not set apart; a `definition` has the
terms it is of before it."""


@dataclass(frozen=True, slots=True)
class Block:
    """What an author set apart, and the spans of the headings above it, outermost first.

    `level` is a heading's depth from 1, of a definition, and of an item of a list that is one, how
    many lines at its beginning are its terms, else 0. `header` is of a table's row the one that
    names its columns, an earlier block of the kind `table_row`; of that row itself the one above it
    that names groups of columns. None where no row does, and for every other kind.
    """

    span: Span
    kind: BlockKind
    level: int = 0
    headings: tuple[Span, ...] = ()
    header: Span | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page (from 1) in points, 1/72 inch, from the left and the top of the page.

    The page is as it is shown, turned and cropped; `x0` is left of `x1` and `y0` above `y1`.
    """

    page: int
    x0: int
    y0: int
    x1: int
    y1: int


_Mark = TypeVar("_Mark", int, str, Box)


@dataclass(frozen=True, slots=True)
class Places:
    """Where in its source a document's characters stand, as far as that is known.

    `lines` says that the lines of the canonical text are the source's own. `pages` and `parts`
    hold from which character on (ascending) which page (from 1) or which part (a sheet with its
    cells, a slide, an attachment) it is, None where it is none from there on. `boxes` hold the same
    of the rectangle in which a line of a page stands.
    """

    lines: bool = False
    pages: tuple[tuple[int, int | None], ...] = ()
    parts: tuple[tuple[int, str | None], ...] = ()
    boxes: tuple[tuple[int, Box | None], ...] = ()

    def __post_init__(self) -> None:
        for marks in (self.pages, self.parts, self.boxes):
            starts = [-1, *(start for start, _ in marks)]
            if any(start >= later for start, later in pairwise(starts)):
                raise ValueError("pages, parts and boxes are in the order of the text")
        if any(number is not None and number < 1 for _, number in self.pages):
            raise ValueError("pages count from 1")

    def page(self, position: int) -> int | None:
        """Return the page of the character at `position`, None where it is on none."""
        return _mark_at(self.pages, position)

    def part(self, position: int) -> str | None:
        """Return the part that the character at `position` is in, None where it is in none."""
        return _mark_at(self.parts, position)

    def boxes_of(self, span: Span) -> tuple[Box, ...]:
        """Return the boxes of the lines that `span` touches, as far as they are known."""
        first = max(0, bisect_right(self.boxes, span.start, key=_start) - 1)
        last = max(first + 1, bisect_right(self.boxes, span.end - 1, key=_start))
        if span.start == span.end or not self.boxes or self.boxes[first][0] >= span.end:
            return ()
        return tuple(box for _, box in self.boxes[first:last] if box is not None)


def _start(mark: tuple[int, object]) -> int:
    return mark[0]


def _mark_at(marks: Sequence[tuple[int, _Mark | None]], position: int) -> _Mark | None:
    before = bisect_right(marks, position, key=_start)
    return marks[before - 1][1] if before else None
