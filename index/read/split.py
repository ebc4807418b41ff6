"""From a document to passages: along its headings, paragraphs and sentences, in encoder tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

import razdel
import regex

from index.read.blocks import trim
from index.types import Document, Passage, Span

TARGET_TOKENS = 64
MAX_TOKENS = 254

_STRETCH = 20_000
"""Longer blocks are read in stretches of so many characters: razdel's time can grow with a
block's length squared."""

CountTokens = Callable[[Sequence[str]], Sequence[int]]

# Word borders of Unicode's annex 29, which also knows scripts written without spaces.
_WORD_BREAK = regex.compile(r"(?w)\b")
_LAST_WORD_BREAK = regex.compile(r"(?wr)\b")
_AHEAD = 8
"""A pattern takes the end of what it searches for a border, so it must see beyond the goal."""
_LAST_SPACE = regex.compile(r"(?r)\s")
_LONGEST_WORD = 1000
"""Longer runs without a break are no words (encoded data, a missing separator) and may be cut."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    tokens: int


def split(
    document: Document,
    *,
    count_tokens: CountTokens,
    max_tokens: int = MAX_TOKENS,
    target_tokens: int = TARGET_TOKENS,
) -> tuple[Passage, ...]:
    """Return the passages of `document`, in order.

    A passage starts at a heading or a paragraph and takes in paragraphs until it has
    `target_tokens`; so an edit moves the borders of its neighbours only. A paragraph of more than
    `max_tokens` is divided evenly between sentences; a sentence of more than `max_tokens` is
    divided between words. Sizes are in the encoder's tokens, as `count_tokens` gives them for each
    of a list of texts.

    Every passage has `document.text[span.start:span.end] == text`.
    """
    paragraphs = _measured_paragraphs(document, count_tokens=count_tokens, max_tokens=max_tokens)
    passages: list[Passage] = []
    current: list[_Sentence] = []
    only_headings = False
    for heading, sentences in paragraphs:
        size = _size(sentences)
        full = _size(current) >= target_tokens or _size(current) + size > max_tokens
        if current and not only_headings and (heading or full):
            passages.append(_passage(document, current))
            current = []
        only_headings = heading and (only_headings or not current)
        *whole, current = _windows(current + sentences, max_tokens=max_tokens)
        passages.extend(_passage(document, window) for window in whole)
        if whole:
            passages.append(_passage(document, current))
            current = []
    if current:
        passages.append(_passage(document, current))
    return tuple(passages)


def sentence_spans(text: str, span: Span) -> list[Span]:
    """Return the sentences of `text` within `span`, trimmed, in order."""
    stretches = _between_words(text, span, parts=ceil((span.end - span.start) / _STRETCH))
    spans = (
        trim(text, Span(stretch.start + sentence.start, stretch.start + sentence.stop))
        for stretch in stretches
        for sentence in razdel.sentenize(stretch.cut(text))
    )
    return [sentence for sentence in spans if sentence.end > sentence.start]


def _measured_paragraphs(
    document: Document, *, count_tokens: CountTokens, max_tokens: int
) -> list[tuple[bool, list[_Sentence]]]:
    """Return each block's sentences, and whether it is a heading."""
    text = document.text
    spans = [
        [block.span] if block.kind in {"heading", "table_row"} else sentence_spans(text, block.span)
        for block in document.blocks
    ]
    flat = [span for paragraph in spans for span in paragraph]
    counts = iter(count_tokens([span.cut(text) for span in flat]) if flat else ())
    measured = []
    for block, paragraph in zip(document.blocks, spans, strict=True):
        sentences: list[_Sentence] = []
        for span in paragraph:
            whole = _Sentence(span, next(counts))
            sentences += _fitted(text, whole, count_tokens=count_tokens, max_tokens=max_tokens)
        if sentences:
            measured.append((block.kind == "heading", sentences))
    return measured


def _fitted(
    text: str, sentence: _Sentence, *, count_tokens: CountTokens, max_tokens: int
) -> list[_Sentence]:
    """Divide a sentence of too many tokens between words until each piece fits, or is one word."""
    if sentence.tokens <= max_tokens:
        return [sentence]
    pieces = _between_words(text, sentence.span, parts=ceil(sentence.tokens / max_tokens) + 1)
    if len(pieces) == 1:
        return [sentence]
    counts = count_tokens([piece.cut(text) for piece in pieces])
    return [
        fitted
        for piece, tokens in zip(pieces, counts, strict=True)
        for fitted in _fitted(
            text, _Sentence(piece, tokens), count_tokens=count_tokens, max_tokens=max_tokens
        )
    ]


def _windows(sentences: list[_Sentence], *, max_tokens: int) -> list[list[_Sentence]]:
    """Divide `sentences` into runs of about equal size, none over `max_tokens` if it can be."""
    total = _size(sentences)
    if total <= max_tokens:
        return [sentences]
    even = total / ceil(total / max_tokens)
    windows: list[list[_Sentence]] = []
    window: list[_Sentence] = []
    for sentence in sentences:
        size = _size(window)
        if window and (size >= even or size + sentence.tokens > max_tokens):
            windows.append(window)
            window = []
        window.append(sentence)
    return [*windows, window]


def _between_words(text: str, span: Span, *, parts: int) -> list[Span]:
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


def _size(sentences: Sequence[_Sentence]) -> int:
    return sum(sentence.tokens for sentence in sentences)


def _passage(document: Document, sentences: Sequence[_Sentence]) -> Passage:
    span = Span(sentences[0].span.start, sentences[-1].span.end)
    spans = tuple(sentence.span for sentence in sentences)
    return Passage(span=span, text=span.cut(document.text), sentences=spans)
