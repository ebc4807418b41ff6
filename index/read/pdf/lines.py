"""From runs of characters to the lines of a page: what stands beside each other is put together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from index.read.pdf.fragments import WIDE_GAP, Fragment, Rect
from index.text.scripts import CAPITALS, SMALL

_SAME_LINE = 0.5
"""The least share of the lower of two heights that is common to what stands on one line."""

_APART = 3.0
"""In ems: what is farther apart is not of one line, unless PDFium says so."""

_SPACE = 0.12
"""In ems; what is nearer is one word."""

_NO_SPACE_BEFORE = tuple(".,;:!?…)]}»”’%")
_MARKER = re.compile(rf"(\(?(\d{{1,3}}|[{SMALL}{CAPITALS}]|[ivxIVX]{{1,5}})[.)]|[•‣▪◦●○■□–—*·-])")
_TURNED = 0.1
"""In radians."""

_COLUMN_LINES = 6
_COLUMN_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, in the words of `Fragment`; `turned` says that it does not lie as most do.

    `marker` says that it begins with the number or the sign of a list, `furniture` that pages
    have it again and again.
    """

    page: int
    text: str
    box: Rect
    size: float
    bold: bool = False
    broken: bool = False
    cells: tuple[str, ...] = ()
    gaps: tuple[tuple[float, float], ...] = ()
    turned: bool = False
    marker: bool = False
    starts_block: bool = False
    furniture: bool = False

    @property
    def left(self) -> float:
        """Return where it begins."""
        return self.box[0]

    @property
    def right(self) -> float:
        """Return where it ends."""
        return self.box[2]


def page_lines(found: Sequence[Fragment], *, page: int, size: tuple[float, float]) -> list[Line]:
    """Return the lines of a page of this width and height; what is turned comes last."""
    width, height = size
    seen = [
        each
        for each in found
        if each.box[2] > 0 and each.box[3] > 0 and each.box[0] < width and each.box[1] < height
    ]
    upright = _usual_angle(seen)
    lines: list[Line] = []
    turned: list[Line] = []
    for each in seen:
        off = abs((each.angle - upright + 1.57) % 6.283 - 1.57) > _TURNED
        line = Line(
            page, each.text, each.box, each.size, each.bold, each.broken, each.cells, each.gaps,
            turned=off, marker=_marker(each.text),
        )  # fmt: skip
        if off:
            turned.append(line)
        else:
            _put(lines, line)
    return [*_by_columns(lines, width), *turned]


def _usual_angle(found: Sequence[Fragment]) -> float:
    lengths: dict[float, int] = {}
    for each in found:
        angle = round(each.angle, 1)
        lengths[angle] = lengths.get(angle, 0) + len(each.text)
    return max(lengths, key=lengths.__getitem__, default=0.0)


def _put(lines: list[Line], line: Line) -> None:
    """Put a line behind the others, or to one of them where it is the rest or the marker of it."""
    if lines and _goes_on(lines[-1], line):
        lines[-1] = _joined(lines[-1], line)
        return
    if _MARKER.fullmatch(line.text):
        # Some programs draw the signs of a list when they have drawn the list.
        for place in range(len(lines) - 1, -1, -1):
            other = lines[place]
            if (
                _share(line, other) > _SAME_LINE
                and 0 <= other.left - line.right < _APART * other.size
            ):
                lines[place] = replace(
                    other, text=f"{line.text} {other.text}", box=_both(line, other), marker=True
                )
                return
    elif lines and lines[-1].marker and _MARKER.fullmatch(lines[-1].text):
        gap = line.left - lines[-1].right
        if _share(lines[-1], line) > _SAME_LINE and 0 <= gap < 2 * _APART * line.size:
            joined = _joined(lines[-1], line)
            cells = (joined.text,) if len(line.cells) == 1 else joined.cells
            lines[-1] = replace(joined, cells=cells, marker=True)
            return
    if lines and _is_cell(lines[-1], line):
        lines[-1] = _joined(lines[-1], line)
    else:
        lines.append(line)


def _goes_on(before: Line, line: Line) -> bool:
    gap = line.left - before.right
    near = -_SPACE * line.size < gap < _APART * _SPACE * line.size
    return not before.broken and near and _share(before, line) > _SAME_LINE


def _is_cell(before: Line, line: Line) -> bool:
    """Return whether a line is the rest of the one drawn before it, from a single character on.

    What stands on one baseline PDFium gives as one run however far apart it is, but for what begins
    with a character that was drawn by itself.
    """
    alone = len(line.text.partition(" ")[0]) == 1
    behind = line.left - before.right > -_SPACE * line.size
    return alone and behind and not before.broken and _share(before, line) > _SAME_LINE


def _joined(before: Line, line: Line) -> Line:
    gap = line.left - before.right
    if gap > WIDE_GAP * line.size:
        text, cells = f"{before.text} {line.text}", before.cells + line.cells
        gaps = (*before.gaps, (before.right, line.left), *line.gaps)
    else:
        close = gap < _SPACE * line.size or line.text.startswith(_NO_SPACE_BEFORE)
        space = "" if close else " "
        text = before.text + space + line.text
        cells = (*before.cells[:-1], before.cells[-1] + space + line.cells[0], *line.cells[1:])
        gaps = before.gaps + line.gaps
    return replace(
        before, text=text, box=_both(before, line), broken=line.broken, cells=cells, gaps=gaps
    )


def _share(one: Line, other: Line) -> float:
    common = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    lower = min(one.box[3] - one.box[1], other.box[3] - other.box[1])
    return common / lower if lower > 0 else 0.0


def _both(one: Line, other: Line) -> Rect:
    a, b = one.box, other.box
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _marker(text: str) -> bool:
    found = _MARKER.match(text)
    return found is not None and (found.end() == len(text) or not text[found.end()].isdigit())


def _by_columns(lines: list[Line], width: float) -> list[Line]:
    """Return lines with those parted that stand in two columns and were drawn line by line."""
    parted = [line for line in lines if len(line.gaps) == 1 and len(line.cells) == 2]  # noqa: PLR2004
    if len(parted) < _COLUMN_LINES:
        return lines
    gutter = median((line.gaps[0][0] + line.gaps[0][1]) / 2 for line in parted)
    across = [line for line in parted if line.gaps[0][0] < gutter < line.gaps[0][1]]
    wide = [
        line
        for line in across
        if min(line.gaps[0][0] - line.left, line.right - line.gaps[0][1]) > _COLUMN_SHARE * width
    ]
    if len(wide) < _COLUMN_LINES or len(wide) < len(across) * 2 / 3:
        return lines
    put: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line in across:
            before, behind = _cut(line)
            put.append(before)
            right.append(behind)
        elif line.right <= gutter:
            put.append(line)
        elif line.left >= gutter:
            right.append(line)
        else:
            put += [*right, line]
            right = []
    return [*put, *right]


def _cut(line: Line) -> tuple[Line, Line]:
    (x0, y0, x1, y1), ((end, start),) = line.box, line.gaps
    before = replace(line, text=line.cells[0], box=(x0, y0, end, y1), broken=False)
    behind = replace(
        line, text=line.cells[1], box=(start, y0, x1, y1), marker=_marker(line.cells[1])
    )
    return (
        replace(before, cells=(line.cells[0],), gaps=()),
        replace(behind, cells=(line.cells[1],), gaps=()),
    )
