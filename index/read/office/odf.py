"""The text of OpenDocument files: paragraphs, lists, tables, notes and text boxes in order.

Read as it is shown with changes accepted: text that was deleted, hidden text, comments and indexes
are left out.
"""

import re
from collections.abc import Iterable, Iterator

from index.read.building import Builder, row_text
from index.read.office import numbering
from index.read.office.odf_styles import Styles, count
from index.read.office.odf_tables import rows_of, table_rows, width
from index.read.office.packages import (
    Element,
    Package,
    attribute,
    child,
    children,
    local,
    protected,
    resolve,
    whole,
)
from index.read.office.properties import OwnMetadata, own_metadata
from index.read.raised import raised
from index.read.tables import Row, add_table

_SPACE = re.compile(r"[ \t\r\n]+")
_UNSEEN = {
    "tracked-changes", "annotation", "annotation-end", "hidden-text", "ruby-text", "script",
    "table-of-content", "illustration-index", "table-index", "object-index", "user-index",
    "alphabetical-index", "control", "desc", "title", "page-thumbnail", "forms", "notes",
    "event-listeners", "enhanced-geometry", "glue-point", "image", "plugin", "applet",
    "placeholder",
}  # fmt: skip
_TEXT = {"p", "h", "list", "table", "section", "numbered-paragraph"}
_SHAPES = {
    "frame", "custom-shape", "g", "rect", "ellipse", "circle", "line", "polyline", "polygon",
    "path", "connector", "caption", "measure", "regular-polygon",
}  # fmt: skip
_CODE = ("Preformatted_20_Text", "Source_20_Code", "Source_Code")
_LONGEST_HEADING = 300
_MOST_SPACES = 100


def open_package(data: bytes, *, name: str) -> Package:
    """Return the package; raises ReadError, naming the file, where it is none or locked."""
    package = Package(data, name=name)
    if "META-INF/manifest.xml" in package:
        manifest = package.xml("META-INF/manifest.xml")
        if any(local(each) == "encryption-data" for each in manifest.iter()):
            raise protected(name)
    return package


def read_metadata(package: Package) -> tuple[str | None, OwnMetadata]:
    """Return the title and the metadata that the file says of itself."""
    if "meta.xml" not in package:
        return None, {}
    about = child(package.xml("meta.xml"), "meta")
    return (None, {}) if about is None else own_metadata(about)


class Text:
    """Goes through text in the order of reading and hands it to a builder."""

    def __init__(self, builder: Builder, styles: Styles, package: Package) -> None:
        self.title: str | None = None
        self._builder = builder
        self._styles = styles
        self._package = package
        self._outline: dict[int, int] = {}
        self._lists: dict[str, dict[int, int]] = {}
        self._notes = {"footnote": 0, "endnote": 0}
        self._due: list[tuple[str, Element]] = []
        self._last: list[tuple[str, Element]] = []
        self._shapes: list[Element] = []
        self._code: list[str] = []

    def blocks(self, container: Iterable[Element]) -> None:
        """Read the paragraphs, lists and tables in an element."""
        for each in container:
            kind = local(each)
            if kind in {"p", "h"}:
                self._paragraph(each)
            elif kind == "list":
                self._list(each)
            elif kind == "numbered-paragraph":
                self._numbered(each)
            elif kind == "table":
                self._table(each)
            elif kind in _SHAPES:
                self.shape(each)
            elif kind not in _UNSEEN and attribute(each, "display") != "none":
                self.blocks(each)

    def endnotes(self) -> None:
        """Read the notes that stand at the end."""
        self._end_code()
        self._due, self._last = self._last, []
        self._flush()

    def shape(self, shape: Element) -> None:
        """Read what is written in a shape, a frame or a group."""
        for each in shape:
            kind = local(each)
            if kind == "object":
                self._object(each)
            elif kind in _SHAPES:
                self.shape(each)
            elif kind in _TEXT:
                self.blocks(shape)
                return
            elif kind == "text-box":
                self.blocks(each)

    def plain(self, container: Element) -> str:
        """Return the paragraphs, lists and tables in an element as lines."""
        lines: list[str] = []
        for each in container:
            kind = local(each)
            if kind in {"p", "h"}:
                lines.append(self.inline(each))
            elif kind == "table":
                lines += [row_text(row.cells) for row in self.rows(each)]
            elif kind not in _UNSEEN:
                lines.append(self.plain(each))
        return "\n".join(line for line in lines if line.strip())

    def inline(self, element: Element) -> str:
        """Return the characters of a paragraph; notes and boxes in it are read after it."""
        return "".join(self._pieces(element)).strip()

    def _pieces(self, element: Element) -> Iterator[str]:
        yield _SPACE.sub(" ", element.text or "")
        for each in element:
            yield from self._piece(each)
            yield _SPACE.sub(" ", each.tail or "")

    def _piece(self, each: Element) -> Iterator[str]:
        kind = local(each)
        if kind == "s":
            yield " " * min(whole(each, "c", 1), _MOST_SPACES)
        elif kind == "tab":
            yield "\t"
        elif kind == "line-break":
            yield "\n"
        elif kind == "note":
            yield self._note(each)
        elif kind in _SHAPES:
            self._shapes.append(each)
        elif kind == "span" and self._styles.is_hidden("text", attribute(each, "style-name")):
            return
        elif kind == "span" and self._styles.is_raised("text", attribute(each, "style-name")):
            yield raised("".join(self._pieces(each)))
        elif kind not in _UNSEEN:
            yield from self._pieces(each)

    def _note(self, note: Element) -> str:
        """Return the mark of a note, whose text is to follow."""
        body = child(note, "note-body")
        if body is None:
            return ""
        kind = "endnote" if attribute(note, "note-class") == "endnote" else "footnote"
        self._notes[kind] += 1
        number = self._notes[kind]
        marker = f"[{number if kind == 'footnote' else numbering.roman(number)}]"
        (self._due if kind == "footnote" else self._last).append((marker, body))
        return marker

    def _paragraph(self, paragraph: Element, *, marker: str | None = None, depth: int = 0) -> None:
        style = attribute(paragraph, "style-name")
        if self._styles.is_hidden("paragraph", style):
            return
        if any(self._styles.is_a("paragraph", style, name) for name in _CODE):
            self._code.append("".join(self._pieces(paragraph)))
            return
        self._end_code()
        text = self.inline(paragraph)
        is_title = self._styles.is_a("paragraph", style, "Title")
        level = whole(paragraph, "outline-level", 1) if local(paragraph) == "h" else int(is_title)
        if level and text and len(text) <= _LONGEST_HEADING:
            if is_title and self.title is None:
                self.title = text
            if marker is None and local(paragraph) == "h":
                marker = self._outline_number(paragraph, level)
            self._builder.heading(f"{marker or ''} {text}", level=level)
        elif marker is not None:
            self._builder.list_item(text, marker=marker, depth=depth)
        else:
            self._builder.paragraph(text)
        self._flush()

    def _end_code(self) -> None:
        """Add the lines of code so far, which are paragraphs of their own, as one block."""
        lines, self._code = self._code, []
        self._builder.code("\n".join(lines))

    def _outline_number(self, heading: Element, level: int) -> str:
        if attribute(heading, "is-list-header") == "true" or level not in self._styles.outline:
            return ""
        start = whole(heading, "start-value", -1)
        return count(self._outline, self._styles.outline, level, start if start >= 0 else None)

    def _flush(self) -> None:
        """Read the notes and boxes that the last block refers to."""
        while self._due or self._shapes:
            due, self._due = self._due, []
            for marker, body in due:
                self._builder.paragraph(f"{marker} {self.plain(body)}")
            shapes, self._shapes = self._shapes, []
            for shape in shapes:
                self.shape(shape)

    def _list(self, element: Element) -> None:
        style = attribute(element, "style-name") or self._style_of_first(element)
        earlier = attribute(element, "continue-list")
        if earlier in self._lists:
            counts = self._lists[earlier]
        elif attribute(element, "continue-numbering") == "true":
            counts = self._lists.get(f"style {style}", {})
        else:
            counts = {}
        self._lists[f"style {style}"] = counts
        if name := attribute(element, "id"):
            self._lists[name] = counts
        self._items(element, style, counts, depth=1)

    def _numbered(self, element: Element) -> None:
        """Read a paragraph that is numbered without standing in a list."""
        style = attribute(element, "style-name")
        counts = self._lists.setdefault(attribute(element, "list-id") or f"style {style}", {})
        depth = whole(element, "level", 1)
        marker = count(counts, self._styles.lists.get(style, {}), depth)
        for each in element:
            if local(each) in {"p", "h"}:
                self._paragraph(each, marker=marker, depth=depth - 1)

    def _style_of_first(self, element: Element) -> str:
        first = next((each for each in element.iter() if local(each) in {"p", "h"}), None)
        name = "" if first is None else attribute(first, "style-name")
        return self._styles.value("paragraph", name, "", "list-style-name")

    def _items(self, element: Element, style: str, counts: dict[int, int], *, depth: int) -> None:
        levels = self._styles.lists.get(style, {})
        for item in element:
            start = whole(item, "start-value", -1)
            marker: str | None = None
            for each in item:
                kind = local(each)
                if kind in {"p", "h"}:
                    is_first = marker is None and local(item) == "list-item"
                    is_first = is_first and bool(self._shown(each))
                    if is_first:
                        marker = count(counts, levels, depth, start if start >= 0 else None)
                    self._paragraph(each, marker=marker if is_first else "", depth=depth - 1)
                elif kind == "list":
                    own = attribute(each, "style-name") or style
                    self._items(each, own, counts, depth=depth + 1)
                elif kind == "table":
                    self._table(each)

    def _shown(self, paragraph: Element) -> str:
        return "".join(map(str, paragraph.itertext())).strip()

    def _object(self, element: Element) -> None:
        """Read the figures that a chart was drawn from."""
        part = resolve("", f"{attribute(element, 'href')}/content.xml")
        if part not in self._package:
            return
        chart = child(self._package.xml(part), "body", "chart", "chart")
        for each in children(chart):
            if local(each) == "title":
                self._builder.paragraph(self.plain(each))
            elif local(each) == "table":
                add_table(self._builder, self.rows(each))

    def _table(self, table: Element) -> None:
        self._end_code()
        rows = [row for row, _ in rows_of(table)]
        height = sum(whole(row, "number-rows-repeated", 1) for row in rows)
        if height == 1 or max(map(width, rows), default=0) == 1:
            # No table to a reader, but a frame around text.
            for row in rows:
                for cell in row:
                    self.blocks(cell)
            return
        add_table(self._builder, self.rows(table))
        self._flush()

    def rows(self, table: Element) -> list[Row]:
        """Return the rows of a table as they are shown."""
        return table_rows(table, self._styles, self.plain)
