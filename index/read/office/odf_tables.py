"""Tables of OpenDocument files, in texts, presentations and spreadsheets."""

from collections.abc import Callable, Iterator

from index.read.office.odf_styles import Styles
from index.read.office.packages import Element, attribute, local, whole
from index.read.tables import Row

_MOST_REPEATED = 1000
"""Rows and cells that are said to repeat more often are not filled by anybody."""

_WIDEST = 1000


def table_rows(table: Element, styles: Styles, plain: Callable[[Element], str]) -> list[Row]:
    """Return the rows of a table; a cell merged downwards stands in each of its rows."""
    rows: list[Row] = []
    above: dict[int, tuple[int, str]] = {}
    for row, in_header in rows_of(table):
        cells: list[str] = []
        for cell in row:
            if local(cell) not in {"table-cell", "covered-table-cell"}:
                continue
            repeated = min(max(whole(cell, "number-columns-repeated", 1), 1), _MOST_REPEATED)
            for _ in range(repeated):
                if len(cells) < _WIDEST:
                    cells.append(_cell(cell, len(cells), above, plain))
        again = min(max(whole(row, "number-rows-repeated", 1), 1), _MOST_REPEATED)
        is_header = in_header or _is_headed(row, styles)
        shown = any(text.strip() for text in cells)
        rows += [Row(tuple(cells), is_header=is_header)] * (again if shown else 0)
    return rows


def _cell(
    cell: Element,
    column: int,
    above: dict[int, tuple[int, str]],
    plain: Callable[[Element], str],
) -> str:
    if local(cell) == "covered-table-cell":
        left, text = above.get(column, (0, ""))
        if left > 0:
            above[column] = (left - 1, text)
            return text
        return ""
    text = plain(cell)
    above[column] = (whole(cell, "number-rows-spanned", 1) - 1, text)
    return text


def _is_headed(row: Element, styles: Styles) -> bool:
    """Return whether all text of a row has the style that is for the heads of tables."""
    names = [attribute(each, "style-name") for each in row.iter() if local(each) == "p"]
    return bool(names) and all(styles.is_a("paragraph", name, "Table_20_Heading") for name in names)


def width(row: Element) -> int:
    """Return how many cells a row has, without those that others cover."""
    cells = (each for each in row if local(each) == "table-cell")
    return sum(whole(cell, "number-columns-repeated", 1) for cell in cells)


def rows_of(table: Element, *, in_header: bool = False) -> Iterator[tuple[Element, bool]]:
    """Yield the rows of a table, and whether they are marked as its header."""
    for each in table:
        kind = local(each)
        if kind == "table-row":
            yield each, in_header
        elif kind in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from rows_of(each, in_header=in_header or kind == "table-header-rows")
