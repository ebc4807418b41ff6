"""What of a Markdown text no reader of its page sees: comments, in HTML's way and in others'."""

import re
from collections.abc import Iterable, Iterator

from index.types import Span

# What keeps a comment from being one comes first: a backslash, code within a line.
_SEEN_OR_HIDDEN = re.compile(
    r"\\."
    r"|(?P<ticks>`++)(?:(?!(?P=ticks)).)*(?P=ticks)(?!`)"
    r"|`++"
    r"|(?P<html><!--)"
    r"|(?P<own>(?m:^)[ \t]*%%[^\r\n]*?%%[ \t]*(?m:$))"
    r"|(?P<tail>(?<=\s)%%[^%\r\n]*%%[ \t]*(?m:$))"
    r"|(?P<inner>(?<=\s)%%[^\s%](?:[^%\r\n]*[^\s%])?%%(?=[\s.,;:!?)]))",
    re.DOTALL,
)
_CLOSING = "-->"
_RULE = re.compile(r"^[ \t]*%%[ \t]*$", re.MULTILINE)
_DEFINED = re.compile(
    r"[ \t]*\[(?://|comment|comments|комментарий)\]:.*|[ \t]*\[[^\]]*\]:[ \t]*(?:#|<>)[ \t]+\S.*",
    re.IGNORECASE,
)


def hidden_spans(text: str, span: Span) -> Iterator[Span]:
    """Yield the comments of `text` within `span`, which is no code, in order."""
    # Where it ends is not looked for behind the last end: that would cost the whole rest each time.
    last = text.rfind(_CLOSING, span.start, span.end)
    place = span.start
    while match := _SEEN_OR_HIDDEN.search(text, place, span.end):
        start, place = match.span()
        if match.lastgroup == "html":
            if start > last:
                continue
            place = text.find(_CLOSING, start + 2) + len(_CLOSING)
        if match.lastgroup in {"html", "own", "tail", "inner"}:
            yield Span(start, place)


def ruled_off(text: str, seen: Iterable[Span]) -> list[Span]:
    """Return what stands between two lines of %%, however many blocks that is; `seen` is code."""
    code = list(seen)
    rules = [
        match
        for match in _RULE.finditer(text)
        if not any(each.start <= match.start() < each.end for each in code)
    ]
    pairs = zip(rules[::2], rules[1::2], strict=False)
    return [Span(first.start(), last.end()) for first, last in pairs]


def without(span: Span, hidden: Iterable[Span]) -> Iterator[Span]:
    """Yield what is left of `span` without the spans `hidden`, which are in order."""
    start = span.start
    for each in hidden:
        if each.end <= start or each.start >= span.end:
            continue
        if each.start > start:
            yield Span(start, each.start)
        start = each.end
    if start < span.end:
        yield Span(start, span.end)


def seen(text: str, span: Span) -> str:
    """Return the characters of `span`, which is no code, without the comments in it."""
    return "".join(piece.cut(text) for piece in without(span, hidden_spans(text, span)))


def is_hidden(line: str) -> bool:
    """Return whether a line is a link's definition that is there to hide a comment."""
    return _DEFINED.fullmatch(line.rstrip("\r\n")) is not None
