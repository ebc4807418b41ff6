"""From a span of a document to a citation that names its exact characters."""

import re
from bisect import bisect_right

from index.types import Citation, DocumentInfo, Span

CONTEXT = 32
"""Characters of prefix and suffix, as the W3C Web Annotation model's text quote selector has."""

_NEWLINE = re.compile(r"\r\n|\r|\n")


def cite(document: DocumentInfo, text: str, span: Span, *, line: int) -> Citation:
    """Return the citation of `span` in `text`, the document's canonical text; `line` is from 1."""
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
        line=line,
        page=None,
    )


class Lines:
    """The lines of a text, ended by CR, LF or both."""

    def __init__(self, text: str) -> None:
        """Find where every line of `text` begins."""
        self._starts = [0, *(match.end() for match in _NEWLINE.finditer(text))]

    def at(self, position: int) -> int:
        """Return the line, from 1, on which the character at `position` stands."""
        return bisect_right(self._starts, position)
