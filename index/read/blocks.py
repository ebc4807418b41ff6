"""The blocks of a text: what its author set apart by headings, blank lines and markup."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt

from index.types import Span

PLAIN_TEXT = "text/plain"
MARKDOWN = "text/markdown"

FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(?P<yaml>.{0,65536}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_NOT_BLANK = re.compile(r"\S")
_WORD = re.compile(r"\w")
_WRAPPED_AT_MOST = 200
"""No editor wraps lines so far out: where one line of a block is longer, each is a paragraph."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph (a list item, table or code block counts as one)."""

    span: Span
    heading: bool


def blocks(text: str, *, media_type: str) -> list[Block]:
    """Return the blocks of `text` in order; none overlaps another, none is blank.

    `media_type` is `text/plain` or `text/markdown`. Spans begin and end at characters that are not
    white space. Markdown front matter is in no block.
    """
    found = _markdown_blocks(text) if media_type == MARKDOWN else _paragraphs(text)
    return [
        Block(span=trimmed, heading=block.heading)
        for block in found
        if (trimmed := trim(text, block.span)).end > trimmed.start
    ]


def trim(text: str, span: Span) -> Span:
    """Return `span` without the white space at its ends (empty where there is nothing else)."""
    content = span.cut(text)
    start = span.start + len(content) - len(content.lstrip())
    return Span(start, max(start, span.start + len(content.rstrip())))


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        match = _LINE.match(text, start)
        assert match is not None  # noqa: S101 - the pattern matches at any place, by construction
        yield Span(start, match.end())
        start = match.end()


def _paragraphs(text: str) -> Iterator[Block]:
    run: list[Span] = []
    for line in [*_lines(text), Span(len(text), len(text))]:
        if _NOT_BLANK.search(text, line.start, line.end):
            run.append(line)
            continue
        if any(line.end - line.start > _WRAPPED_AT_MOST for line in run):
            yield from (Block(span=line, heading=False) for line in run)
        elif run:
            yield Block(span=Span(run[0].start, run[-1].end), heading=False)
        run = []


def _markdown_blocks(text: str) -> Iterator[Block]:
    front_matter = FRONT_MATTER.match(text)
    body = front_matter.end() if front_matter else 0
    starts = [body + line.start for line in _lines(text[body:])] + [len(text)]
    tokens = MarkdownIt("commonmark").enable("table").parse(text[body:])
    end = len(starts) - 1
    covered = 0
    for token in tokens:
        if token.map is None or token.type not in _LEAVES:
            continue
        first, last = max(token.map[0], covered), min(token.map[1], end)
        if first < last:
            yield from _unmarked(text, starts[covered : first + 1])
            covered = last
            span = Span(starts[first], starts[last])
            yield Block(span=span, heading=token.type == "heading_open")
    yield from _unmarked(text, starts[covered:])


def _unmarked(text: str, starts: Sequence[int]) -> Iterator[Block]:
    """Yield the lines between blocks that hold words: definitions, and what is nested too deep."""
    run: list[Span] = []
    for start, end in pairwise(starts):
        if _WORD.search(text, start, end):
            run.append(Span(start, end))
        elif run:
            yield Block(span=Span(run[0].start, run[-1].end), heading=False)
            run = []
    if run:
        yield Block(span=Span(run[0].start, run[-1].end), heading=False)


_LEAVES = frozenset(
    ["heading_open", "paragraph_open", "fence", "code_block", "html_block", "table_open"]
)
