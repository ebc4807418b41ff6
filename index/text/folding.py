"""Texts compared without white space, case, the kinds of quotation marks and dashes, and ё.

Each of these is a change of single characters. So wherever a quote stands in a text, its folded
form stands in the folded text, and so does every part of it: what this module does not find there
is not in the text.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.types import Span

Difference = Literal[
    "white_space", "case", "quotation_marks", "dashes", "yo", "punctuation", "marks"
]
"""`yo` is е in place of ё or the other way round; `punctuation` is only told of a quote's ends.
`marks` are those of Markdown, which are not seen where it is shown."""

Codes = NDArray[np.uint32]

GRAM = 16
"""The length of a gram, in folded characters: about three words."""

_DROPPED = 0
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_QUOTATION_MARKS = "\"'`«»‘’‚‛“”„‟‹›′″＂＇"
_DASHES = "-‐‑‒–—―−﹘﹣－"
_MARKS = re.compile(
    r"""
      (?<![\d\s])\*+ | (?<!\d)\*+(?!\s) | \*+(?![\d\s]) | (?<![^\W_])_+ | _+(?![^\W_])
    | `+ | ~~ | ^[ ]{0,3}\#{1,6}[ \t] | \\(?=[*_`~|\#\[\]])
    | ^[ \t]{0,9}\|?[ \t]{0,9}:?-{3,}[ \t:|-]*$ | (?<!\S)\| | \|(?!\S)
    | !?\[(?=[^\[\]\n]*\]\(\S{0,2000}\)) | (?<=\S)\]\((?:[^()\s]|\([^()\s]*\))*\)
    """,
    re.VERBOSE | re.MULTILINE,
)
_LINK = "]("
_OF_MARKS = ("*", "_", "`", "~~", "#", "|", "\\", _LINK, "---")
_TABLE_BITS = 22
_SHIFT = np.uint32(32 - _TABLE_BITS)
_MULTIPLIERS = {1: 0x9E3779B1, 2: 0x85EBCA77, 4: 0xC2B2AE3D, 8: 0x27D4EB2F}
"""Odd and large, the primes of xxHash32: a gram's hash is that of its halves, one multiplied."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text's folded characters, uint32[n], and where each stands in the text, int64[n]."""

    codes: Codes
    places: NDArray[np.int64]

    @property
    def text(self) -> str:
        """Return the folded characters."""
        return self.codes.astype("<u4").tobytes().decode("utf-32-le")

    def find(self, other: "Folded") -> Span | None:
        """Return the first span of this text that folds to the same as the whole of `other`."""
        first = self.text.find(other.text) if other.text else -1
        if first < 0:
            return None
        return Span(int(self.places[first]), int(self.places[first + len(other.codes) - 1]) + 1)


def fold(text: str, *, without_marks: bool = False) -> Folded:
    """Return `text` without what is not compared; it holds no surrogates.

    Where it is to be `without_marks`, what it is next to says whether a character is one.
    """
    codes = _table().take(np.frombuffer(text.encode("utf-32-le"), "<u4"))
    for mark in _marks(text) if without_marks else ():
        codes[mark.start : mark.end] = _DROPPED
    places = np.flatnonzero(codes != _DROPPED)
    return Folded(codes[places], places)


class Grams:
    """A set of grams, to be looked for in texts."""

    def __init__(self, hashes: Codes) -> None:
        """Hold the grams of these hashes."""
        self._hashes = frozenset(hashes.tolist())
        self._possible = np.zeros(1 << _TABLE_BITS, bool)
        self._possible[hashes >> _SHIFT] = True

    def among(self, hashes: Codes) -> list[int]:
        """Return those of the hashes that are in this set, each once."""
        # Most grams of a text are not, and their first bits tell.
        found = hashes[self._possible.take(hashes >> _SHIFT)]
        return [gram for gram in set(found.tolist()) if gram in self._hashes]


def grams(codes: Codes) -> Codes:
    """Return a hash of every run of `GRAM` folded characters: uint32[n - GRAM + 1], or none."""
    hashes = codes
    for width, multiplier in _MULTIPLIERS.items():
        hashes = hashes[:-width] * np.uint32(multiplier) + hashes[width:]
    return hashes


def differences(quote: str, text: str, span: Span) -> tuple[Difference, ...]:
    """Return in what `quote` differs from the characters of `span`, which fold to the same.

    The white space at the quote's ends is compared with that beside the span.
    """
    before = len(quote) - len(quote.lstrip())
    after = len(quote) - len(quote.rstrip())
    found = text[max(0, span.start - before) : span.end + after]
    return tuple(kind for kind in _folds() if _folded(quote, but=kind) != _folded(found, but=kind))


def differences_with_marks(quote: str, text: str, span: Span) -> tuple[Difference, ...]:
    """Return the differences where quote and span fold to the same without marks alone."""
    quote = quote.strip()
    shown = _unmarked(quote, Span(0, len(quote))).strip()
    found = _unmarked(text, span).strip()
    return (*differences(shown, found, Span(0, len(found))), "marks")


def has_link(text: str) -> bool:
    """Return whether a text may name what it links to, which is then a part of what it says."""
    return _LINK in text


def unmarked(text: str) -> str:
    """Return `text` as it is shown: without its marks of Markdown."""
    return _unmarked(text, Span(0, len(text)))


def _unmarked(text: str, span: Span) -> str:
    """Return the characters of a span that are no marks in the whole text."""
    kept, end = [], span.start
    for mark in _marks(text):
        kept.append(text[end : min(mark.start, span.end)])
        end = max(end, mark.end)
    return "".join([*kept, text[end : span.end]])


def _marks(text: str) -> Iterator[Span]:
    # Most texts have none, which is seen at once.
    if any(mark in text for mark in _OF_MARKS):
        yield from (Span(*found.span()) for found in _MARKS.finditer(text))


def _folded(text: str, *, but: Difference | None = None) -> str:
    """Return `text` folded, but for one kind of difference."""
    for kind, characters in _folds().items():
        if kind != but:
            text = text.translate(characters)
    return text


@lru_cache(maxsize=1)
def _folds() -> dict[Difference, dict[int, int | None]]:
    """Return what each difference makes of a character; None drops it."""
    plane = [chr(code) for code in range(0x10000)]
    return {
        "white_space": {ord(c): None for c in plane if c.isspace() or c in _INVISIBLE},
        "case": {ord(c): ord(c.lower()) for c in plane if len(c.lower()) == 1 and c.lower() != c},
        "quotation_marks": {ord(c): ord('"') for c in _QUOTATION_MARKS},
        "dashes": {ord(c): ord("-") for c in _DASHES},
        "yo": {ord("ё"): ord("е"), ord("Ё"): ord("Е")},
    }


@lru_cache(maxsize=1)
def _table() -> Codes:
    """Return what each character is folded to: uint32[1,114,112]."""
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    for code in {code for characters in _folds().values() for code in characters}:
        folded = _folded(chr(code))
        table[code] = ord(folded) if folded else _DROPPED
    return table
