"""The source that a text names behind a quote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.verify.sources import IsKnown, Source, read_source, seems_source, source_before

_BETWEEN = re.compile(r"(?:[\s.,;:!?…—–*`|-]|_(?=[\s\[(*`])){0,10}")
_DASH = re.compile(r"[—–-]")
_LINE = re.compile(r"[^\n]{0,400}")
_CLOSING = {"[": "]", "(": ")"}
_MARKS = re.compile(r"[*_`]*")
_BEGINS = re.compile(
    r"(?<!\S)[*_`]*[\[(]|[\[(]|(?<!\S)[—–-]{1,2}(?=\s)|^(?=[^\n]*\Z)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Cited:
    """What names a source up to `end` of a text; `source` is None where it is not understood."""

    written: str
    source: Source | None
    end: int


def cited_behind(text: str, at: int, *, is_known: IsKnown) -> Cited | None:
    """Return what names a source behind a quote that ends at `at`, None where nothing does.

    It stands in brackets, as a link, behind a dash, or as Spravka prints it.
    """
    between = _BETWEEN.match(text, at)
    begin = between.end() if between else at
    if text[begin : begin + 1] in _CLOSING:
        return _in_brackets(text, begin, is_known=is_known)
    found = _LINE.match(text, begin)
    line = found.group() if found else ""
    is_apart = _DASH.search(text, at, begin) is not None
    if read := source_before(line, is_known=is_known, is_apart=is_apart):
        source, length = read
        if is_apart or "\n" not in text[at:begin] or not line[length:].strip(" \t\r.,;*_`"):
            return _cited(text, source, begin, begin + length)
    return None


def cited_at_end(text: str, *, is_known: IsKnown) -> tuple[str, Cited | None]:
    """Return a text without the source that it ends with, and that source."""
    text = text.rstrip()
    for begins in _BEGINS.finditer(text):
        cited = cited_behind(text, begins.start(), is_known=is_known)
        if cited is not None and not text[cited.end :].strip(" ."):
            # A full stop before the source is the quote's own, a dash is not.
            return text[: begins.start()].rstrip().rstrip("—–-").rstrip(), cited
    return text, None


def _in_brackets(text: str, begin: int, *, is_known: IsKnown) -> Cited | None:
    unread: Cited | None = None
    while text[begin : begin + 1] in _CLOSING:
        ends = list(_ends(text, begin))
        # A name may have brackets of its own, and without their like.
        for end in ends:
            source = read_source(text[begin + 1 : end], is_known=is_known)
            if source is not None and (end == ends[0] or is_known(source.name)):
                return _cited(text, source, begin, end + 1)
        if not ends:
            break
        written = text[begin : ends[0] + 1]
        if unread is None and seems_source(written):
            unread = Cited(written, None, ends[0] + 1)
        # What a link leads to.
        begin = ends[0] + 1
        if text[begin : begin + 1] != "(":
            break
    return unread


def _cited(text: str, source: Source, begin: int, end: int) -> Cited:
    marks = _MARKS.match(text, end)
    return Cited(text[begin:end], source, marks.end() if marks else end)


def _ends(text: str, begin: int) -> Iterator[int]:
    """Yield where the bracket that opens at `begin` may close on its line, the likeliest first."""
    found = _LINE.match(text, begin)
    opening, closing = text[begin], _CLOSING[text[begin]]
    depth, balanced, all_ends = 0, None, []
    for at in range(begin, found.end() if found else begin):
        depth += (text[at] == opening) - (text[at] == closing)
        if text[at] == closing:
            all_ends.append(at)
            if depth == 0 and balanced is None:
                balanced = at
    if balanced is not None:
        yield balanced
    yield from (at for at in all_ends if at != balanced)
