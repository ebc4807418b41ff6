"""Excel workbooks (XLSX): cells as they are shown, formulas by the values kept with them.

A sheet or a column that is hidden is not read, for who opens the file does not see it; its name is
kept among the metadata. Rows that are hidden are read: a filter that was left on hides them too;
and so are columns of a group, which a reader unfolds. A formula whose value no program has worked
out yet is shown by a dash, and how many there are is kept too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import TypeVar

from index.read.building import Builder
from index.read.office import drawing, number_formats
from index.read.office.packages import Element, Package, attribute, child, children, local, whole
from index.read.office.properties import ooxml_metadata
from index.read.office.sheets import Merged, Sheet, SheetRow, add_sheet, shown_number
from index.read.raised import raised
from index.read.readers import Content

_Kept = TypeVar("_Kept")

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_LINK = re.compile(r'HYPERLINK\(.*,\s*"((?:[^"]|"")*)"\s*\)', re.DOTALL | re.IGNORECASE)
"""A formula that says what it shows."""

_NO_VALUE = "—"
_TEXTS = {"s", "str", "inlineStr"}

_FROZEN_AT_MOST = 5
"""More frozen rows than these are no header."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a cell shows a number, whether its font is bold, and whether a text does not show."""

    code: str
    is_bold: bool
    hides_text: bool = False


_PLAIN = _Look("General", is_bold=False)


@dataclass(slots=True)
class _Book:
    package: Package
    strings: list[str]
    looks: list[_Look]
    from_1904: bool
    without_value: int = 0


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a workbook; raises ReadError, naming it, where it is none."""
    package = Package(data, name=name)
    main = next(
        (each.part for each in package.related("").values() if each.kind == "officeDocument"), ""
    )
    workbook = package.xml(main)
    relations = package.related(main)
    parts = {each.kind: each.part for each in relations.values()}
    properties = child(workbook, "workbookPr")
    book = _Book(
        package,
        strings=_strings(package, parts.get("sharedStrings")),
        looks=_looks(package, parts.get("styles")),
        from_1904=properties is not None and attribute(properties, "date1904") in {"1", "true"},
    )
    builder = Builder()
    hidden = []
    hidden_columns: list[str] = []
    for each in children(workbook, "sheets"):
        title = attribute(each, "name")
        relation = relations.get(attribute(each, "id"))
        if relation is None or relation.kind != "worksheet":
            continue
        if attribute(each, "state", "visible") != "visible":
            hidden.append(title)
        else:
            hidden_columns += add_sheet(builder, _sheet(book, title, relation.part))
            _add_drawn(builder, book, title, relation.part)
    title_of_file, metadata = ooxml_metadata(package)
    if hidden:
        metadata["hidden_sheets"] = tuple(hidden)
    if hidden_columns:
        metadata["hidden_columns"] = tuple(hidden_columns)
    if book.without_value:
        metadata["formulas_without_value"] = book.without_value
    return builder.content(
        name=name, title=title_of_file, heading_is_title=False, metadata=metadata
    )


def _add_drawn(builder: Builder, book: _Book, title: str, part: str) -> None:
    """Add what is written in the shapes that lie over a sheet."""
    builder.part(title)
    for relation in book.package.related(part).values():
        if relation.kind != "drawing" or relation.part not in book.package:
            continue
        for each in book.package.xml(relation.part).iter():
            if local(each) == "txBody":
                for line in drawing.lines(each):
                    builder.paragraph(line.text)
    builder.part(None)


def _strings(package: Package, part: str | None) -> list[str]:
    """Return the texts that cells share."""
    if part is None or part not in package:
        return []
    return [_text(each) for each in package.elements(part, "si")]


def _text(item: Element) -> str:
    """Return a rich text, without how it is read aloud."""
    return "".join(_run(each) if local(each) == "r" else _said(each) for each in item)


def _run(run: Element) -> str:
    said = "".join(map(_said, run))
    look = child(run, "rPr", "vertAlign")
    return raised(said) if look is not None and attribute(look, "val") == "superscript" else said


def _said(element: Element) -> str:
    return (element.text or "") if local(element) == "t" else ""


def _looks(package: Package, part: str | None) -> list[_Look]:
    """Return the looks that cells name by their places."""
    if part is None or part not in package:
        return []
    styles = package.xml(part)
    codes = {
        whole(each, "numFmtId"): attribute(each, "formatCode")
        for each in children(styles, "numFmts")
    }
    fonts = [child(each, "b") is not None for each in children(styles, "fonts")]
    looks = []
    for each in children(styles, "cellXfs"):
        number, font = whole(each, "numFmtId"), whole(each, "fontId")
        code = codes.get(number) or number_formats.BUILT_IN.get(number, "General")
        is_bold = 0 <= font < len(fonts) and fonts[font]
        looks.append(_Look(code, is_bold, number_formats.hides_text(code)))
    return looks


def _sheet(book: _Book, title: str, part: str) -> Sheet:
    rows: list[SheetRow] = []
    merged: list[Merged] = []
    headers: set[int] = set()
    hidden: list[range] = []
    for each in book.package.elements(part, "col", "row", "pane", "mergeCell", "autoFilter"):
        kind = local(each)
        if kind == "row":
            row = _row(book, each, after=rows[-1].number if rows else 0)
            if row.cells:
                rows.append(row)
        elif kind == "col":
            if attribute(each, "hidden") in {"1", "true"} and not whole(each, "outlineLevel"):
                hidden.append(range(whole(each, "min", 1) - 1, whole(each, "max")))
        elif kind == "pane" and attribute(each, "state") in {"frozen", "frozenSplit"}:
            frozen = whole(each, "ySplit")
            headers |= set(range(1, frozen + 1)) if frozen <= _FROZEN_AT_MOST else set()
        elif (area := _area(attribute(each, "ref"))) is not None:
            first, last, column = area
            if kind == "autoFilter":
                headers.add(first)
            else:
                merged.append(Merged(first, last, column))
    headers = {
        row.number for row in rows if row.number in headers and len(row.cells) > 1
    } | _named_columns(book.package, part)
    return Sheet(title, sorted(rows, key=lambda row: row.number), merged, headers, hidden)


def _named_columns(package: Package, part: str) -> set[int]:
    """Return the rows that name the columns of a sheet's tables."""
    tables = [each.part for each in package.related(part).values() if each.kind == "table"]
    rows = set()
    for table in tables:
        element = package.xml(table)
        area = _area(attribute(element, "ref"))
        if area is not None and attribute(element, "headerRowCount", "1") != "0":
            rows.add(area[0])
    return rows


def _row(book: _Book, row: Element, *, after: int) -> SheetRow:
    cells: dict[int, str] = {}
    bold = []
    column = -1
    # By whole names: a workbook has millions of cells, and their parts are looked up in C.
    space = str(row.tag).removesuffix("row")
    for each in row.iterchildren(f"{space}c"):
        at = _CELL.fullmatch(each.get("r", ""))
        column = _column(at[1]) if at else column + 1
        look = _at(book.looks, each.get("s", "0")) or _PLAIN
        text = _shown(book, each, look, space)
        if text.strip():
            cells[column] = text
            bold.append(look.is_bold)
    if all(text == _NO_VALUE for text in cells.values()):
        cells = {}
    return SheetRow(whole(row, "r", after + 1), cells, is_bold=bool(bold) and all(bold))


def _shown(book: _Book, cell: Element, look: _Look, space: str) -> str:
    kind = cell.get("t", "n")
    if look.hides_text and kind in _TEXTS:
        return ""
    if kind == "inlineStr" and (inline := cell.find(f"{space}is")) is not None:
        return _text(inline)
    said = cell.findtext(f"{space}v") or ""
    if not said and (formula := cell.findtext(f"{space}f")) is not None:
        return _worked_out(book, cell, formula, space)
    if kind == "s":
        return _at(book.strings, said) or ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(said, said)
    return _number(book, said, look) if kind == "n" else said


def _worked_out(book: _Book, cell: Element, formula: str, space: str) -> str:
    """Return what a formula without a value beside it shows; an empty text is one."""
    if link := _LINK.fullmatch(formula):
        return link[1].replace('""', '"')
    if cell.get("t") == "str" and cell.find(f"{space}v") is not None:
        return ""
    book.without_value += 1
    return _NO_VALUE


def _number(book: _Book, said: str, look: _Look) -> str:
    try:
        number = float(said)
    except ValueError:
        return said
    if look.code == "General" and isfinite(number):
        return shown_number(number)
    shown = number_formats.show(number, look.code, from_1904=book.from_1904)
    return shown if isfinite(number) else said


def _at(values: Sequence[_Kept], place: str) -> _Kept | None:
    return values[int(place)] if place.isdecimal() and int(place) < len(values) else None


def _area(reference: str) -> tuple[int, int, int] | None:
    """Return the first and last row of an area, and its first column, None where it is none."""
    first, _, last = reference.partition(":")
    start, end = _CELL.fullmatch(first), _CELL.fullmatch(last or first)
    return (int(start[2]), int(end[2]), _column(start[1])) if start and end else None


@lru_cache(maxsize=1 << 14)
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
