"""Tables of a plain text: lines of as many cells each, the first of which names the columns."""

import re
from collections.abc import Iterator, Sequence

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

    A header is surely one only where it has no digit and every row below has one.
    """
    rows = [line for line in run if _WORD.search(text, line.start, line.end)]
    if len(rows) < _FEWEST_ROWS or len(run) - len(rows) > len(rows) + 1:
        return
    contents = [row.cut(text).strip().strip("|").strip() for row in rows]
    if _has_digit(contents[0]) or not all(map(_has_digit, contents[1:])):
        return
    if any(_cells(contents, separator) for separator in _SEPARATORS):
        yield Block(rows[0], "table_row")
        yield from (Block(row, "table_row", header=rows[0]) for row in rows[1:])


def _cells(contents: Sequence[str], separator: re.Pattern[str]) -> bool:
    """Return whether a separator makes of every line as many cells, all named in the first."""
    names = separator.split(contents[0])
    counts = {len(separator.split(content)) for content in contents}
    return len(names) > 1 and all(map(_WORD.search, names)) and counts == {len(names)}


def _has_digit(content: str) -> bool:
    return any(character.isdigit() for character in content)
