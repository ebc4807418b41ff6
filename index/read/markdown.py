"""Markdown: the file as it is, its blocks by CommonMark with tables, without what is hidden."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.errors import ReadError
from index.read.blocks import finish, heading_line, lines
from index.read.front_matter import front_matter
from index.read.hidden import hidden_spans, is_hidden, ruled_off, without
from index.read.readers import Content
from index.read.text import read_text
from index.types import Block, BlockKind, Places, Span

_WORD = re.compile(r"\w")
_KINDS: Mapping[str, BlockKind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "fence": "code",
    "code_block": "code",
    "html_block": "paragraph",
    "table_open": "table",
}
_UNDERLINES = ("=", "-")


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a Markdown file; raises ReadError where that is but metadata."""
    found = content(read_text(data, name=name))
    if not found.blocks and found.metadata is not None:
        raise ReadError(f"{name}: no text in it", code="no_text")
    return found


def content(text: str) -> Content:
    """Return what is in a Markdown text.

    Its front matter is metadata, and in no block unless it is text too, or there is nothing else;
    neither are comments.
    """
    before = front_matter(text)
    rest = Span(0 if before is None else before.end, len(text))
    blocks = _read(text, [*(() if before is None else before.text), rest])
    if not blocks and before is not None:
        blocks = _read(text, before.whole)
    headings = (block.span.cut(text) for block in blocks if block.kind == "heading")
    return Content(
        text=text,
        blocks=blocks,
        places=Places(lines=True),
        title=next(filter(None, map(heading_line, headings)), None),
        metadata=None if before is None else before.metadata,
    )


def _read(text: str, parts: Sequence[Span]) -> tuple[Block, ...]:
    """Return what there is to be read in parts of a text, of which each is Markdown by itself."""
    found = [block for part in parts for block in _blocks(text, part)]
    return finish(text, _visible(text, found))


def _blocks(text: str, part: Span) -> Iterator[Block]:
    fragment = part.cut(text)
    starts = [part.start + line.start for line in lines(fragment)] + [part.end]
    parser = MarkdownIt("commonmark").enable("table")
    # What stands within a block is nothing that is asked here, and takes as long as all the rest.
    parser.core.ruler.disable(["inline"])
    tokens = parser.parse(fragment)
    end = len(starts) - 1
    covered = 0
    for token, in_list in _leaves(tokens):
        assert token.map is not None  # noqa: S101 - no leaf is without
        first, last = max(token.map[0], covered), min(token.map[1], end)
        if first >= last:
            continue
        yield from _unmarked(text, starts[covered : first + 1])
        covered = last
        kind = _KINDS[token.type]
        if kind == "table":
            yield from _rows(text, starts[first : last + 1])
            continue
        if kind == "heading" and token.markup in _UNDERLINES:
            last = max(first + 1, last - 1)
        yield Block(
            Span(starts[first], starts[last]),
            "list_item" if in_list and kind == "paragraph" else kind,
            int(token.tag[1:]) if kind == "heading" else 0,
        )
    yield from _unmarked(text, starts[covered:])


def _rows(text: str, starts: Sequence[int]) -> Iterator[Block]:
    """Yield the rows of a table, whose lines begin at `starts`, the last of which is its end.

    The first names the columns, the second only sets them apart.
    """
    first, _, *others = (Span(start, end) for start, end in pairwise(starts))
    header = first if _WORD.search(text, first.start, first.end) else None
    if header is not None:
        yield Block(header, "table_row")
    yield from (Block(row, "table_row", header=header) for row in others)


def _leaves(tokens: Iterable[Token]) -> Iterator[tuple[Token, bool]]:
    """Yield the tokens that are blocks, and whether they stand in a list."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("list_item") else 0
        if token.map is not None and token.type in _KINDS:
            yield token, depth > 0


def _unmarked(text: str, starts: Sequence[int]) -> Iterator[Block]:
    """Yield the lines between blocks that hold words: definitions, and what is nested too deep."""
    run: list[Span] = []
    for start, end in pairwise(starts):
        if _WORD.search(text, start, end) and not is_hidden(text[start:end]):
            run.append(Span(start, end))
        elif run:
            yield Block(Span(run[0].start, run[-1].end), "paragraph")
            run = []
    if run:
        yield Block(Span(run[0].start, run[-1].end), "paragraph")


def _visible(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks without comments; one that has such within it is two."""
    ruled = ruled_off(text, (block.span for block in blocks if block.kind == "code"))
    headers: dict[Span, Span] = {}
    for block in blocks:
        inner = () if block.kind == "code" else hidden_spans(text, block.span)
        hidden = sorted((*ruled, *inner), key=lambda span: span.start)
        pieces = [
            piece
            for piece in without(block.span, hidden)
            if _WORD.search(text, piece.start, piece.end) or piece == block.span
        ]
        if pieces and block.kind == "table_row" and block.header is None:
            headers[block.span] = Span(pieces[0].start, pieces[-1].end)
        header = None if block.header is None else headers.get(block.header)
        for place, piece in enumerate(pieces):
            made = replace(block, span=piece, header=header)
            # What goes on after a comment in a heading is no other heading.
            yield replace(made, kind="paragraph", level=0) if place and block.level else made
