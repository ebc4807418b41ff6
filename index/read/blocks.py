"""What readers make blocks with: lines, spans without white space, the headings above."""

import re
from collections.abc import Iterable, Iterator

from index.types import Block, Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def finish(text: str, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks, in their order, without the white space around them and what is nothing else.

    Each is given the headings above it: the last one of every level that is not closed by one of
    the same or a higher rank since. A header that is nothing but white space is none.
    """
    finished: list[Block] = []
    above: list[Block] = []
    for block in blocks:
        span = trim(text, block.span)
        if span.end == span.start:
            continue
        if block.kind == "heading":
            above = [heading for heading in above if heading.level < block.level]
        headings = tuple(heading.span for heading in above)
        header = None if block.header is None else trim(text, block.header)
        if header is not None and header.end == header.start:
            header = None
        finished.append(Block(span, block.kind, block.level, headings, header))
        if block.kind == "heading":
            above.append(finished[-1])
    return tuple(finished)


def trim(text: str, span: Span) -> Span:
    """Return `span` without the white space at its ends (empty where there is nothing else)."""
    content = span.cut(text)
    start = span.start + len(content) - len(content.lstrip())
    return Span(start, max(start, span.start + len(content.rstrip())))


def lines(text: str, start: int = 0) -> Iterator[Span]:
    """Yield the lines of `text` from `start` on, each with what ends it: CR, LF or both."""
    while start < len(text):
        match = _LINE.match(text, start)
        assert match is not None  # noqa: S101 - the pattern matches at any place, by construction
        yield Span(start, match.end())
        start = match.end()


def heading_line(content: str) -> str | None:
    """Return the one line that `content` is, where it can be a title and is no sentence."""
    comment = _COMMENT.fullmatch(content.strip(" \t\r\n\ufeff"))
    line = (comment["said"] if comment else content).strip(" \t\r\n\ufeff#=-")
    single = "\n" not in line and "\r" not in line
    fits = line and single and len(line) <= _LONGEST_TITLE and line[-1] not in ".!;,"
    return line if fits else None


_LONGEST_TITLE = 200
_COMMENT = re.compile(r"""(?:['"]{3}|/\*+|//+|<!--)(?P<said>.*?)(?:['"]{3}|\*+/|-->)?""", re.DOTALL)
"""What says in a program what it is for."""
