"""From a document to passages: along its headings, paragraphs and sentences, in encoder tokens."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from math import ceil

from index.read.context import contexts
from index.read.units import between_words, runs
from index.types import Document, Passage, Span

TARGET_TOKENS = 64
MAX_TOKENS = 254
"""The longest passage that is made, with what stands above it: suits the model that ships."""

_SHARE_OF_CONTEXT = 1 / 3
_WORD = re.compile(r"\w")

CountTokens = Callable[[Sequence[str]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit with its size and that of the signs before it; `context` stands above its block."""

    span: Span
    tokens: int
    gap: int
    context: str


@dataclass(frozen=True, slots=True)
class _Part:
    """What is taken into a passage as a whole where it fits: a block, or a record within one.

    It `begins` a passage where it is a heading or a question, `leads` where what follows belongs to
    it, and is `apart` where what stands before it is not to be read together with it. `limit` is
    the size of the largest passage that it can stand in.
    """

    units: list[_Unit]
    begins: bool
    leads: bool
    apart: bool
    limit: int


def split(
    document: Document,
    *,
    count_tokens: CountTokens,
    max_tokens: int = MAX_TOKENS,
    target_tokens: int = TARGET_TOKENS,
) -> tuple[Passage, ...]:
    """Return the passages of `document`, in order.

    A passage starts at a heading, a question, a block or a record and takes in more of them until
    it has `target_tokens`; so an edit moves the borders of its neighbours only. What is longer than
    `max_tokens`, with what stands above it, is divided evenly between units, and a longer unit
    between words. Sizes are in the encoder's tokens, as `count_tokens` gives them for each of a
    list of texts. What is in no block and holds words is in no passage.

    Every passage has `document.text[span.start:span.end] == text`.
    """
    passages: list[Passage] = []
    current: list[_Part] = []
    for part in _parts(document, count_tokens=count_tokens, max_tokens=max_tokens):
        waiting = all(each.begins for each in current)
        size = sum(_size(each.units) for each in current)
        limit = min(part.limit, *(each.limit for each in current)) if current else part.limit
        full = size >= target_tokens or size + _size(part.units) > limit
        if part.apart or (part.begins and not waiting):
            passages += _passages(document, current)
            current = []
        elif full and not waiting:
            # What leads in what follows goes with it.
            kept = [current.pop()] if len(current) > 1 and current[-1].leads else []
            passages += _passages(document, current)
            current = kept
        current.append(part)
        if _size([unit for each in current for unit in each.units]) > limit:
            passages += _passages(document, current)
            current = []
    return (*passages, *_passages(document, current))


def _parts(document: Document, *, count_tokens: CountTokens, max_tokens: int) -> Iterator[_Part]:
    """Yield the document's blocks, with their units, or each record of those that are records."""
    text = document.text
    above = contexts(document)
    divided = [runs(text, block) for block in document.blocks]
    spans = [span for found in divided for run in found for span in run]
    gaps = _gaps(text, spans)
    named = list(dict.fromkeys(chain((span.cut(text) for span in spans), gaps.values(), *above)))
    sizes = dict(zip(named, count_tokens(named), strict=True)) if named else {}
    end = 0
    section: tuple[Span, ...] = ()
    for block, found, lines in zip(document.blocks, divided, above, strict=True):
        context, limit = _limited(lines, sizes, max_tokens=max_tokens)
        left = block.kind != "heading" and block.headings != section
        apart = left or _WORD.search(text, end, block.span.start) is not None
        for run in filter(None, found):
            fitted = [
                piece
                for span in run
                for piece in _fitted(
                    text,
                    _Unit(
                        span,
                        tokens=sizes[span.cut(text)],
                        gap=sizes[gaps[span.start]] if span.start in gaps else 0,
                        context=context,
                    ),
                    count_tokens=count_tokens,
                    max_tokens=limit,
                )
            ]
            content = Span(run[0].start, run[-1].end).cut(text).rstrip(" *_")
            asks = len(run) == 1 and content.endswith("?")
            yield _Part(
                fitted,
                begins=block.kind == "heading" or asks,
                leads=asks or content.endswith(":"),
                apart=apart,
                limit=limit,
            )
            apart = False
        end = block.span.end
        section = (*block.headings, block.span) if block.kind == "heading" else block.headings


def _gaps(text: str, spans: Sequence[Span]) -> dict[int, str]:
    """Return the signs between units, such as the rule below a header, by where they end."""
    gaps = {}
    for before, after in pairwise(spans):
        signs = text[before.end : after.start].strip()
        if signs:
            gaps[after.start] = signs
    return gaps


def _limited(lines: Sequence[str], sizes: Mapping[str, int], *, max_tokens: int) -> tuple[str, int]:
    """Return a context of these lines, the outermost left out where they are too many.

    And how many tokens that leaves to a passage.
    """
    kept = list(lines)
    while sum(sizes[line] for line in kept) > max_tokens * _SHARE_OF_CONTEXT:
        del kept[0]
    return "\n".join(kept), max_tokens - sum(sizes[line] for line in kept)


def _fitted(text: str, unit: _Unit, *, count_tokens: CountTokens, max_tokens: int) -> list[_Unit]:
    """Divide a unit of too many tokens between words until each piece fits, or is one word."""
    if unit.tokens <= max_tokens:
        return [unit]
    pieces = between_words(text, unit.span, parts=ceil(unit.tokens / max_tokens) + 1)
    if len(pieces) == 1:
        return [unit]
    counts = count_tokens([piece.cut(text) for piece in pieces])
    return [
        fitted
        for place, (piece, tokens) in enumerate(zip(pieces, counts, strict=True))
        for fitted in _fitted(
            text,
            replace(unit, span=piece, tokens=tokens, gap=0 if place else unit.gap),
            count_tokens=count_tokens,
            max_tokens=max_tokens,
        )
    ]


def _windows(found: list[_Unit], *, limit: int) -> list[list[_Unit]]:
    """Divide units into runs of about equal size, none over `limit` if it can be."""
    total = _size(found)
    if total <= limit:
        return [found]
    even = total / ceil(total / limit)
    windows: list[list[_Unit]] = []
    window: list[_Unit] = []
    for unit in found:
        size = _size(window)
        if window and (size >= even or size + unit.gap + unit.tokens > limit):
            windows.append(window)
            window = []
        window.append(unit)
    return [*windows, window]


def _passages(document: Document, parts: Sequence[_Part]) -> Iterator[Passage]:
    """Yield the passages of what was taken together, several where that is too long for one."""
    if not parts:
        return
    limit = min(part.limit for part in parts)
    for window in _windows([unit for part in parts for unit in part.units], limit=limit):
        span = Span(window[0].span.start, window[-1].span.end)
        yield Passage(
            span=span,
            text=span.cut(document.text),
            sentences=tuple(unit.span for unit in window),
            context=window[0].context,
        )


def _size(found: Sequence[_Unit]) -> int:
    return sum(unit.gap + unit.tokens for unit in found)
