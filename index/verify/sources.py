"""Where a quote is said to stand, as Spravka prints it and as people write it.

`a.txt:13 [10:20]`, `b.pdf, page 3`, `c.xlsx, Tax!A2:D2`, `a.txt:10-20`, `a.md#L5`, `a.txt, line 5`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.read.readers import suffixes
from index.text.languages import LANGUAGES, any_of

IsKnown = Callable[[str], bool]
"""Whether a document goes by a name."""

_NUMBER = r"\d{1,12}"
_LINE = rf"(?<!\w){any_of(each.documents.lines for each in LANGUAGES)}"
_PAGE = rf"(?<!\w){any_of(each.documents.pages for each in LANGUAGES)}"
_SEVERAL = rf"(?:{_LINE}|{_PAGE})\s*\d+\s*[-–,]"
_PART = rf"(?:,\s+(?!{_SEVERAL})(?P<part>[^\s\[\]].*?))?"


def _place(part: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?::(?P<line>{_NUMBER})(?![-–:]?\d)|\#L(?P<marked>{_NUMBER}))?"
        rf"(?:,?\s+{_LINE}\s*(?P<named>{_NUMBER}))?"
        rf"(?:,?\s+{_PAGE}\s*(?P<page>{_NUMBER}))?"
        rf"{part}"
        rf"(?:\s*\[(?P<start>{_NUMBER})[-–:](?P<end>{_NUMBER})\]"
        rf"|:(?P<first>{_NUMBER})[-–:](?P<last>{_NUMBER})(?!\d))?",
        re.IGNORECASE,
    )


_PLACE = _place("")
_PLACE_WITH_PART = _place(_PART)
_BEFORE_PLACE = re.compile(r"(?=[:#,\[]|\s)")
_SUFFIX = re.compile(r"\.(?=\w*[^\W\d_])\w{1,10}$")
_INTRODUCED = re.compile(
    rf"{any_of(each.documents.sources for each in LANGUAGES)}(?::\s*|\s+)", re.IGNORECASE
)
_WORD = re.compile(r"[^\s<>]*[^\W\d_][^\s<>]*")
_LIKE = re.compile(
    rf"(?:{'|'.join(map(re.escape, suffixes()))})\b|[^\W\d]:\d|\[\d+[-–:]\d+\]|\#L\d|://"
    rf"|(?:{_LINE}|{_PAGE})\s*\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document by its name, and the place in it that is named."""

    name: str
    line: int | None = None
    page: int | None = None
    part: str | None = None
    start: int | None = None
    end: int | None = None


def read_source(written: str, *, is_known: IsKnown) -> Source | None:
    """Return what `written` says, None where it can't be told to name a document.

    A name that is known may hold what else begins a place, and needs no suffix.
    """
    written = written.strip()
    if is_known(written):
        return Source(name=written)
    splits = [found.start() for found in _BEFORE_PLACE.finditer(written)]
    for at in reversed(splits):
        place = _PLACE_WITH_PART.fullmatch(written, at)
        if place and is_known(written[:at].rstrip()):
            return _source(written[:at], place)
    if introduced := _INTRODUCED.match(written):
        return read_source(written[introduced.end() :], is_known=is_known)
    for at in [*splits, len(written)]:
        name, place = written[:at].rstrip(), _PLACE.fullmatch(written, at)
        # Without a suffix 5 of 5:30 is none, and chapter 4 of 4:12.
        told = _has_suffix(name) or (place and place.group() and not name[-1:].isdigit())
        if name and place and told and ";" not in name:
            return _source(name, place)
    return None


def source_before(text: str, *, is_known: IsKnown, is_apart: bool) -> tuple[Source, int] | None:
    """Return the source that a line begins with, without brackets, and where it ends.

    Prose may follow a place, and nothing a name alone. Where it `is_apart`, as behind a dash, a
    name that is not known needs less to be one.
    """
    introduced = _INTRODUCED.match(text)
    begin = introduced.end() if introduced else 0
    is_apart = is_apart or ":" in text[:begin]
    for split in _BEFORE_PLACE.finditer(text, begin):
        name, place = text[begin : split.start()].rstrip(), _PLACE.match(text, split.start())
        if not name or not place or not place.group():
            continue
        told = bool(_WORD.fullmatch(name)) and (is_apart or _has_suffix(name))
        if told or is_known(name):
            return _source(name, place), place.end()
    name = text[begin:].rstrip(" \t\r.,;*_`")
    told = is_apart and bool(_WORD.fullmatch(name)) and _has_suffix(name)
    return (Source(name=name), begin + len(name)) if told or is_known(name) else None


def seems_source(written: str) -> bool:
    """Return whether `written` has something of a source, be it read as one or not."""
    return _LIKE.search(written) is not None


def _has_suffix(name: str) -> bool:
    return _SUFFIX.search(name) is not None


def _source(name: str, place: re.Match[str]) -> Source:
    def number(*groups: str) -> int | None:
        return next((int(place[group]) for group in groups if place[group]), None)

    return Source(
        name=name.rstrip(),
        line=number("line", "marked", "named"),
        page=number("page"),
        part=place.groupdict().get("part"),
        start=number("start", "first"),
        end=number("end", "last"),
    )
