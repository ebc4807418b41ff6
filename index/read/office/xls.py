"""Workbooks of Excel 97 to 2003 (XLS), read as XLSX is: cells as shown, visible sheets alone."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import xlrd

from index.errors import ReadError
from index.read.building import Builder
from index.read.office import number_formats
from index.read.office.packages import protected
from index.read.office.sheets import Merged, Sheet, SheetRow, add_sheet
from index.read.readers import Content

_BOLD_WEIGHT = 600


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a workbook; raises ReadError, naming it, where it is none."""
    if not data:
        raise ReadError(f"{name}: nothing in it", code="empty")
    builder = Builder()
    hidden = []
    hidden_columns: list[str] = []
    try:
        with xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
            logfile=StringIO(),
        ) as book:
            for place, title in enumerate(book.sheet_names()):
                sheet = book.sheet_by_index(place)
                if sheet.visibility:
                    hidden.append(title)
                else:
                    hidden_columns += add_sheet(builder, _sheet(book, sheet))
                book.unload_sheet(place)
    except MemoryError:
        raise
    except Exception as error:
        # For broken files the library raises whatever comes first.
        if "encrypted" in str(error):
            raise protected(name) from None
        raise ReadError(
            f"{name}: damaged, or no Excel workbook; open it and save it as XLSX", code="damaged"
        ) from error
    unread = {"hidden_sheets": tuple(hidden), "hidden_columns": tuple(hidden_columns)}
    metadata = {key: names for key, names in unread.items() if names}
    return builder.content(name=name, heading_is_title=False, metadata=metadata)


def _sheet(book: Any, sheet: Any) -> Sheet:
    merged = [
        Merged(first_row + 1, after_row, column)
        for first_row, after_row, column, _ in sheet.merged_cells
    ]
    hidden = [
        range(column, column + 1)
        for column, look in sheet.colinfo_map.items()
        if look.hidden and not look.outline_level
    ]
    return Sheet(sheet.name, list(_rows(book, sheet)), merged, hidden=hidden)


def _rows(book: Any, sheet: Any) -> Iterator[SheetRow]:
    for number in range(sheet.nrows):
        cells: dict[int, str] = {}
        bold = []
        for column, cell in enumerate(sheet.row(number)):
            look = book.xf_list[cell.xf_index]
            text = _shown(book, cell, look)
            if text.strip():
                cells[column] = text
                bold.append(book.font_list[look.font_index].weight >= _BOLD_WEIGHT)
        if cells:
            yield SheetRow(number + 1, cells, is_bold=all(bold))


def _shown(book: Any, cell: Any, look: Any) -> str:
    code = (
        number_formats.BUILT_IN.get(look.format_key) or book.format_map[look.format_key].format_str
    )
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return number_formats.show(cell.value, code, from_1904=bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, ""))
    return "" if number_formats.hides_text(code) else str(cell.value)
