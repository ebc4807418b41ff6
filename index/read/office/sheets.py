"""Sheets of a workbook: the tables among the filled rows, each row with the cells it fills."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.read.building import Builder
from index.read.tables import Row, header_rows, is_figure

_DEFAULT_NAME = re.compile(r"(?:sheet|лист|table|таблица|feuille|tabelle)[ _]?\d*", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_LETTERS = 26
_LONGEST_RECORD = 200
"""A longer text that stands alone in its row is prose; in code points."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row by its number from 1, with what its filled cells show by their columns from 0."""

    number: int
    cells: Mapping[int, str]
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """A rectangle of cells that are one: rows from 1, columns from 0, both ends included."""

    first_row: int
    last_row: int
    column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it is shown; `headers` are the rows that the file marks as naming columns.

    `hidden` are columns from 0 that are not shown.
    """

    name: str
    rows: Sequence[SheetRow]
    merged: Sequence[Merged] = ()
    headers: Collection[int] = field(default_factory=frozenset)
    hidden: Sequence[range] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    """A run of rows without an empty one, over the columns that any of them fills."""

    rows: Sequence[SheetRow]
    first: int
    last: int

    def cells(self, row: SheetRow) -> tuple[str, ...]:
        return tuple(row.cells.get(column, "") for column in range(self.first, self.last + 1))


def add_sheet(builder: Builder, sheet: Sheet) -> list[str]:
    """Add a sheet: its name as a heading where somebody gave it one, then its tables.

    A citation of a row names it as a spreadsheet does, as `Prices!A2:D2`. Return the addresses of
    the columns that hold something and are hidden, so not read.
    """
    sheet, unread = _without_hidden(sheet)
    builder.end_section()
    filled = _unmerged(sheet)
    if filled and not _DEFAULT_NAME.fullmatch(sheet.name):
        builder.part(sheet.name)
        builder.heading(sheet.name, level=1)
    last: _Table | None = None
    names: Row | None = None
    for table in _tables(filled):
        shown = [
            Row(table.cells(row), row.number in sheet.headers, row.is_bold) for row in table.rows
        ]
        named = range(0)
        if (
            last is None
            or names is None
            or not _goes_on(last, table, sheet.headers)
            or _has_own_names(shown, names)
        ):
            builder.end_table()
            named = header_rows(shown)
            names = shown[named[-1]] if named else None
        _add_rows(builder, sheet.name, table, named)
        last = table
    builder.end_section()
    builder.part(None)
    return unread


def _without_hidden(sheet: Sheet) -> tuple[Sheet, list[str]]:
    """Return a sheet as if what its hidden columns hold were not there, and their addresses."""
    if not sheet.hidden:
        return sheet, []
    left_out: set[int] = set()
    rows = []
    for row in sheet.rows:
        gone = {column for column in row.cells if any(column in each for each in sheet.hidden)}
        left_out |= gone
        cells = {column: text for column, text in row.cells.items() if column not in gone}
        if cells:
            rows.append(replace(row, cells=cells))
    names = [f"{_quoted(sheet.name)}!{column_name(column)}" for column in sorted(left_out)]
    return replace(sheet, rows=rows), names


def _add_rows(builder: Builder, sheet: str, table: _Table, named: range) -> None:
    for place, row in enumerate(table.rows):
        builder.part(cell_range(sheet, row))
        cells = table.cells(row)
        is_caption = place < named.start or len(table.rows) == 1
        if len(row.cells) == 1 and (is_caption or len("".join(cells)) > _LONGEST_RECORD):
            builder.paragraph("".join(cells))
        else:
            builder.row(cells, header=place in named)


def _unmerged(sheet: Sheet) -> list[SheetRow]:
    """Return the filled rows; what is merged over several rows stands in each of them."""
    filled = [row for row in sheet.rows if any(text.strip() for text in row.cells.values())]
    tall = sorted(
        (each for each in sheet.merged if each.last_row > each.first_row),
        key=lambda each: (each.first_row, each.column),
    )
    rows: list[SheetRow] = []
    held: list[tuple[Merged, str]] = []
    for row in filled:
        held = [each for each in held if each[0].last_row >= row.number]
        again = {merged.column: text for merged, text in held if merged.column not in row.cells}
        rows.append(SheetRow(row.number, {**row.cells, **again}, row.is_bold) if again else row)
        while tall and tall[0].first_row <= row.number:
            merged = tall.pop(0)
            text = row.cells.get(merged.column, "")
            if merged.first_row == row.number and text.strip():
                held.append((merged, text))
    return rows


def _tables(rows: Iterable[SheetRow]) -> Iterator[_Table]:
    run: list[SheetRow] = []
    for row in rows:
        if run and row.number > run[-1].number + 1:
            yield _table(run)
            run = []
        run.append(row)
    if run:
        yield _table(run)


def _table(rows: Sequence[SheetRow]) -> _Table:
    columns = [column for row in rows for column in row.cells]
    return _Table(rows, min(columns), max(columns))


def _goes_on(last: _Table, table: _Table, headers: Collection[int]) -> bool:
    """Return whether rows behind an empty one go on with the table above it, without a header."""
    first = table.rows[0]
    one_row_on = first.number == last.rows[-1].number + 2
    if not one_row_on or (last.first, last.last) != (table.first, table.last):
        return False
    if first.number in headers or (first.is_bold and not last.rows[-1].is_bold):
        return False
    return all(
        is_figure(cell) or not is_figure(above)
        for cell, above in zip(table.cells(first), last.cells(last.rows[-1]), strict=True)
        if cell and above
    )


def _has_own_names(rows: Sequence[Row], names: Row) -> bool:
    """Return whether rows begin with a caption and a row of names, some of them those of above."""
    found = header_rows(rows)
    if not found or not found.start:
        return False
    return not {*filter(None, rows[found[-1]].cells)}.isdisjoint(names.cells)


def cell_range(sheet: str, row: SheetRow) -> str:
    """Return the address of a row's filled cells as spreadsheets write it, as `'My list'!A2:D2`."""
    first, last = min(row.cells), max(row.cells)
    start = f"{_quoted(sheet)}!{column_name(first)}{row.number}"
    return start + (f":{column_name(last)}{row.number}" if last > first else "")


def _quoted(sheet: str) -> str:
    return sheet if _PLAIN_NAME.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"


def column_name(column: int) -> str:
    """Return the letters of a column from 0: A to Z, AA, AB."""
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + place) + letters
    return letters


def shown_number(number: float) -> str:
    """Return a number without a format: up to 15 digits, none of which binary fractions made up."""
    written = f"{number:.15g}"
    if "e" in written:
        written = f"{number:.10g}".replace("e", "E")
    return "0" if written == "-0" else written
