"""What PDFium finds on a page: runs of characters on one baseline, each with its rectangle.

Coordinates are points from the left and the top of the page as it is shown.
"""

import ctypes
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.read.raised import raised

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""

HYPHEN = "\ufffe"
"""What PDFium gives for a hyphen at the end of a line together with the break after it."""

_RUN = re.compile(r"[^\r\n\ufffe]*[^\s\ufffe][^\r\n\ufffe]*")
_MARK = re.compile(
    r"(?<=[^\W\d_])\d{1,3}(?![\w])|(?<=[.,;:!?»”\")])\d{1,3}(?![\w.,])|^\d{1,3}(?=[^\W\d_])"
)
_NUMBER = re.compile(r"\d{1,9}[-−]?\d{1,9}")
_METRE = re.compile(r"(?<!\w)(?:[kcdm]?m|[кдсм]?м)\Z")
_SQUARE_OR_CUBE = {"2", "3"}
_SMALLER = 0.85
WIDE_GAP = 1.2
"""In ems: between words there is a quarter of one, in justified lines seldom more than one."""

_FALLBACK_SIZE = 10.0
_BOLD_FROM = 600
_LEVEL = 0.99
"""The least cosine of the angle of what does not lie aslant."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of characters, its rectangle, and where it is parted by gaps that no space fills.

    `size` is that of its first letter in points, `angle` in radians; `broken` says that it ends in
    a hyphen which PDFium took away. `cells` are its text between the gaps, `gaps` their sides.
    """

    text: str
    box: Rect
    size: float
    bold: bool
    angle: float
    broken: bool
    cells: tuple[str, ...]
    gaps: tuple[tuple[float, float], ...]


def fragments(page: pdfium.PdfPage) -> list[Fragment]:
    """Return the runs of a page in the order in which they are drawn."""
    textpage = page.get_textpage()
    try:
        return list(_fragments(_TextPage(page, textpage)))
    finally:
        textpage.close()


class _TextPage:
    """The calls of PDFium that tell of one character or of several."""

    def __init__(self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> None:
        self._raw = textpage.raw
        count = textpage.count_chars()
        self.text = textpage.get_text_range() if count > 0 else ""
        if len(self.text) != count:
            # Halves of pairs and such make another length: each character by its own number.
            codes = (pdfium_c.FPDFText_GetUnicode(self._raw, at) for at in range(count))
            self.text = "".join(_character(code) for code in codes)
        self._turn = _turning(page)
        self._rotation = math.radians(page.get_rotation())
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._matrix = pdfium_c.FS_MATRIX()

    def rects(self, start: int, end: int) -> list[Rect]:
        """Return the rectangles in which these characters stand, one or more for each line."""
        left, top, right, bottom = self._numbers
        return [
            self._turn(left.value, top.value, right.value, bottom.value)
            for place in range(pdfium_c.FPDFText_CountRects(self._raw, start, end - start))
            if pdfium_c.FPDFText_GetRect(self._raw, place, left, top, right, bottom)
        ]

    def corner(self, at: int) -> tuple[float, float]:
        """Return how far from the left and from the top a character begins."""
        left, top, right, bottom = self._numbers
        pdfium_c.FPDFText_GetCharBox(self._raw, at, left, right, bottom, top)
        return self._turn(left.value, top.value, right.value, bottom.value)[:2]

    def size(self, at: int) -> float:
        """Return the size of a character's font as it is shown."""
        size = pdfium_c.FPDFText_GetFontSize(self._raw, at)
        if pdfium_c.FPDFText_GetMatrix(self._raw, at, self._matrix):
            matrix = self._matrix
            size *= math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        return float(size) if 0 < size < 1000 else _FALLBACK_SIZE  # noqa: PLR2004 - in points

    def bold(self, at: int) -> bool:
        """Return whether a character's font calls itself bold."""
        if pdfium_c.FPDFText_GetFontWeight(self._raw, at) >= _BOLD_FROM:
            return True
        name = ctypes.create_string_buffer(128)
        size = pdfium_c.FPDFText_GetFontInfo(self._raw, at, name, len(name), None)
        return size <= len(name) and b"bold" in name.value.lower()

    def angle(self, at: int) -> float:
        """Return by how much a character is turned, in radians."""
        angle = float(pdfium_c.FPDFText_GetCharAngle(self._raw, at))
        return angle if angle >= 0 else 0.0

    def is_level(self, at: int) -> bool:
        """Return whether a character is not turned on the page as it is shown."""
        return math.cos(self.angle(at) + self._rotation) > _LEVEL


def _character(code: int) -> str:
    # Half of a pair is no character, and neither is what lies beyond the last one.
    return "\ufffd" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)  # noqa: PLR2004


def _turning(page: pdfium.PdfPage) -> Callable[[float, float, float, float], Rect]:
    """Return what takes PDF's coordinates, given as left, top, right, bottom, to the page shown."""
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    rotation = page.get_rotation()

    def turn(x0: float, y1: float, x1: float, y0: float) -> Rect:
        x0, x1, y0, y1 = x0 - left, x1 - left, y0 - bottom, y1 - bottom
        if rotation == 90:  # noqa: PLR2004 - degrees, clockwise
            return y0, x0, y1, x1
        if rotation == 180:  # noqa: PLR2004
            return width - x1, y0, width - x0, y1
        if rotation == 270:  # noqa: PLR2004
            return height - y1, width - x1, height - y0, width - x0
        return x0, height - y1, x1, height - y0

    return turn


def _fragments(page: _TextPage) -> Iterator[Fragment]:
    for run in _RUN.finditer(page.text):
        begin = run.start() + len(run.group()) - len(run.group().lstrip())
        last = run.start() + len(run.group().rstrip())
        for start, end, rects in _lines(page, begin, last):
            size = page.size(start)
            gaps = _gaps(rects, WIDE_GAP * size)
            cuts = _cuts(page, start, end, gaps)
            cells = tuple(
                _marked(page, left, right).strip() for left, right in pairwise([start, *cuts, end])
            )
            yield Fragment(
                text=" ".join(cells),
                box=_union(rects),
                size=page.size((start + end) // 2) if _MARK.match(page.text[start:end]) else size,
                bold=page.bold((start + end) // 2),
                angle=page.angle(start),
                broken=end == last and page.text[run.end() : run.end() + 1] == HYPHEN,
                cells=cells,
                gaps=tuple(gaps) if len(cuts) == len(gaps) else (),
            )


def _lines(page: _TextPage, start: int, end: int) -> Iterator[tuple[int, int, list[Rect]]]:
    """Yield a run's lines: PDFium breaks none before a character that was drawn by itself."""
    while rects := page.rects(start, end):
        at = _next_line(page, start, end, rects)
        if at < end:
            rects = page.rects(start, at)
        if rects:
            yield start, at, rects
        start = at


def _next_line(page: _TextPage, start: int, end: int, rects: list[Rect]) -> int:
    """Return the character with which a run goes on below, where it began on the left."""
    size = page.size(start)
    left, _, _, bottom = rects[0]
    for x0, y0, _, y1 in rects[1:]:
        if y0 > bottom - 1 and x0 < left + size and page.is_level(start):
            for at in range(start + 1, end):
                left, top = page.corner(at)
                if abs(left - x0) < 1 and top > y0 - 1 and not page.text[at].isspace():
                    return at
            return end
        bottom = max(bottom, y1)
    return end


def _gaps(rects: list[Rect], least: float) -> list[tuple[float, float]]:
    """Return the left and right sides of the wide gaps between rectangles."""
    gaps = []
    reach = math.inf
    for x0, _, x1, _ in sorted(rects):
        if x0 - reach > least:
            gaps.append((reach, x0))
        reach = x1 if reach == math.inf else max(reach, x1)
    return gaps


def _cuts(page: _TextPage, start: int, end: int, gaps: list[tuple[float, float]]) -> list[int]:
    """Return the characters that are the first behind each gap, where they come in order."""
    cuts: list[int] = []
    at = start
    for _, right in gaps:
        at = next(
            (
                place
                for place in range(at + 1, end)
                if not page.text[place].isspace() and page.corner(place)[0] >= right - 1
            ),
            end,
        )
        if at < end:
            cuts.append(at)
    return cuts


def _marked(page: _TextPage, start: int, end: int) -> str:
    """Return characters with the marks of footnotes, which are small digits, in brackets."""
    text = _with_exponents(page, start, end)
    pieces = []
    done = 0
    for mark in _MARK.finditer(text):
        beside = mark.start() - 1 if mark.start() else mark.end()
        if page.size(start + mark.start()) < _SMALLER * page.size(start + beside):
            space = "" if mark.start() else " "
            measures = mark.group() in _SQUARE_OR_CUBE and _METRE.search(text, 0, mark.start())
            shown = raised(mark.group()) if measures else f"[{mark.group()}]{space}"
            pieces += [text[done : mark.start()], shown]
            done = mark.end()
    return "".join([*pieces, text[done:]])


def _with_exponents(page: _TextPage, start: int, end: int) -> str:
    """Return characters with the last digits of a number raised where they are drawn so."""
    text = page.text[start:end]
    for number in _NUMBER.finditer(text):
        first, last = number.start(), number.end()
        small = _SMALLER * page.size(start + first)
        if page.size(start + last - 1) < small:
            at = next(at for at in range(first + 1, last) if page.size(start + at) < small)
            if page.corner(start + last - 1)[1] < page.corner(start + first)[1] + 1:
                text = text[:at] + raised(text[at:last]) + text[last:]
    return text


def _union(rects: list[Rect]) -> Rect:
    x0, y0, x1, y1 = zip(*rects, strict=True)
    return min(x0), min(y0), max(x1), max(y1)
