"""From paragraphs to the canonical text: words made whole, and every line's page and box kept."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TypeVar

from index.checks import SURROGATE
from index.read.blocks import finish
from index.read.pdf.lines import Line
from index.read.pdf.paragraphs import LEADERS, Paragraph
from index.read.pdf.words import Hyphens
from index.read.readers import Content
from index.types import Block, BlockKind, Box, Metadata, Places, Span

_Mark = TypeVar("_Mark", int, str, Box)

RECOGNISED = "recognised"
"""The part of what was read off a picture, so that a citation says so."""

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufffe\uffff]")
_SPACES = re.compile(r"[ \t\v\f\u2028\u2029]+")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xAD: ""}
_NOTE_NUMBER = re.compile(r"^(\d{1,3})(?=[^\W\d_])")
_LIST_NUMBER = re.compile(r"^(\d{1,3}[.)]|[•‣▪◦●○■□])(?=[^\W\d_])")
_ENDS = re.compile(r"[.!?:;…][\"»”’)\]]*(\[\d+\])?$")
_CELL_BORDER = " | "

FARTHEST = 2.0**20
"""In points, from the corner of a page; no page is longer than 14,400 (ISO 32000-1, annex C)."""


class Writer:
    """Puts the text together, page after page; the numbers in its places never run back."""

    def __init__(self, hyphens: Hyphens, *, recognised: Collection[int]) -> None:
        """Start an empty text; `recognised` are pages that were read off pictures."""
        self._hyphens = hyphens
        self._recognised = recognised
        self._paragraphs: list[Paragraph] = []
        self._notes: list[Paragraph] = []
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._pages: list[tuple[int, int | None]] = []
        self._parts: list[tuple[int, str | None]] = []
        self._boxes: list[tuple[int, Box | None]] = []
        self._header: Span | None = None
        self._row_above: Paragraph | None = None

    def page(self, found: Sequence[Paragraph]) -> None:
        """Add the paragraphs of the next page; the first may be the rest of the last one."""
        body = [each for each in found if each.kind != "note"]
        self._put_notes(follows=bool(body) and self._belongs(body[0]))
        if body and self._goes_on(body[0]):
            last = self._paragraphs.pop()
            self._paragraphs.append(replace(last, lines=last.lines + body[0].lines))
            body = body[1:]
        self._paragraphs += body
        self._notes = [each for each in found if each.kind == "note"]

    def _put_notes(self, *, follows: bool) -> None:
        """Put the last page's footnotes behind its text, or before what goes on on the next one."""
        at = len(self._paragraphs)
        while follows and self._notes and at > 0:
            before = self._paragraphs[at - 1]
            if before.lines[0].page < self._notes[0].lines[0].page:
                at = len(self._paragraphs)
                break
            at -= 1
            alike = before.kind == self._paragraphs[-1].kind == "table_row"
            if not alike and before.kind != "heading" and at < len(self._paragraphs) - 1:
                at += 1
                break
            if not alike and before.kind == "paragraph":
                break
        self._paragraphs[at:at] = self._notes
        self._notes = []

    def _belongs(self, first: Paragraph) -> bool:
        """Return whether what a page begins with belongs to what the last one ends with."""
        if not self._paragraphs:
            return False
        kinds = (self._paragraphs[-1].kind, first.kind)
        lists = kinds[1] == "list_item" and kinds[0] in ("list_item", "paragraph")
        return lists or kinds == ("table_row", "table_row") or self._goes_on(first)

    def _goes_on(self, first: Paragraph) -> bool:
        """Return whether the paragraph that a page begins with is the rest of the last one."""
        if not self._paragraphs or first.kind != "paragraph":
            return False
        last = self._paragraphs[-1]
        before, line = last.lines[-1], first.lines[0]
        if last.kind not in ("paragraph", "list_item") or before.turned or line.turned:
            return False
        if before.furniture or line.furniture or abs(before.size - line.size) > 1:
            return False
        return before.broken or (not _ENDS.search(before.text) and not line.text[:1].isupper())

    def content(self, *, title: str | None, metadata: Metadata) -> Content:
        """Return what was read; without a `title` it is the first heading's."""
        for paragraph in [*self._paragraphs, *self._notes]:
            self._write(paragraph)
        text = "".join(self._pieces)
        blocks = finish(text, self._blocks)
        headings = (block.span.cut(text) for block in blocks if block.kind == "heading")
        return Content(
            text=text,
            blocks=blocks,
            places=Places(
                pages=tuple(self._pages), parts=tuple(self._parts), boxes=tuple(self._boxes)
            ),
            title=title or next(headings, None),
            metadata=metadata,
        )

    def _write(self, paragraph: Paragraph) -> None:
        starts, text = self._text_of(paragraph)
        if not text.strip():
            return
        border = self._border(paragraph)
        start = self._length + len(border)
        for offset, line in zip(starts, paragraph.lines, strict=True):
            self._mark(start + offset, line)
        self._pieces += [border, text]
        self._length = start + len(text)
        kind: BlockKind = "paragraph" if paragraph.kind == "note" else paragraph.kind
        span = Span(start, self._length)
        self._blocks.append(Block(span, kind, paragraph.level, header=self._header_of(paragraph)))
        if paragraph.is_header:
            self._header = span
        self._row_above = paragraph if kind == "table_row" else None

    def _border(self, paragraph: Paragraph) -> str:
        if not self._blocks:
            return ""
        goes_on = paragraph.kind == self._blocks[-1].kind and paragraph.kind in (
            "list_item",
            "table_row",
        )
        return "\n" if goes_on else "\n\n"

    def _header_of(self, paragraph: Paragraph) -> Span | None:
        """Return the row that names the columns of a row: a table may go on on the next page."""
        above = self._row_above
        if paragraph.kind != "table_row" or paragraph.is_header or above is None:
            return None
        alike = len(above.lines[0].cells) == len(paragraph.lines[0].cells)
        return self._header if alike and (above.is_header or self._blocks[-1].header) else None

    def _text_of(self, paragraph: Paragraph) -> tuple[list[int], str]:
        """Return a paragraph's text, and where in it each of its lines begins."""
        text = ""
        starts: list[int] = []
        broken = False
        for line in paragraph.lines:
            shown = _shown(_CELL_BORDER.join(line.cells) if _is_row(paragraph) else line.text)
            if not starts and paragraph.kind == "note":
                shown = _NOTE_NUMBER.sub(r"[\1] ", shown)
            elif not starts and paragraph.kind == "list_item":
                shown = _LIST_NUMBER.sub(r"\1 ", shown)
            if text:
                text, between = self._hyphens.join(text, shown, broken=broken)
                text += between
            starts.append(len(text))
            text += shown
            broken = line.broken
        # A hyphen at a paragraph's end breaks no word.
        return starts, text + ("-" if broken else "")

    def _mark(self, at: int, line: Line) -> None:
        page = line.page
        part = RECOGNISED if page in self._recognised else None
        if not self._pages or self._pages[-1][1] != page:
            _put(self._pages, at, page)
        if part != (self._parts[-1][1] if self._parts else None):
            _put(self._parts, at, part)
        x0, y0, x1, y1 = map(_placed, line.box)
        box = Box(page, math.floor(x0), math.floor(y0), math.ceil(x1), math.ceil(y1))
        _put(self._boxes, at, box)


def _placed(points: float) -> float:
    """Return a coordinate that a page may have; a damaged file has any, and what is no number."""
    return max(-FARTHEST, min(FARTHEST, points))


def _put(marks: list[tuple[int, _Mark | None]], at: int, value: _Mark | None) -> None:
    """Put a mark behind the others, or in the place of one that nothing stands under."""
    if marks and marks[-1][0] == at:
        marks.pop()
    marks.append((at, value))


def _is_row(paragraph: Paragraph) -> bool:
    return paragraph.kind == "table_row"


def _shown(text: str) -> str:
    """Return the characters a reader sees, spaces as one, and letters that were drawn as one."""
    visible = SURROGATE.sub("\ufffd", _UNSEEN.sub("", text)).translate(_LIGATURES)
    visible = LEADERS.sub(" … ", visible)
    return _SPACES.sub(" ", visible).strip()
