"""Spreadsheets of LibreOffice and kin (ODS): cells as they are shown, which the file itself says.

Hidden sheets are not read and named among the metadata, as in XLSX.
"""

from collections.abc import Iterator

from index.read.building import Builder
from index.read.odf import Text, open_package, read_metadata
from index.read.odf_styles import Styles, read_styles
from index.read.odf_tables import rows_of
from index.read.packages import Element, attribute, children, local, whole
from index.read.readers import Content
from index.read.sheets import Merged, Sheet, SheetRow, add_sheet

_MOST_REPEATED = 1000
"""Rows and cells that are said to repeat more often are not filled by anybody."""

_VALUES = ("string-value", "date-value", "time-value", "boolean-value", "value")


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a spreadsheet; raises ReadError, naming it, where it is none."""
    package = open_package(data, name=name)
    content = package.xml("content.xml")
    styles = read_styles(package, content)
    builder = Builder()
    text = Text(builder, styles, package)
    hidden = []
    try:
        for table in children(content, "body", "spreadsheet"):
            if local(table) != "table":
                continue
            title = attribute(table, "name")
            style = attribute(table, "style-name")
            if styles.value("table", style, "table-properties", "display") == "false":
                hidden.append(title)
            else:
                add_sheet(builder, _sheet(table, title, text, styles))
                builder.part(title)
                text.blocks(children(table, "shapes"))
                builder.part(None)
    except RecursionError:
        raise package.damaged() from None
    title_of_file, metadata = read_metadata(package)
    if hidden:
        metadata["hidden_sheets"] = tuple(hidden)
    return builder.content(
        name=name, title=title_of_file, heading_is_title=False, metadata=metadata
    )


def _sheet(table: Element, title: str, text: Text, styles: Styles) -> Sheet:
    rows: list[SheetRow] = []
    merged: list[Merged] = []
    headers: set[int] = set()
    number = 1
    for row, in_header in rows_of(table):
        repeated = max(1, whole(row, "number-rows-repeated", 1))
        cells: dict[int, str] = {}
        bold = []
        for column, cell in _cells(row):
            shown = _shown(cell, text)
            if not shown.strip():
                continue
            cells[column] = shown
            bold.append(styles.is_bold("table-cell", attribute(cell, "style-name")))
            last = number + whole(cell, "number-rows-spanned", 1) - 1
            merged.append(Merged(number, last, column))
        filled = range(min(repeated, _MOST_REPEATED) if cells else 0)
        rows += [SheetRow(number + again, cells, is_bold=all(bold)) for again in filled]
        headers |= {number} if in_header and len(cells) > 1 else set()
        number += repeated
    return Sheet(title, rows, [each for each in merged if each.last_row > each.first_row], headers)


def _cells(row: Element) -> Iterator[tuple[int, Element]]:
    column = 0
    for cell in row:
        repeated = max(1, whole(cell, "number-columns-repeated", 1))
        if local(cell) == "table-cell" and (len(cell) or attribute(cell, "value-type")):
            for again in range(min(repeated, _MOST_REPEATED)):
                yield column + again, cell
        if local(cell) in {"table-cell", "covered-table-cell"}:
            column += repeated


def _shown(cell: Element, text: Text) -> str:
    shown = text.plain(cell)
    if shown or any(local(each) == "p" for each in cell):
        return shown
    # Programs other than office suites may give the value alone.
    return next((said for key in _VALUES if (said := attribute(cell, key))), "")
