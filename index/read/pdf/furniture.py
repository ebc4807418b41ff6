"""What pages have again and again: running heads and feet, page numbers.

A head or foot is kept once, at the beginning of its first page, so that nothing that only it says
is lost. Of what counts with the pages only that goes which says that it is a page's number, or
cannot be another's: rooms, tickets and years are told one on a page too.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from index.read.pdf.lines import Line
from index.read.pdf.paragraphs import Style
from index.text.languages import LANGUAGES, any_of

_ZONE = 0.14
"""The share of a page's height, above and below, in which heads and feet stand."""

_OUTERMOST = 3
_LOOKED_AT = 2
"""How many pages on a head is looked for: left and right pages have heads of their own."""

_NEAR = 8.0
"""In points."""

_ROW_GAP = 1.5
"""Between the rows of a table, in sizes of their letters."""

_NUMBER = re.compile(r"\d+")
_NUMBER_ALONE = re.compile(r"[\s–—\-\[(|]*(\d{1,4}|[ivxlc]{1,6})[\s–—\-\])|.]*")
_PAGES = any_of(each.documents.pages for each in LANGUAGES)
_OF_ALL = any_of((*(each.documents.of_all for each in LANGUAGES), "/"))
_COUNT = rf"(\d{{1,4}})(?:\s*{_OF_ALL}\s*\d{{1,4}})?"
_NAMED = re.compile(
    rf"(?<!\w)(?:{_PAGES}\s*(?:№\s*)?{_COUNT}|{_COUNT}\s*{_PAGES})(?!\w)", re.IGNORECASE
)
"""A page's number that says so."""

_SET_APART = re.compile(rf"(?:^|\|\s*|\s[·•–—-]\s+){_COUNT}\s*$|^{_COUNT}(?=\s*\||\s+[·•–—-]\s)")
_OUTER = re.compile(r"(?<=\s)(\d{1,4})$|^(\d{1,4})(?=\s)")
_SAID = re.compile(r"\w+")


def without_furniture(
    pages: Sequence[Sequence[Line]], heights: Sequence[float], style: Style
) -> list[list[Line]]:
    """Return the lines of each page without its furniture; `heights` are the pages'."""
    zones = [_zones(lines, height) for lines, height in zip(pages, heights, strict=True)]
    edges = [[*above, *below] for above, below in zones]
    numbers = _Numbers(edges)
    said: set[str] = set()
    kept = []
    for page, lines in enumerate(pages):
        alone = {
            line: rest
            for zone in zones[page]
            for line, rest in _furniture(zone, page, edges=edges, numbers=numbers, style=style)
        }
        first = []
        for line, rest in alone.items():
            words = " ".join(_SAID.findall(rest.lower()))
            if words and words not in said:
                said.add(words)
                first.append(
                    replace(line, text=rest, cells=(rest,), furniture=True, starts_block=True)
                )
        first.sort(key=lambda line: line.box[1])
        kept.append([*first, *(line for line in lines if line not in alone)])
    return kept


def _zones(lines: Sequence[Line], height: float) -> tuple[list[Line], list[Line]]:
    """Return the lines at the head and at the foot of a page, from the outermost on."""
    down = sorted((line for line in lines if not line.turned), key=lambda line: line.box[1])
    above = [line for line in down[:_OUTERMOST] if line.box[3] < _ZONE * height]
    below = [line for line in down[-_OUTERMOST:] if line.box[1] > (1 - _ZONE) * height]
    return above, below[::-1]


class _Numbers:
    """By how much the numbers of a document's pages are ahead of the pages, the first being 0."""

    def __init__(self, edges: Sequence[Sequence[Line]]) -> None:
        """Look at the lines at the edges of all pages."""
        self._alone: Counter[int] = Counter()
        self._with_one: set[int] = set()
        self._beside: dict[int, set[str]] = {}
        for page, lines in enumerate(edges):
            for line in lines:
                alone = _NUMBER_ALONE.fullmatch(line.text)
                if alone or _NAMED.search(line.text):
                    self._with_one.add(page)
                if alone and alone[1].isdecimal():
                    self._alone[int(alone[1]) - page] += 1
                for found in _OUTER.finditer(line.text):
                    others = self._beside.setdefault(int(found.group()) - page, set())
                    others.add(_NUMBER.sub("", line.text))

    def is_page(self, number: str, page: int, *, is_bolder: bool) -> bool:
        """Return whether a number that stands alone is that of its page."""
        if not number.isdecimal() or int(number) == page + 1:
            return True
        return self._counts(int(number) - page) and not is_bolder

    def without(self, line: Line, page: int) -> str | None:
        """Return what a line says besides its page's number, None where no number is surely that.

        A number beside words is, where it says so; or where the page has no other, and it counts
        with the pages whatever stands beside it, or stands alone behind a gap and may be as low.
        """
        text = " | ".join(line.cells) if line.cells else line.text
        found = _NAMED.search(text)
        if found is None:
            found = _SET_APART.search(text) or _OUTER.search(text)
            if found is None:
                return None
            number = int(next(filter(None, found.groups())))
            whole = found.group() == text
            low = found.re is _SET_APART and number <= page + 1
            surely = low or self._counts(number - page)
            if not whole and (page in self._with_one or not surely):
                return None
        rest = (text[: found.start()] + text[found.end() :]).strip(" |·•–—-,;:")
        return " ".join(rest.replace(" | ", " ").split())

    def _counts(self, ahead: int) -> bool:
        """Return whether numbers are so much ahead on several pages, whatever stands beside."""
        return self._alone[ahead] + len(self._beside.get(ahead, ())) > 1


def _furniture(
    zone: Sequence[Line],
    page: int,
    *,
    edges: Sequence[Sequence[Line]],
    numbers: _Numbers,
    style: Style,
) -> Iterator[tuple[Line, str]]:
    """Yield what is furniture at one edge of a page, with what it says besides the page's number.

    What stands farther in than the page's own text is no furniture.
    """
    own: Line | None = None
    for line, inner in zip_longest(zone, zone[1:]):
        if own is not None and abs(line.box[1] - own.box[1]) > _NEAR:
            return
        again = _again(line, page, edges)
        rest: str | None = None
        if inner is not None and _names_columns(line, inner) and not _again(inner, page, edges):
            pass
        elif any(other.text == line.text for other, _ in again):
            rest = line.text
        elif style.is_larger(line):
            pass
        elif len(edges) > 1 and (number := _NUMBER_ALONE.fullmatch(line.text)):
            is_page = numbers.is_page(number[1], page, is_bolder=style.is_bolder(line))
            rest = "" if is_page else None
        elif any(numbers.without(*other) == numbers.without(line, page) for other in again):
            rest = numbers.without(line, page)
        if rest is None:
            own = own or line
        else:
            yield line, rest


def _again(line: Line, page: int, edges: Sequence[Sequence[Line]]) -> list[tuple[Line, int]]:
    """Return the lines at the edges of the pages around that say the same, each with its page."""
    return [
        (other, other_page)
        for other_page in range(page - _LOOKED_AT, page + _LOOKED_AT + 1)
        if other_page != page and 0 <= other_page < len(edges)
        for other in edges[other_page]
        if _is_again(line, other, other_page - page)
    ]


def _names_columns(line: Line, below: Line) -> bool:
    """Return whether a line may name the columns of a table that goes on right below it."""
    gap = below.box[1] - line.box[3]
    return len(line.cells) == len(below.cells) > 1 and 0 <= gap < _ROW_GAP * line.size


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
