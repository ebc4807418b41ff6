"""What pages have again and again: running heads and feet, page numbers.

A head or foot with words is kept once, at the beginning of its first page, so that nothing that
only it says is lost.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.read.pdf.lines import Line

_ZONE = 0.14
"""The share of a page's height, above and below, in which heads and feet stand."""

_OUTERMOST = 3
_LOOKED_AT = 2
"""How many pages on a head is looked for: left and right pages have heads of their own."""

_NEAR = 8.0
"""In points."""

_NUMBER = re.compile(r"\d+")
_NUMBER_ALONE = re.compile(r"[\s–—\-\[(|]*(\d{1,4}|[ivxlc]{1,6})[\s–—\-\])|.]*")
_WORDS = re.compile(r"[^\W\d_]{2,}")


def without_furniture(
    pages: Sequence[Sequence[Line]], heights: Sequence[float]
) -> list[list[Line]]:
    """Return the lines of each page without its furniture; `heights` are the pages'."""
    zones = [_zones(lines, height) for lines, height in zip(pages, heights, strict=True)]
    said: set[str] = set()
    kept = []
    for page, lines in enumerate(pages):
        near = [
            (other - page, line)
            for other in range(page - _LOOKED_AT, page + _LOOKED_AT + 1)
            if other != page and 0 <= other < len(pages)
            for line in zones[other]
        ]
        alone = {
            line
            for line in zones[page]
            if any(_is_again(line, other, steps) for steps, other in near)
            or (len(pages) > 1 and _NUMBER_ALONE.fullmatch(line.text.lower()))
        }
        first = []
        for line in alone:
            words = " ".join(_WORDS.findall(line.text.lower()))
            if words and words not in said and not _counts(line, near):
                said.add(words)
                first.append(replace(line, furniture=True, starts_block=True))
        first.sort(key=lambda line: line.box[1])
        kept.append([*first, *(line for line in lines if line not in alone)])
    return kept


def _zones(lines: Sequence[Line], height: float) -> list[Line]:
    down = sorted((line for line in lines if not line.turned), key=lambda line: line.box[1])
    above = [line for line in down[:_OUTERMOST] if line.box[3] < _ZONE * height]
    below = [line for line in down[-_OUTERMOST:] if line.box[1] > (1 - _ZONE) * height]
    return above + below


def _is_again(line: Line, other: Line, steps: int) -> bool:
    """Return whether a line says the same as one so many pages on, but for the page's number."""
    if abs(line.box[1] - other.box[1]) > _NEAR:
        return False
    if _NUMBER.sub("#", line.text) != _NUMBER.sub("#", other.text):
        return False
    here, there = (_NUMBER.findall(each.text) for each in (line, other))
    return all(
        int(later) - int(earlier) in (0, steps) for earlier, later in zip(here, there, strict=True)
    )


def _counts(line: Line, near: Sequence[tuple[int, Line]]) -> bool:
    """Return whether a line that is furniture holds nothing else of its own than a number."""
    return any(_is_again(line, other, steps) and line.text != other.text for steps, other in near)
