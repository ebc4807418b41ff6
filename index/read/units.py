"""Units: what an author wrote as one, be it a sentence, a record on a line, a row or a heading."""

from math import ceil

import regex

from index.read.blocks import lines, trim
from index.read.records import runs_of_lines
from index.text.sentences import SENTENCES
from index.types import Block, Span

_LONGEST_RECORD = 400
"""In code points: what is longer is no record but prose, and is divided into its sentences."""

LONGEST_ITEM = 160
"""An item of a list up to this length is one unit, however many sentences it has."""

_STRETCH = 20_000
"""Longer texts are divided into sentences in stretches: razdel's time can grow with the square."""

_FENCE = regex.compile(r"[ \t>]*(?:`{3,}|~{3,})[^`\r\n]*")
_WORD = regex.compile(r"\w")

# Word borders of Unicode's annex 29, which also knows scripts written without spaces.
_WORD_BREAK = regex.compile(r"(?w)\b")
_LAST_WORD_BREAK = regex.compile(r"(?wr)\b")
_AHEAD = 8
"""A pattern takes the end of what it searches for a border, so it must see beyond the goal."""
_LAST_SPACE = regex.compile(r"(?r)\s")
_LONGEST_WORD = 1000
"""Longer runs without a break are no words (encoded data, a missing separator) and may be cut."""


def runs(text: str, block: Block) -> list[list[Span]]:
    """Return the units of a block of `text`, in order, in runs that belong together.

    Such are the sentences of a paragraph and the lines of code; a record is a run by itself. No
    unit is blank or has white space around it. What of the block is in none of them are signs, such
    as the fences of code.
    """
    if block.kind in {"heading", "table_row"}:
        return [[block.span]]
    if block.kind == "code":
        return [_lines_of_code(text, block.span)]
    if block.kind == "list_item" and block.span.end - block.span.start <= LONGEST_ITEM:
        return [[block.span]]
    found = runs_of_lines(text, block.span)
    divided = [
        [run.span]
        if run.is_record and run.span.end - run.span.start <= _LONGEST_RECORD
        else sentence_spans(text, run.span)
        for run in found
    ]
    if any(run.is_record for run in found):
        return divided
    return [[sentence for sentences in divided for sentence in sentences]]


def sentence_spans(text: str, span: Span) -> list[Span]:
    """Return the sentences of `text` within `span`, trimmed, in order."""
    stretches = between_words(text, span, parts=ceil((span.end - span.start) / _STRETCH))
    return [
        Span(stretch.start + start, stretch.start + end)
        for stretch in stretches
        for start, end in SENTENCES.spans(stretch.cut(text))
    ]


def _lines_of_code(text: str, span: Span) -> list[Span]:
    """Return the lines, each with those after it that hold no word; all as one where none does."""
    found: list[Span] = []
    for line in lines(span.cut(text)):
        inner = trim(text, Span(span.start + line.start, span.start + line.end))
        if inner.start == inner.end or _FENCE.fullmatch(text, inner.start, inner.end):
            continue
        if found and not _WORD.search(text, inner.start, inner.end):
            found[-1] = Span(found[-1].start, inner.end)
        else:
            found.append(inner)
    return found or [span]


def between_words(text: str, span: Span, *, parts: int) -> list[Span]:
    """Divide `span` into about `parts` runs of equal length that begin and end between words."""
    length = ceil((span.end - span.start) / parts)
    pieces: list[Span] = []
    start = span.start
    while span.end - start > length:
        border = _border(text, start=start, goal=start + length, end=span.end)
        pieces.append(trim(text, Span(start, border)))
        start = border
    pieces.append(trim(text, Span(start, span.end)))
    return [piece for piece in pieces if piece.end > piece.start]


def _border(text: str, *, start: int, goal: int, end: int) -> int:
    """Return the best place to cut after `start`: the last one up to `goal`, or the next one."""
    for pattern in (_LAST_SPACE, _LAST_WORD_BREAK):
        for match in pattern.finditer(text, start + 1, goal + _AHEAD):
            if match.start() <= goal:
                return int(match.start())
    longest = min(end, start + _LONGEST_WORD)
    for match in _WORD_BREAK.finditer(text, goal, longest + _AHEAD):
        if match.start() <= longest:
            return int(match.start())
    return longest
