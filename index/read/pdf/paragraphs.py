"""From lines to paragraphs: what belongs together, and which kind of block that is."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from index.read.pdf.lines import Line
from index.read.tables import Row, names_periods

Kind = Literal["heading", "paragraph", "list_item", "table_row", "note"]

_LARGER = 1.12
_OTHER_SIZE = 0.08
_PITCH = 1.35
"""In usual distances of lines; a paragraph's own are nearer."""

_INDENT = 0.7
_SHORT = 0.12
"""The share of a column's width that a last line leaves."""

_LOOKED_AT = 12
"""Lines of a paragraph whose margins count."""

_LONGEST_HEADING = 200
_MOST_LEVELS = 6
_NOTE_SIZE = 0.92
_NOTES_FROM = 0.5
"""The share of a page's height below which its footnotes stand."""

_LEAST_ROWS = 2
_ENDS = re.compile(r"[.!?:;…][\"»”’)\]]*(\[\d+\])?$")
_HEADING_ENDS = (".", ",", ";", ":")
_NOTE = re.compile(r"\[?(\d{1,3}|[*†‡]{1,3})[\].)]?\s*(?=\S)")
LEADERS = re.compile(r"(?:\s?[.…·_]){4,}")
"""What leads from an entry of a table of contents to its page."""

_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that are one block; a heading has a level from 1."""

    kind: Kind
    lines: tuple[Line, ...]
    level: int = 0
    is_header: bool = False


class Style:
    """What a document's sizes mean: its body's, and those of its headings, the largest first."""

    def __init__(self, lines: Iterable[Line]) -> None:
        """Look at all lines of a document."""
        counts: Counter[float] = Counter()
        bold: Counter[bool] = Counter()
        for line in lines:
            counts[round(line.size, 1)] += len(line.text)
            bold[line.bold] += len(line.text)
        self.body = max(counts, key=lambda size: (counts[size], size), default=0.0)
        self._body_is_bold = bold[True] > bold[False]
        self._sizes = sorted((size for size in counts if size >= _LARGER * self.body), reverse=True)

    def is_larger(self, line: Line) -> bool:
        """Return whether a line is of a heading's size."""
        return round(line.size, 1) in self._sizes

    def is_bolder(self, line: Line) -> bool:
        """Return whether a line is bold where the body is not."""
        return line.bold and not self._body_is_bold

    def level(self, lines: Sequence[Line]) -> int:
        """Return the level of the heading that these lines are, 0 where they are none."""
        text = " ".join(line.text for line in lines)
        if len(text) > _LONGEST_HEADING or not _LETTER.search(text) or LEADERS.search(text):
            return 0
        size = round(lines[0].size, 1)
        if size in self._sizes:
            return min(_MOST_LEVELS, 1 + self._sizes.index(size))
        bold = all(map(self.is_bolder, lines))
        if bold and size >= self.body and not text.endswith(_HEADING_ENDS):
            return min(_MOST_LEVELS, 1 + len(self._sizes))
        return 0


def paragraphs(lines: Sequence[Line], *, height: float, style: Style) -> list[Paragraph]:
    """Return the paragraphs of one page, its footnotes last."""
    body, notes = _parted(lines, height=height, style=style)
    made: list[Paragraph] = []
    for group in _tables(body):
        if isinstance(group, Paragraph):
            made.append(group)
        else:
            made += [_paragraph(each, style) for each in _groups(group)]
    made += [Paragraph("note", tuple(each)) for each in _note_groups(notes)]
    return made


def _paragraph(lines: Sequence[Line], style: Style) -> Paragraph:
    plain = lines[0].furniture or (lines[0].marker and len(lines) > 1)
    level = 0 if plain else style.level(lines)
    if level:
        return Paragraph("heading", tuple(lines), level)
    return Paragraph("list_item" if lines[0].marker else "paragraph", tuple(lines))


def _parted(lines: Sequence[Line], *, height: float, style: Style) -> tuple[list[Line], list[Line]]:
    """Return the lines of a page without its footnotes, and these."""
    first = next(
        (
            line.box[1]
            for line in lines
            if line.size <= _NOTE_SIZE * style.body
            and line.box[1] > _NOTES_FROM * height
            and _NOTE.match(line.text)
            and not line.turned
        ),
        None,
    )
    if first is None:
        return list(lines), []
    notes = [
        line for line in lines if line.box[1] >= first - 1 and line.size <= _NOTE_SIZE * style.body
    ]
    return [line for line in lines if line not in notes], notes


def _note_groups(notes: Sequence[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in notes:
        if group and _NOTE.match(line.text):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _tables(lines: Sequence[Line]) -> Iterator[Paragraph | list[Line]]:
    """Yield the rows of tables, and the lines between them."""
    others: list[Line] = []
    rows: list[Line] = []
    for line in [*lines, None]:
        if line is not None and len(line.cells) > 1 and not line.turned:
            rows.append(line)
            continue
        if len(rows) >= _LEAST_ROWS:
            if others:
                yield others
            yield from _rows(rows)
            others = []
        else:
            others += rows
        rows = []
        if line is not None:
            others.append(line)
    if others:
        yield others


def _rows(rows: Sequence[Line]) -> Iterator[Paragraph]:
    """Yield rows; the first names the columns where it alone has no number or is set apart.

    It does above a column of signs too, such as plus and minus, and where its numbers are years.
    """
    first, *others = rows
    numbered = any(any(map(str.isdigit, cell)) for line in others for cell in line.cells[1:])
    columns = zip(*(line.cells[1:] for line in others), strict=False)
    signed = any(
        len(set(column)) > 1 and not any(map(str.isalnum, "".join(column))) for column in columns
    )
    plain = not any(map(str.isdigit, first.text))
    apart = first.bold and not all(line.bold for line in others)
    periods = names_periods(Row(first.cells), [Row(line.cells) for line in others])
    header = periods or (plain and (numbered or signed or apart))
    yield Paragraph("table_row", (first,), is_header=header)
    yield from (Paragraph("table_row", (line,)) for line in others)


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines that are one paragraph each."""
    steps = [
        later.box[3] - line.box[3]
        for line, later in pairwise(lines)
        if 0 < later.box[3] - line.box[3] < 3 * line.size
    ]
    pitch = median(steps) if steps else 0.0
    group: list[Line] = []
    for line in lines:
        if group and _begins(group, line, pitch=pitch):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins(group: Sequence[Line], line: Line, *, pitch: float) -> bool:
    """Return whether a line is the first of a paragraph, and not one more of the last one."""
    before = group[-1]
    if not before.turned and _is_broken_off(before.text, line.text):
        return False
    if _stands_alone(before, line) or _looks_other(before, line):
        return True
    if before.broken:
        return False
    step = line.box[3] - before.box[3]
    if step < 0 or line.left > before.right:
        # The next column: it goes on where the sentence does.
        return bool(_ENDS.search(before.text)) and not line.text[:1].islower()
    far = pitch > 0 and step > _PITCH * max(pitch, line.size)
    return far or _is_set_off(group, line)


def _is_broken_off(before: str, line: str) -> bool:
    """Return whether a line ends within a word or a number that the next one goes on with."""
    if not before.endswith("-"):
        return False
    return line[:1].islower() or (line[:1].isdigit() and before[-2:-1].isdigit())


def _stands_alone(before: Line, line: Line) -> bool:
    """Return whether one of two lines is of a kind of which each is a block, or says so itself."""
    if LEADERS.search(line.text) or LEADERS.search(before.text):
        return True
    return line.marker or line.starts_block or before.furniture or line.turned != before.turned


def _is_set_off(group: Sequence[Line], line: Line) -> bool:
    """Return whether a line is indented, or the one before it leaves its end free."""
    before = group[-1]
    column = _column(group)
    right, left = max(each.right for each in column), min(each.left for each in column)
    ended = bool(_ENDS.search(before.text))
    if line.left - left > _INDENT * line.size and (ended or len(column) > 1):
        # But for an item of a list, whose lines are indented from its sign.
        return len(column) > 1 or not group[0].marker
    width = max(right, line.right) - min(left, line.left)
    return ended and max(right, line.right) - before.right > max(_SHORT * width, 2 * line.size)


def _column(group: Sequence[Line]) -> list[Line]:
    """Return those of a paragraph's last lines that stand in the column of the last one."""
    column = [group[-1]]
    for line in reversed(group[-_LOOKED_AT:-1]):
        if line.box[3] > column[-1].box[3]:
            break
        column.append(line)
    return column


def _looks_other(before: Line, line: Line) -> bool:
    larger = max(before.size, line.size)
    if larger and abs(before.size - line.size) > _OTHER_SIZE * larger:
        return True
    # A run-in heading is bold at its beginning alone, and a word may be bold at a line's end.
    return before.bold != line.bold and not (before.broken or line.text[:1].islower())
