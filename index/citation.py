"""From a span of a document to a citation that names its exact characters, and their place."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain
from typing import TypeAlias

from index.types import Citation, DocumentInfo, Places, Span

CONTEXT = 32
"""Characters of prefix and suffix, as the W3C Web Annotation model's text quote selector has."""

_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """A document's canonical text, and where its characters stand in the source."""

    text: str
    places: Places
    _lines: list["Lines"] = field(default_factory=list, init=False, repr=False, compare=False)

    def line(self, position: int) -> int | None:
        """Return the line, from 1, of the character at `position`, None where there are none."""
        if not self.places.lines:
            return None
        # Only when the first is asked for: who reads the text alone need not look for them.
        if not self._lines:
            self._lines.append(Lines(self.text))
        return self._lines[0].at(position)


TextOf: TypeAlias = Callable[[DocumentInfo], CanonicalText]


def cite(document: DocumentInfo, canonical: CanonicalText, span: Span) -> Citation:
    """Return the citation of `span` in the document's canonical text; its place is its start's."""
    text = canonical.text
    return Citation(
        document_id=document.document_id,
        title=document.title,
        source=document.source,
        sha256=document.sha256,
        start=span.start,
        end=span.end,
        quote=span.cut(text),
        prefix=text[max(0, span.start - CONTEXT) : span.start],
        suffix=text[span.end : span.end + CONTEXT],
        line=canonical.line(span.start),
        page=canonical.places.page(span.start),
        part=canonical.places.part(span.start),
        boxes=canonical.places.boxes_of(span),
    )


def located(citation: Citation) -> str:
    """Return where a citation stands in words: `a.txt:13`, `b.pdf, page 3`, `c.xlsx, Tax!A2:D2`."""
    line = "" if citation.line is None else f":{citation.line}"
    page = "" if citation.page is None else f", page {citation.page}"
    part = "" if citation.part is None else f", {citation.part}"
    return f"{citation.source}{line}{page}{part}"


def cite_within(citation: Citation, start: int, end: int) -> Citation:
    """Return the citation of a part of a citation's quote, `start` and `end` counted in that.

    Its line is counted on; a page or a part of the source may have ended since, and so is only
    known of what begins where the quote does. Which of the boxes are the part's is not known.
    """
    quote = citation.quote
    line = None if citation.line is None else citation.line + Lines(quote).at(start) - 1
    return replace(
        citation,
        start=citation.start + start,
        end=citation.start + end,
        quote=quote[start:end],
        prefix=(citation.prefix + quote[:start])[-CONTEXT:],
        suffix=(quote[end:] + citation.suffix)[:CONTEXT],
        line=line,
        page=None if start else citation.page,
        part=None if start else citation.part,
        boxes=citation.boxes if (start, end) == (0, len(quote)) else (),
    )


class Lines:
    """The lines of a text, ended by CR, LF or both."""

    def __init__(self, text: str) -> None:
        """Find where every line of `text` begins."""
        if text.count("\r") == text.count("\r\n"):
            # All end with LF, and those are found many times faster.
            sizes = (len(line) + 1 for line in text.split("\n")[:-1])
            self._starts = array("Q", accumulate(sizes, initial=0))
        else:
            ends = (match.end() for match in _NEWLINE.finditer(text))
            self._starts = array("Q", chain([0], ends))

    def at(self, position: int) -> int:
        """Return the line, from 1, on which the character at `position` stands."""
        return bisect_right(self._starts, position)
