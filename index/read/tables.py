"""Tables: which row names the columns, where the file does not say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.read.building import Builder
from index.read.periods import in_order, period_of

_FIGURE = re.compile(
    r"(?:[^\W\d_]{1,4}[\s.]\s?)?[-+−(≈~<>№$€₽£]?\s?\d[\d\s.,:/%()+\-–−]*(?:[^\W\d_]{1,4}\.?)?\W*"
)
"""A number, amount, date or time: digits with a short word before or after them at most."""

_LONGEST_NAME = 80
"""Names of columns are short; in code points."""

_LONGEST_FIGURE = 40
_LOOKED_AT = 50
_CAPTIONS_AT_MOST = 10
_LIST_WIDTH = 3
_LONGEST_CELL = 500
"""A row with a longer cell is no record: its cells are read one after another."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row as they are shown.

    `is_header` says that the file marks it as naming the columns, `is_bold` that all of it is bold.
    """

    cells: tuple[str, ...]
    is_header: bool = False
    is_bold: bool = False


def add_table(builder: Builder, rows: Sequence[Row]) -> None:
    """Add a table with the rows that name its columns."""
    named = header_rows(rows)
    builder.end_table()
    for number, row in enumerate(rows):
        if any(len(cell) > _LONGEST_CELL for cell in row.cells):
            for cell in row.cells:
                builder.paragraph(cell)
        else:
            builder.row(row.cells, header=number in named)
    builder.end_table()


def header_rows(rows: Sequence[Row]) -> range:
    """Return which rows name the columns of a table, none where that cannot be told.

    Those are the ones that the file marks; or else the first that is as wide as the table, where
    all of it are short names and what stands below is otherwise: figures, or not bold, or a list
    of three columns and more. Years and the like are names where they come in order. A row of names
    for several columns each has the next one with it. What comes before them are captions.
    """
    start = next((at for at, row in enumerate(rows[:_CAPTIONS_AT_MOST]) if row.is_header), None)
    if start is not None:
        end = start + 1
        while end < len(rows) and rows[end].is_header:
            end += 1
        if end == start + 1 and _names_groups(rows[start : end + 1 + _LOOKED_AT]):
            end += 1
        return range(start, end) if end < len(rows) else range(0)
    width = max((len(_filled(row)) for row in rows[:_LOOKED_AT]), default=0)
    for number, row in enumerate(rows[:_CAPTIONS_AT_MOST]):
        if _names_groups(rows[number : number + 2 + _LOOKED_AT]):
            return range(number, number + 2)
        if len(_filled(row)) * 2 > width > 1:
            found = _names_columns(row, rows[number + 1 : number + 1 + _LOOKED_AT])
            return range(number, number + 1) if found else range(0)
    return range(0)


def _names_groups(rows: Sequence[Row]) -> bool:
    """Return whether the first of these rows names groups of columns, and the second each of them.

    A group is a name with empty cells behind it; below those every column has a name of its own,
    and below other names there is none, or the same. None of these stands further below; figures
    do, or the same names stand in several groups.
    """
    if len(rows) < 3:  # noqa: PLR2004 - and one that is named
        return False
    width = max(len(rows[0].cells), len(rows[1].cells))
    groups, names = (
        [cell.strip() for cell in row.cells] + [""] * (width - len(row.cells)) for row in rows[:2]
    )
    starts = [column for column, group in enumerate(groups) if group]
    if starts in ([], [0]) or not all(map(_is_name, filter(None, [*groups, *names]))):
        return False
    grouped: list[int] = []
    for start, end in pairwise([*starts, width]):
        if end - start > 1:
            grouped += range(start, end)
        elif names[start] not in {"", groups[start]}:
            return False
    named = [names[column] for column in grouped]
    below = [
        [row.cells[column].strip() for row in rows[2:] if column < len(row.cells)]
        for column in grouped
    ]
    if not all(named) or any(name in said for name, said in zip(named, below, strict=True)):
        return False
    return len(set(named)) < len(named) or any(map(_is_of_figures, below))


def _is_name(cell: str) -> bool:
    """Return whether a cell may name a column: it is short, and no figure but of a period."""
    return len(cell) <= _LONGEST_NAME and (not is_figure(cell) or period_of(cell) is not None)


def _names_columns(row: Row, below: Sequence[Row]) -> bool:
    names = _filled(row)
    short = all(len(name) <= _LONGEST_NAME for name in names)
    if not below or not short or len(set(names)) < len(names):
        return False
    if row.is_bold and not all(each.is_bold for each in below):
        return True
    if any(map(is_figure, names)):
        return names_periods(row, below)
    return len(names) >= _LIST_WIDTH or any(
        _is_of_figures([each.cells[column] for each in below if column < len(each.cells)])
        for column, name in enumerate(row.cells)
        if name.strip()
    )


def _is_of_figures(column: Sequence[str]) -> bool:
    said = [cell for cell in column if cell.strip()]
    return bool(said) and sum(map(is_figure, said)) * 2 > len(said)


def names_periods(row: Row, below: Sequence[Row]) -> bool:
    """Return whether a first row names columns by years, months or the like, in order.

    It has no other figures and begins with a word; below them stands otherwise, or the row is one
    more of a list of dates.
    """
    periods = {column: period_of(cell) for column, cell in enumerate(row.cells)}
    found = [period for period in periods.values() if period is not None]
    figures = [column for column, cell in enumerate(row.cells) if is_figure(cell)]
    if periods.get(0) or 0 in figures or not all(periods[column] for column in figures):
        return False
    if not in_order(found):
        return False
    cells = [
        each.cells[column]
        for each in below
        for column, period in periods.items()
        if period is not None and column < len(each.cells) and each.cells[column].strip()
    ]
    alike = [cell for cell in cells if (period := period_of(cell)) and period[0] == found[0][0]]
    return len(alike) * 2 < len(cells)


def is_figure(cell: str) -> bool:
    """Return whether a cell shows a number, an amount, a date or a time."""
    figure = cell.strip()
    return len(figure) <= _LONGEST_FIGURE and _FIGURE.fullmatch(figure) is not None


def _filled(row: Row) -> list[str]:
    return [cell.strip() for cell in row.cells if cell.strip()]
