"""Tables of an HTML page: which hold data, and their rows with every cell in its column."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from index.read.tables import Row
from index.read.web.tree import seen_text, shown

_MOST_COLUMNS = 1000
"""As many as a cell may span, by the HTML standard."""
_LONGEST_CELL = 1000
"""A cell with more text is a column of a page's layout."""
_LONGEST_REPEATED = 200
_NO_DATA = "table, h1, h2, h3, h4, h5, h6, pre, form"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, and its caption."""

    rows: tuple[Row, ...]
    caption: str


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[LexborNode, ...]
    in_head: bool


def data_table(table: LexborNode) -> Table | None:
    """Return what is in a table of data, None where a table only lays out a page."""
    if table.attributes.get("role") in {"none", "presentation"}:
        return None
    if any(each.mem_id != table.mem_id for each in table.css(_NO_DATA)):
        return None
    rows = _rows(table)
    widest = max((len(row.cells) for row in rows), default=0)
    if widest < 2 or (len(rows) < 2 and table.css_first("th") is None):  # noqa: PLR2004
        return None
    texts = [[seen_text(cell) for cell in row.cells] for row in rows]
    if any(len(text) > _LONGEST_CELL for row in texts for text in row):
        return None
    caption = table.css_first("caption")
    return Table(
        rows=tuple(
            Row(
                cells,
                is_header=row.in_head or all(cell.tag == "th" for cell in row.cells),
                is_bold=all(map(_is_bold, row.cells)),
            )
            for row, cells in zip(rows, _laid_out(rows, texts), strict=True)
            if any(cells)
        ),
        caption=seen_text(caption) if caption is not None else "",
    )


def _rows(table: LexborNode) -> list[_Row]:
    rows: list[_Row] = []
    cells: list[LexborNode] = []
    in_head = False
    for kind, node, tag in shown(table):
        if tag == "thead":
            in_head = kind == "enter"
        elif tag in {"td", "th"} and kind == "enter":
            cells.append(node)
        elif tag == "tr" and kind == "leave":
            rows.append(_Row(tuple(cells), in_head))
            cells = []
    return rows


def _is_bold(cell: LexborNode) -> bool:
    """Return whether all that a cell says is bold, or it says nothing."""
    bold = cell.css_first("b, strong")
    return cell.text(strip=True) == ("" if bold is None else bold.text(strip=True))


def _laid_out(rows: list[_Row], texts: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """Return the rows with every cell in its columns: one merged downwards is given in each row.

    One merged to the right is given once, then empty ones.
    """
    laid: list[tuple[str, ...]] = []
    below: dict[int, tuple[int, str]] = {}
    for row, cell_texts in zip(rows, texts, strict=True):
        line: list[str] = []
        for cell, text in zip(row.cells, cell_texts, strict=True):
            _take_down(line, below)
            width = min(_span(cell, "colspan"), _MOST_COLUMNS - len(line))
            height = _span(cell, "rowspan")
            for column in range(width):
                if height > 1:
                    repeated = text if column == 0 and len(text) <= _LONGEST_REPEATED else ""
                    below[len(line)] = (height - 1, repeated)
                line.append("" if column else text)
        _take_down(line, below)
        laid.append(tuple(line))
    return tuple(laid)


def _take_down(line: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Put the cells that reach down from rows above into the columns that come next."""
    while len(line) in below:
        left, text = below.pop(len(line))
        if left > 1:
            below[len(line)] = (left - 1, text)
        line.append(text)


def _span(cell: LexborNode, name: str) -> int:
    digits = re.match(r"\s*(\d{1,5})", cell.attributes.get(name) or "")
    return max(1, int(digits[1])) if digits else 1
