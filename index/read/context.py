"""What a person has read above a passage: it is encoded with it and is no part of it.

This is the one place that says what both halves of the search are given of a passage; training and
measuring make their passages here too.
"""

import re
from collections.abc import Sequence

from index.read.hidden import seen
from index.types import Block, Document, Span

_SIGNS = " \t\r\n#=*_>|:-+~\\"
_CELLS = re.compile(r"[ \t]*[|\t][ \t|]*")
_SPACE = re.compile(r"\s+")
_DEEPEST = 100
_LONGEST_LEAD = 120
"""In code points: what is longer above a list is prose, and does not say what it is a list of."""


def encoded_text(text: str, *, context: str) -> str:
    """Return what is encoded of a passage, or of a sentence, under its context."""
    return f"{context}\n{text}" if context else text


def contexts(document: Document) -> list[tuple[str, ...]]:
    """Return of each block the lines of what stands above it, outermost first.

    That are the headings above, the line that leads in a list and the items that an item stands
    under, and the header of a table's row.
    """
    found = []
    leads: list[tuple[int, Span]] = []
    before: Block | None = None
    for block in document.blocks:
        if block.kind == "list_item":
            indent = _indent(document.text, block.span)
            if before is not None and before.kind != "list_item":
                leads = [(-1, before.span)] if _leads(document.text, before) else []
            leads = [(depth, span) for depth, span in leads if depth < indent]
            above = [span for _, span in leads]
            leads.append((indent, block.span))
        else:
            above = []
        found.append(_above(document.text, block, above))
        before = block
    return found


def _above(text: str, block: Block, above: Sequence[Span]) -> tuple[str, ...]:
    header = [] if block.header is None else [seen(text, block.header)]
    short = [span for span in above if span.end - span.start <= _LONGEST_LEAD]
    said = [span.cut(text) for span in (*block.headings, *short)]
    return tuple(filter(None, map(_line, (*said, *header))))


def _line(content: str) -> str:
    cells = _CELLS.sub(", ", content.strip(_SIGNS))
    return _SPACE.sub(" ", cells).strip(_SIGNS)


def _leads(text: str, block: Block) -> bool:
    return block.kind == "paragraph" and block.span.cut(text).rstrip(" *_").endswith(":")


def _indent(text: str, span: Span) -> int:
    nearby = max(0, span.start - _DEEPEST)
    line = max(text.rfind("\n", nearby, span.start), text.rfind("\r", nearby, span.start)) + 1
    return span.start - max(line, nearby)
