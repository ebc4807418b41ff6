"""The reader of PDF: pages to lines, lines to paragraphs, these to a canonical text with places.

The text is read by PDFium, in the order in which it was drawn, which is that of reading in what
programs write; two columns drawn line by line are parted. What is measured and why each rule is as
it is stands in `docs/decisions`.
"""

import time
from dataclasses import dataclass, field, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.errors import ReadError
from index.read.alive import alive
from index.read.pdf.fragments import fragments
from index.read.pdf.furniture import without_furniture
from index.read.pdf.lines import Line, page_lines
from index.read.pdf.paragraphs import Style, paragraphs
from index.read.pdf.readable import is_readable, repaired
from index.read.pdf.recognition import can_recognise, recognised
from index.read.pdf.words import Hyphens
from index.read.pdf.writing import Writer
from index.read.readers import Content
from index.read.titles import given_title
from index.types import MetadataValue

MOST_PAGES = 10_000
RECOGNISED_FOR = 1200.0
"""In seconds, of one file; the pages of a scanned book that are left then have no text."""

_LETTERS = 3
"""On a page with fewer there is no text, but a number at most."""

_DRAWING = 50
"""Paths on a page from which on it may be one of letters without text."""

_PICTURES = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING)


@dataclass(slots=True)
class _Pages:
    """What was found on the pages, and on which ones nothing was.

    `seconds` is what recognising took.
    """

    lines: list[list[Line]] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    recognised: set[int] = field(default_factory=set)
    seconds: float = 0.0
    without_text: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a PDF.

    Raises ReadError, naming the file, where it is encrypted or damaged, where no page has text, and
    where on none it is what the page shows.
    """
    document = _opened(data, name)
    try:
        if len(document) > MOST_PAGES:
            reason = f"{name}: more than {MOST_PAGES:,} pages; divide it"
            raise ReadError(reason, code="limits")
        pages = _Pages()
        for number in range(1, len(document) + 1):
            _read_page(document, number, pages)
            alive()
        title = document.get_metadata_value("Title")
    finally:
        document.close()
    content = _content(pages, title)
    if not content.blocks:
        raise _nothing(pages, name)
    return content


def _opened(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            reason = f"{name}: encrypted; save it without a password"
            raise ReadError(reason, code="encrypted") from None
        if error.err_code == pdfium_c.FPDF_ERR_SECURITY:
            reason = f"{name}: encrypted in a way that is not known; save it without"
            raise ReadError(reason, code="encrypted") from None
        reason = f"{name}: damaged, no whole PDF; save or fetch it anew"
        raise ReadError(reason, code="damaged") from None


def _read_page(document: pdfium.PdfDocument, number: int, pages: _Pages) -> None:
    """Put what is on a page behind the others; one that cannot be loaded has no text."""
    lines: list[Line] = []
    height = 0.0
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        pages.without_text.append(number)
    else:
        try:
            width, height = page.get_size()
            lines = page_lines(fragments(page), page=number, size=(width, height))
            lines = _checked(page, number, lines, pages)
        finally:
            page.close()
    pages.lines.append(lines)
    pages.heights.append(height)


def _checked(page: pdfium.PdfPage, number: int, lines: list[Line], pages: _Pages) -> list[Line]:
    """Return a page's lines if they are what it shows, or else what is recognised on it."""
    text = "\n".join(line.text for line in lines)
    if sum(map(str.isalpha, text)) < _LETTERS and is_readable(text):
        if _is_blank(page):
            return lines
        return _recognised(page, number, pages) or _missing(number, pages.without_text)
    if is_readable(text):
        return lines
    texts = repaired([line.text for line in lines])
    if texts is not None:
        return [
            replace(line, text=text, cells=(text,)) for line, text in zip(lines, texts, strict=True)
        ]
    return _recognised(page, number, pages) or _missing(number, pages.garbled)


def _recognised(page: pdfium.PdfPage, number: int, pages: _Pages) -> list[Line]:
    if pages.seconds >= RECOGNISED_FOR or not can_recognise():
        return []
    start = time.monotonic()
    lines = recognised(page, number=number)
    pages.seconds += time.monotonic() - start
    text = "\n".join(line.text for line in lines)
    if sum(map(str.isalpha, text)) < _LETTERS or not is_readable(text):
        return []
    pages.recognised.add(number)
    return lines


def _missing(number: int, numbers: list[int]) -> list[Line]:
    numbers.append(number)
    return []


def _is_blank(page: pdfium.PdfPage) -> bool:
    """Return whether nothing can be seen on a page but a few lines and frames."""
    drawn = 0
    for each in page.get_objects(max_depth=2):
        drawn += each.type == pdfium_c.FPDF_PAGEOBJ_PATH
        if drawn >= _DRAWING or each.type in _PICTURES:
            return False
    return True


def _nothing(pages: _Pages, name: str) -> ReadError:
    """Return the error for a file on no page of which there is text."""
    if pages.garbled:
        what = "its text is not what its pages show (a font has no map, or it was recognised badly)"
        return ReadError(f"{name}: {what}; {_CURE}", code="garbled")
    if pages.without_text:
        return ReadError(f"{name}: there is no text on its pages; {_CURE}", code="no_text")
    return ReadError(f"{name}: its pages are blank", code="empty")


_CURE = "recognise it (OCR), or install Tesseract with Russian and English and index it again"


def _content(pages: _Pages, title: str) -> Content:
    style = Style(line for lines in pages.lines for line in lines)
    kept = without_furniture(pages.lines, pages.heights, style)
    every = [line for lines in kept for line in lines]
    style = Style(every)
    writer = Writer(Hyphens(every), recognised=pages.recognised)
    for lines, height in zip(kept, pages.heights, strict=True):
        writer.page(paragraphs(lines, height=height, style=style))
    metadata: dict[str, MetadataValue | tuple[str, ...]] = {"pages": len(pages.lines)}
    unread = sorted({*pages.without_text, *pages.garbled})
    if unread:
        metadata["unread_pages"] = tuple(map(str, unread))
    return writer.content(title=given_title(title), metadata=metadata)
