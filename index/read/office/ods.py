"""Spreadsheets of LibreOffice and kin (ODS): cells as they are shown, which the file itself says.

Hidden sheets and columns are not read and named among the metadata, as in XLSX.
"""

from collections.abc import Iterator
from copy import deepcopy

from index.read.building import Builder
from index.read.office.odf import Text, open_package, read_metadata
from index.read.office.odf_styles import Styles, read_styles
from index.read.office.packages import Element, attribute, local, whole
from index.read.office.sheets import Merged, Sheet, SheetRow, add_sheet
from index.read.readers import Content

_MOST_REPEATED = 1000
"""Rows and cells that are said to repeat more often are not filled by anybody."""

_VALUES = ("string-value", "date-value", "time-value", "boolean-value", "value")


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a spreadsheet; raises ReadError, naming it, where it is none."""
    package = open_package(data, name=name)
    styles = read_styles(package)
    builder = Builder()
    text = Text(builder, styles, package)
    hidden = []
    hidden_columns: list[str] = []
    sheet = _Sheet(text, styles)
    try:
        for each in package.elements(
            "content.xml", "automatic-styles", "table-column", "table-row", "shapes", "table"
        ):
            kind = local(each)
            if kind == "automatic-styles":
                styles.add([deepcopy(each)])
            elif any(local(above) == "table-cell" for above in each.iterancestors()):
                continue
            elif kind == "table-column":
                sheet.add_column(each)
            elif kind == "table-row":
                sheet.add(each)
            elif kind == "shapes":
                sheet.shapes += deepcopy(list(each))
            elif _is_hidden(each, styles):
                hidden.append(attribute(each, "name"))
                sheet = _Sheet(text, styles)
            else:
                hidden_columns += sheet.hand_over(builder, attribute(each, "name"))
                sheet = _Sheet(text, styles)
    except RecursionError:
        raise package.damaged() from None
    title_of_file, metadata = read_metadata(package)
    unread = {"hidden_sheets": hidden, "hidden_columns": hidden_columns}
    metadata |= {key: tuple(names) for key, names in unread.items() if names}
    return builder.content(
        name=name, title=title_of_file, heading_is_title=False, metadata=metadata
    )


def _is_hidden(table: Element, styles: Styles) -> bool:
    style = attribute(table, "style-name")
    return styles.value("table", style, "table-properties", "display") == "false"


class _Sheet:
    """A sheet that is being read, row by row."""

    def __init__(self, text: Text, styles: Styles) -> None:
        self.shapes: list[Element] = []
        self._text = text
        self._styles = styles
        self._number = 1
        self._rows: list[SheetRow] = []
        self._merged: list[Merged] = []
        self._headers: set[int] = set()
        self._columns = 0
        self._hidden: list[range] = []

    def add_column(self, column: Element) -> None:
        """Take the next column, or the next ones, where it repeats; a group is unfolded."""
        first = self._columns
        self._columns += max(1, whole(column, "number-columns-repeated", 1))
        above = column.getparent()
        in_group = above is not None and local(above) == "table-column-group"
        if attribute(column, "visibility") == "collapse" and not in_group:
            self._hidden.append(range(first, self._columns))

    def add(self, row: Element) -> None:
        """Take the next row, or the next ones, where it repeats."""
        number = self._number
        repeated = max(1, whole(row, "number-rows-repeated", 1))
        cells: dict[int, str] = {}
        bold = []
        for column, cell in _cells(row):
            shown = _shown(cell, self._text)
            if not shown.strip():
                continue
            cells[column] = shown
            bold.append(self._styles.is_bold("table-cell", attribute(cell, "style-name")))
            last = number + whole(cell, "number-rows-spanned", 1) - 1
            if last > number:
                self._merged.append(Merged(number, last, column))
        filled = range(min(repeated, _MOST_REPEATED) if cells else 0)
        self._rows += [SheetRow(number + again, cells, is_bold=all(bold)) for again in filled]
        above = row.getparent()
        if above is not None and local(above) == "table-header-rows" and len(cells) > 1:
            self._headers.add(number)
        self._number += repeated

    def hand_over(self, builder: Builder, title: str) -> list[str]:
        """Add the sheet, and behind it what is written in shapes over it; as `add_sheet`."""
        sheet = Sheet(title, self._rows, self._merged, self._headers, self._hidden)
        unread = add_sheet(builder, sheet)
        builder.part(title)
        self._text.blocks(self.shapes)
        builder.part(None)
        return unread


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
