"""Tables of a plain text: lines of as many cells each, the first of which names the columns."""

import re
from collections.abc import Iterator, Sequence

from index.read.tables import Row, names_periods
from index.types import Block, Span

_SEPARATORS = (
    re.compile(r"[ \t]*\|[ \t]*"),
    re.compile(r"\t+"),
    re.compile(r"[ \t]*;[ \t]*"),
    re.compile(r" {2,}"),
)
_WORD = re.compile(r"\w")
_FEWEST_ROWS = 3


def plain_table(text: str, run: Sequence[Span]) -> Iterator[Block]:
    """Yield the rows of the table that some lines are, each with its header, or nothing.

    A header is surely one only where it has no digit, or years or the like in order, and every row
    below has one.
    """
    rows = [line for line in run if _WORD.search(text, line.start, line.end)]
    if len(rows) < _FEWEST_ROWS or len(run) - len(rows) > len(rows) + 1:
        return
    contents = [row.cut(text).strip().strip("|").strip() for row in rows]
    if not all(map(_has_digit, contents[1:])):
        return
    if any(_names_columns(contents, separator) for separator in _SEPARATORS):
        yield Block(rows[0], "table_row")
        yield from (Block(row, "table_row", header=rows[0]) for row in rows[1:])


def _names_columns(contents: Sequence[str], separator: re.Pattern[str]) -> bool:
    """Return whether a separator makes of every line as many cells, all named in the first."""
    names, *below = (separator.split(content) for content in contents)
    if len(names) < 2 or not all(map(_WORD.search, names)) or {*map(len, below)} != {len(names)}:  # noqa: PLR2004
        return False
    if not _has_digit(contents[0]):
        return True
    return names_periods(Row(tuple(names)), [Row(tuple(cells)) for cells in below])


def _has_digit(content: str) -> bool:
    return any(character.isdigit() for character in content)
