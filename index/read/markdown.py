"""Markdown: the file as it is, its blocks by CommonMark with tables, its front matter in YAML."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.read.blocks import finish, heading_line, lines
from index.read.readers import Content
from index.read.text import read_text
from index.types import Block, BlockKind, Places, Span

FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(?P<yaml>.{0,65536}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)

_WORD = re.compile(r"\w")
_KINDS: Mapping[str, BlockKind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "fence": "code",
    "code_block": "code",
    "html_block": "paragraph",
    "table_open": "table",
}


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a Markdown file; raises ReadError where `data` is empty or no text."""
    return content(read_text(data, name=name))


def content(text: str) -> Content:
    """Return what is in a Markdown text; its front matter is metadata and in no block."""
    front_matter = FRONT_MATTER.match(text)
    body = front_matter.end() if front_matter else 0
    blocks = finish(text, _blocks(text, body))
    headings = (block.span.cut(text) for block in blocks if block.kind == "heading")
    return Content(
        text=text,
        blocks=blocks,
        places=Places(lines=True),
        title=next(filter(None, map(heading_line, headings)), None),
        metadata=_metadata(front_matter.group("yaml")) if front_matter else None,
    )


def _blocks(text: str, body: int) -> Iterator[Block]:
    starts = [line.start for line in lines(text, body)] + [len(text)]
    tokens = MarkdownIt("commonmark").enable("table").parse(text[body:])
    end = len(starts) - 1
    covered = 0
    for token, in_list in _leaves(tokens):
        assert token.map is not None  # noqa: S101 - no leaf is without
        first, last = max(token.map[0], covered), min(token.map[1], end)
        if first < last:
            yield from _unmarked(text, starts[covered : first + 1])
            covered = last
            kind = _KINDS[token.type]
            if kind == "table":
                yield from _rows(text, starts[first : last + 1])
                continue
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
        if _WORD.search(text, start, end):
            run.append(Span(start, end))
        elif run:
            yield Block(Span(run[0].start, run[-1].end), "paragraph")
            run = []
    if run:
        yield Block(Span(run[0].start, run[-1].end), "paragraph")


def _metadata(front_matter: str) -> Mapping[str, Any]:
    try:
        loaded = yaml.load(front_matter, _FrontMatterLoader)  # noqa: S506 - a safe one
    except Exception:  # noqa: BLE001 - for odd values the library raises whatever comes first
        return {}
    return loaded if isinstance(loaded, dict) else {}


class _FrontMatterLoader(yaml.SafeLoader):
    """Loads plain values; without aliases, by which a few lines could grow without bound."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse an alias."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("front matter has no aliases")
        return super().compose_node(parent, index)
