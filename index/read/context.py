"""What a person has read above a passage: it is encoded with it and is no part of it.

This is the one place that says what both halves of the search are given of a passage; training and
measuring make their passages here too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from index.read.hidden import hidden_spans, seen
from index.types import Block, Document, Span

_SIGNS = " \t\r\n#=*_>|:-+~\\"
_CELLS = re.compile(r"[ \t]*[|\t][ \t|]*")
_PARTED_BY = ("\t", "|", ";", ",")
_SPACE = re.compile(r"\s+")
_LINE_BREAK = re.compile(r"[\r\n]")
_DEEPEST = 100
_LONGEST_LEAD = 120
"""In code points: what is longer above a list is prose, and does not say what it is a list of."""


def encoded_text(text: str, *, context: str) -> str:
    """Return what is encoded of a passage, or of a sentence, under its context."""
    return f"{context}\n{text}" if context else text


def contexts(document: Document) -> list[tuple[str, ...]]:
    """Return of each block the lines of what stands above it, outermost first.

    That are the headings above, the line that leads in a list and the items that an item stands
    under, and the header of a table's row. What a comment parts from the rest of a row stands under
    what is before it.
    """
    found = []
    groups = column_groups(document.blocks)
    leads: list[tuple[int, Span]] = []
    before: Block | None = None
    row: list[Span] = []
    for block, behind in zip_longest(document.blocks, document.blocks[1:]):
        goes_on = before is not None and _of_one_row(document.text, before, block)
        row = [*row, block.span] if goes_on else [block.span]
        if block.kind == "list_item":
            indent = _indent(document.text, block.span)
            if before is not None and before.kind != "list_item":
                leads = [(-1, before.span)] if _leads(document.text, before) else []
            leads = [(depth, span) for depth, span in leads if depth < indent]
            above = [span for _, span in leads]
            leads.append((indent, block.span))
        else:
            above = []
        if goes_on or (behind is not None and _of_one_row(document.text, block, behind)):
            lines = _above(document.text, replace(block, header=None), above, groups)
            found.append((*lines, *_beside(document.text, row, block.header)))
        else:
            found.append(_above(document.text, block, above, groups))
        before = block
    return found


def column_groups(blocks: Sequence[Block]) -> dict[Span, Span]:
    """Return of the headers of tables those that have another above them, which names groups."""
    headers = {block.header for block in blocks if block.header is not None}
    return {
        block.span: block.header
        for block in blocks
        if block.header is not None and block.span in headers
    }


def column_names(text: str, header: Span, groups: Mapping[Span, Span]) -> str:
    """Return a header as one row, where the name of a column has that of its group before it."""
    names = seen(text, header)
    group = groups.get(header)
    if group is None:
        return names
    above = column_names(text, group, groups)
    sign = next((sign for sign in _PARTED_BY if sign in above and sign in names), "|")
    own = [name.strip() for name in names.split(sign)]
    if own == list(map(str, range(1, len(own) + 1))):
        # The numbers of the columns, as forms have them.
        return above
    said = [name.strip() for name in above.split(sign)]
    named: list[str] = []
    last = ""
    for upper, lower in zip_longest(said, own, fillvalue=""):
        last = upper or (last if lower else "")
        named.append(lower if lower.startswith(last) else f"{last} {lower}".strip())
    return (" | " if sign == "|" else sign).join(named)


def _above(
    text: str, block: Block, above: Sequence[Span], groups: Mapping[Span, Span]
) -> tuple[str, ...]:
    header = [] if block.header is None else [column_names(text, block.header, groups)]
    short = [span for span in above if span.end - span.start <= _LONGEST_LEAD]
    said = [span.cut(text) for span in (*block.headings, *short)]
    return tuple(filter(None, map(_line, (*said, *header))))


def _of_one_row(text: str, block: Block, behind: Block) -> bool:
    """Return whether nothing but a comment parts two blocks of a table's row."""
    between = Span(block.span.end, behind.span.start)
    return (
        block.kind == behind.kind == "table_row"
        and not _LINE_BREAK.search(text, between.start, between.end)
        and next(hidden_spans(text, between), None) is not None
    )


def _beside(text: str, row: Sequence[Span], header: Span | None) -> Iterator[str]:
    """Yield what the columns are called up to the last part of a row, and what is before that."""
    if header is not None:
        cells = seen(text, Span(row[0].start, row[-1].end)).strip(_SIGNS).count("|") + 1
        yield _line("|".join(seen(text, header).strip().strip("|").split("|")[:cells]))
    if len(row) > 1:
        yield _line(seen(text, Span(row[0].start, row[-2].end)))


def _line(content: str) -> str:
    cells = _CELLS.sub(", ", content.strip(_SIGNS))
    return _SPACE.sub(" ", cells).strip(_SIGNS)


def _leads(text: str, block: Block) -> bool:
    return block.kind == "paragraph" and block.span.cut(text).rstrip(" *_").endswith(":")


def _indent(text: str, span: Span) -> int:
    nearby = max(0, span.start - _DEEPEST)
    line = max(text.rfind("\n", nearby, span.start), text.rfind("\r", nearby, span.start)) + 1
    return span.start - max(line, nearby)
