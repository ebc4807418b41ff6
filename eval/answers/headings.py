"""Answers that are nothing but a heading, which names what follows and says nothing of it."""

from functools import cache
from pathlib import Path

from eval.sets.tasks import Corpus
from index.errors import ReadError
from index.read.blocks import heading_line
from index.read.document import read_document, text_document
from index.read.readers import PLAIN_TEXT
from index.types import Citation, Document, Span


class Headings:
    """The headings of a corpus' documents, read when they are first asked for."""

    def __init__(self, corpus: Corpus) -> None:
        self._texts = {text.source: text.text for text in corpus.texts}
        self._folder = corpus.folder
        self._found = cache(self._find)

    def hold(self, citation: Citation) -> bool:
        """Return whether no letter and no digit of what is cited stands outside a heading."""
        found = self._found(citation.source)
        if found is None:
            return False
        text, headings = found
        outside, place = [], citation.start
        for span in headings:
            outside.append(text[place : max(place, min(span.start, citation.end))])
            place = max(place, span.end)
        outside.append(text[place : citation.end])
        return not any(character.isalnum() for part in outside for character in part)

    def _find(self, source: str) -> tuple[str, list[Span]] | None:
        document = self._read(source)
        return None if document is None else (document.text, headings_of(document))

    def _read(self, source: str) -> Document | None:
        """Return a document as it was indexed; None where the corpus has none of that name."""
        if source in self._texts:
            return text_document(source=source, text=self._texts[source])
        path = (self._folder or Path()) / source
        if self._folder is None or not path.is_file():
            return None
        try:
            return read_document(data=path.read_bytes(), source=source)
        except (OSError, ReadError):
            return None


def headings_of(document: Document) -> list[Span]:
    """Return what in a document only names what follows: its headings, and its tables' header rows.

    In plain text, where nothing marks them, these are the lines that stand alone, with more below,
    and end as no sentence does.
    """
    blocks = document.blocks
    headers = {block.header for block in blocks if block.header is not None}
    named = [block.span for block in blocks if block.kind == "heading" or block.span in headers]
    if document.reader == PLAIN_TEXT.name:
        named += [
            block.span
            for block in blocks[:-1]
            if heading_line(block.span.cut(document.text)) is not None
        ]
    return sorted(named, key=lambda span: span.start)
