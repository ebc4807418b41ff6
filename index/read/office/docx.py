"""Word documents (DOCX): body, tables, lists with their numbers, notes and text boxes, in order.

Read as the pages show it with changes accepted: text that was deleted, hidden text, comments,
tables of contents and the running heads of pages are left out.
"""

from collections.abc import Iterator

from index.errors import ReadError
from index.read.building import Builder, row_text
from index.read.detect import detect
from index.read.office import drawing, numbering
from index.read.office.docx_parts import (
    TRANSPARENT,
    WIDEST,
    choice,
    is_contents,
    look_bits,
    outermost,
    read_notes,
    symbol,
    within,
)
from index.read.office.docx_styles import (
    Style,
    is_on,
    outline_level,
    read_numbers,
    read_styles,
)
from index.read.office.packages import Element, Package, attribute, child, local, whole
from index.read.office.properties import ooxml_metadata
from index.read.raised import raised
from index.read.readers import Content
from index.read.tables import Row, add_table

_GONE = {"del", "moveFrom"}
_MATHS = {"oMath", "oMathPara"}
_LONGEST_HEADING = 300
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a Word document; raises ReadError, naming it, where it is none."""
    package = Package(data, name=name)
    main = next(
        (each.part for each in package.related("").values() if each.kind == "officeDocument"), ""
    )
    body = child(package.xml(main), "body")
    if body is None:
        raise package.damaged()
    walk = _Walk(package, main)
    try:
        walk.blocks(body)
        walk.endnotes()
    except RecursionError:
        raise package.damaged() from None
    title, metadata = ooxml_metadata(package)
    if walk.unread:
        metadata["unread_parts"] = tuple(walk.unread)
    return walk.builder.content(name=name, title=walk.title or title, metadata=metadata)


class _Walk:
    """Goes through the parts of a document in the order of reading."""

    def __init__(self, package: Package, main: str) -> None:
        self.builder = Builder(part_is_heading_path=True)
        self.title: str | None = None
        self.unread: list[str] = []
        self._package = package
        relations = package.related(main)
        self._relations = relations
        parts = {each.kind: each.part for each in relations.values()}
        self._styles = read_styles(package, parts.get("styles"))
        self._numbers = read_numbers(package, parts.get("numbering"), self._styles)
        self._notes = {
            kind: read_notes(package, parts.get(f"{kind}s")) for kind in ("footnote", "endnote")
        }
        self._counts = {"footnote": 0, "endnote": 0}
        self._due: list[tuple[str, Element]] = []
        self._last: list[tuple[str, Element]] = []
        self._boxes: list[Element] = []
        self._drawn: list[Element] = []
        self._carried = ""
        self._carrier: Element | None = None
        self._chunks: set[str] = set()
        self._code: list[str] = []

    def blocks(self, container: Element) -> None:
        """Read the paragraphs and tables in an element."""
        for each in container:
            kind = local(each)
            if kind == "p":
                self._paragraph(each)
            elif kind == "tbl":
                self._table(each)
            elif kind == "sdt":
                content = child(each, "sdtContent")
                if content is not None and not is_contents(each):
                    self.blocks(content)
            elif kind in TRANSPARENT:
                self.blocks(each)
            elif kind == "AlternateContent":
                self.blocks(choice(each))
            elif kind == "altChunk":
                self._end_code()
                self._end_paragraph()
                if chunk := self._chunk(each):
                    self.builder.include(chunk)
        self._end_paragraph()

    def endnotes(self) -> None:
        """Read the notes that stand at the end."""
        self._end_code()
        self._due, self._last = self._last, []
        self._flush()

    def _paragraph(self, paragraph: Element) -> None:
        properties = child(paragraph, "pPr")
        style = self._style(properties)
        if style.is_contents or style.is_hidden:
            return
        text = self._carried + self._inline(paragraph)
        self._carried = ""
        if style.is_code:
            self._code.append(text)
            return
        self._end_code()
        if any(child(properties, "rPr", gone) is not None for gone in _GONE):
            # The mark that parts it from the next one is deleted: they are one.
            self._carried, self._carrier = text, properties
        else:
            self._add(text, properties)

    def _add(self, text: str, properties: Element | None) -> None:
        """Add what a paragraph says, and the notes and text boxes that it refers to."""
        style = self._style(properties)
        marker, depth = self._marker(properties, style) if text.strip() else (None, 0)
        level = outline_level(properties)
        level = style.heading if level is None else level
        if level and len(text) <= _LONGEST_HEADING:
            line = f"{marker or ''} {text}"
            self.builder.heading(line, level=level)
            if style.is_title and self.title is None:
                self.title = text
        elif marker is not None:
            self.builder.list_item(text, marker=marker, depth=depth)
        else:
            self.builder.paragraph(text)
        self._flush()

    def _end_paragraph(self) -> None:
        """Add what was carried where no paragraph follows that it could be one with."""
        text, self._carried = self._carried, ""
        if text:
            self._add(text, self._carrier)

    def _chunk(self, chunk: Element) -> Content | None:
        """Return what is in a file that stands within this one; what is not read is named."""
        relation = self._relations.get(attribute(chunk, "id"))
        if relation is None or relation.part in self._chunks:
            return None
        # Each once: of files within files there may be more than can ever be read.
        self._chunks.add(relation.part)
        try:
            data = self._package.read(relation.part)
            return detect(data, name=relation.part).reader.read(data, name=relation.part)
        except ReadError as error:
            self.unread.append(str(error).partition("; Spravka")[0])
            return None

    def _end_code(self) -> None:
        """Add the lines of code so far, which may be paragraphs of their own, as one block."""
        lines, self._code = self._code, []
        self.builder.code("\n".join(lines))

    def _style(self, properties: Element | None) -> Style:
        named = child(properties, "pStyle")
        name = "" if named is None else attribute(named, "val")
        return self._styles.get(name) or self._styles.get("") or Style()

    def _marker(self, properties: Element | None, style: Style) -> tuple[str | None, int]:
        """Return the number or bullet of a paragraph in a list, and how deep that is."""
        listed = child(properties, "numPr")
        number = child(listed, "numId")
        depth = child(listed, "ilvl")
        name = style.number if number is None else attribute(number, "val")
        level = style.depth or 0 if depth is None else whole(depth, "val")
        return (None if name is None else self._numbers.next(name, level)), level

    def _flush(self) -> None:
        """Read the notes and text boxes that the last block refers to."""
        while self._due or self._boxes or self._drawn:
            due, self._due = self._due, []
            for marker, note in due:
                self.builder.paragraph(f"{marker} {self._plain(note)}")
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                self.blocks(box)
            drawn, self._drawn = self._drawn, []
            for each in drawn:
                drawing.add_drawn(self.builder, each, self._package, self._relations)

    def _plain(self, container: Element) -> str:
        """Return the paragraphs and tables in an element as lines."""
        lines: list[str] = []
        for each in container:
            kind = local(each)
            if kind == "p":
                properties = child(each, "pPr")
                style = self._style(properties)
                text = "" if style.is_hidden else self._inline(each)
                marker = None
                if text.strip():
                    marker, _ = self._marker(properties, style)
                lines.append(f"{marker} {text}" if marker else text)
            elif kind == "tbl":
                lines += [row_text(row.cells) for row in self._rows(each)]
            elif kind == "sdt":
                content = child(each, "sdtContent")
                lines.append(self._plain(content) if content is not None else "")
            elif kind in TRANSPARENT:
                lines.append(self._plain(each))
            elif kind == "AlternateContent":
                lines.append(self._plain(choice(each)))
            elif kind == "altChunk" and (chunk := self._chunk(each)):
                lines.append(chunk.text)
        return "\n".join(line for line in lines if line.strip())

    def _inline(self, element: Element) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: Element) -> Iterator[str]:
        for each in element:
            kind = local(each)
            if kind == "r":
                yield from self._run(each)
            elif kind == "sdt":
                content = child(each, "sdtContent")
                if content is not None and child(each, "sdtPr", "showingPlcHdr") is None:
                    yield from self._pieces(content)
            elif kind in TRANSPARENT:
                yield from self._pieces(each)
            elif kind in _MATHS:
                yield "".join(at.text or "" for at in each.iter() if local(at) == "t")
            elif kind == "AlternateContent":
                yield from self._pieces(choice(each))

    def _run(self, run: Element) -> Iterator[str]:
        properties = child(run, "rPr")
        hidden = child(properties, "vanish")
        named = child(properties, "rStyle")
        style = self._styles.get(attribute(named, "val")) if named is not None else None
        if is_on(hidden) if hidden is not None else style is not None and style.is_hidden:
            return
        look = child(properties, "vertAlign")
        is_raised = look is not None and attribute(look, "val") == "superscript"
        for each in run:
            for said in self._sign(each):
                yield raised(said) if is_raised else said

    def _sign(self, each: Element) -> Iterator[str]:
        kind = local(each)
        if kind == "t":
            yield each.text or ""
        elif kind in _SIGNS:
            yield _SIGNS[kind]
        elif kind == "sym":
            yield symbol(attribute(each, "char"))
        elif kind in {"footnoteReference", "endnoteReference"}:
            yield self._note(each, kind.removesuffix("Reference"))
        elif kind == "ruby":
            base = child(each, "rubyBase")
            yield "" if base is None else self._inline(base)
        elif kind == "AlternateContent":
            for inner in choice(each):
                yield from self._sign(inner)
        elif kind in {"drawing", "pict", "object"}:
            self._boxes += outermost(each, "txbxContent")
            self._drawn += [*outermost(each, "chart"), *outermost(each, "relIds")]

    def _note(self, reference: Element, kind: str) -> str:
        """Return the mark of a note, whose text is to follow."""
        note = self._notes[kind].get(attribute(reference, "id"))
        if note is None:
            return ""
        self._counts[kind] += 1
        count = self._counts[kind]
        marker = f"[{count if kind == 'footnote' else numbering.roman(count)}]"
        (self._due if kind == "footnote" else self._last).append((marker, note))
        return marker

    def _table(self, table: Element) -> None:
        self._end_code()
        self._end_paragraph()
        rows = list(within(table, "tr"))
        if len(rows) == 1 or all(len(list(within(row, "tc"))) < 2 for row in rows):  # noqa: PLR2004
            # No table to a reader, but a frame around text.
            for row in rows:
                for cell in within(row, "tc"):
                    self.blocks(cell)
            return
        add_table(self.builder, self._rows(table))
        self._flush()

    def _rows(self, table: Element) -> list[Row]:
        look = child(table, "tblPr", "tblLook")
        named = child(table, "tblPr", "tblStyle")
        style = self._styles.get(attribute(named, "val")) if named is not None else None
        marks_first = (
            style is not None
            and style.names_first_row
            and look is not None
            and (attribute(look, "firstRow") == "1" or bool(look_bits(look) & 0x20))
        )
        rows: list[Row] = []
        above: dict[int, str] = {}
        for row in within(table, "tr"):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                continue
            marked = child(properties, "tblHeader")
            cells = self._cells(row, above)
            rows.append(
                Row(
                    tuple(cells),
                    is_header=(marked is not None and is_on(marked)) or (marks_first and not rows),
                    is_bold=self._is_bold(row),
                )
            )
        return rows

    def _cells(self, row: Element, above: dict[int, str]) -> list[str]:
        """Return a row's cells by column; `above` has what cells merged downwards say."""
        before = child(row, "trPr", "gridBefore")
        cells = [""] * min(whole(before, "val"), WIDEST)
        for cell in within(row, "tc"):
            properties = child(cell, "tcPr")
            if child(properties, "cellDel") is not None:
                continue
            merged = child(properties, "vMerge")
            column = len(cells)
            text = self._plain(cell)
            if merged is None:
                above.pop(column, None)
            elif attribute(merged, "val") == "restart":
                above[column] = text
            else:
                text = above.get(column, text)
            width = max(1, min(whole(child(properties, "gridSpan"), "val", 1), WIDEST))
            cells += [text, *[""] * (width - 1)]
        return cells

    def _is_bold(self, row: Element) -> bool:
        """Return whether all text of a row is bold."""
        runs = [each for each in row.iter() if local(each) == "r" and child(each, "t") is not None]
        return bool(runs) and all(
            is_on(bold)
            if (bold := child(run, "rPr", "b")) is not None
            else self._is_bold_style(run)
            for run in runs
        )

    def _is_bold_style(self, run: Element) -> bool:
        parent = run.getparent()
        return parent is not None and self._style(child(parent, "pPr")).is_bold
