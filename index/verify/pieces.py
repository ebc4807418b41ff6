"""The pieces of a quote: the runs of its words that stand in some texts, though it does not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text.folding import GRAM, Grams, fold, grams
from index.types import Span

SHORTEST_PIECE = GRAM
"""In characters that are not white space: about three words. Shorter ones stand anywhere."""

_MOST_PLACES = 1000
"""How many places of a piece's first words are tried in one text."""

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_ELISION = re.compile(r"[\[(<]?(?:\.{3}|…)[\])>]?")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Found:
    """A span of the quote that stands, character for character, at `place` in a text."""

    span: Span
    text: int
    place: Span


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces in the order of the quote; two may share some words.

    `whole` says that every word of the quote is in one, `elided` that it marks omissions (… or
    [...]).
    """

    found: tuple[Found, ...]
    whole: bool
    elided: bool


def find_pieces(quote: str, texts: Sequence[str]) -> Pieces:
    """Return pieces that hold all words of the quote that any piece holds, each as long as can be.

    A piece is whole words of both the quote and the text, of at least `SHORTEST_PIECE` characters.
    All that stands between marked omissions may be shorter, where the text holds another piece. Of
    equally long pieces that of an earlier text is taken.
    """
    pieces = _Finder(quote, texts)
    found: list[Found] = []
    whole, short = True, []
    for part in _parts(quote):
        words = [Span(*match.span()) for match in _WORD.finditer(quote, part.start, part.end)]
        if not words:
            continue
        if _solid(quote[words[0].start : words[-1].end]) < SHORTEST_PIECE:
            short.append(Span(words[0].start, words[-1].end))
            continue
        held = pieces.covering(words)
        found += held
        whole = whole and all(any(_within(word, piece.span) for piece in held) for word in words)
    holding = sorted({piece.text for piece in found})
    for span in short:
        piece = pieces.standing(span, holding)
        found += [] if piece is None else [piece]
        whole = whole and piece is not None
    found.sort(key=lambda piece: piece.span.start)
    elided = _ELISION.search(quote) is not None
    return Pieces(tuple(found), whole=whole and bool(found), elided=elided)


class _Finder:
    """Finds the runs of one quote's words in some texts."""

    def __init__(self, quote: str, texts: Sequence[str]) -> None:
        self._quote = quote
        self._texts = texts
        folded = fold(quote)
        hashes = grams(folded.codes)
        # For each text the characters of the quote from which a gram stands in the text: where
        # none does, no piece begins, and the text need not be searched.
        self._begins = []
        sought = Grams(hashes)
        for text in texts:
            held = set(sought.among(grams(fold(text).codes)))
            starts = zip(folded.places.tolist(), hashes.tolist(), strict=False)
            self._begins.append({start for start, gram in starts if gram in held})

    def covering(self, words: Sequence[Span]) -> list[Found]:
        """Return pieces that together hold all of the words that any piece of them holds."""
        longest: dict[int, Found | None] = {}
        pieces: list[Found] = []
        for covered, word in enumerate(words):
            if pieces and word.end <= pieces[-1].span.end:
                continue
            # A piece may begin within the last one, whose longest match may have taken a word of
            # the next; and no farther back than the shortest piece with this word may.
            for first in range(covered, max(-1, covered - SHORTEST_PIECE), -1):
                if first not in longest:
                    longest[first] = self._longest(words, first)
                piece = longest[first]
                if piece is not None and word.end <= piece.span.end:
                    pieces.append(piece)
                    break
        return pieces

    def standing(self, span: Span, texts: Sequence[int]) -> Found | None:
        """Return where the whole of a span stands in one of the texts, None where in none."""
        sought = span.cut(self._quote)
        for number in texts:
            for at in _places(sought, self._texts[number]):
                if _stands(sought, self._texts[number], at):
                    return Found(span, number, Span(at, at + len(sought)))
        return None

    def _longest(self, words: Sequence[Span], first: int) -> Found | None:
        """Return the longest piece that begins with the word `first`, None where none does."""
        start = words[first].start
        reached = first
        while _solid(self._quote[start : words[reached].end]) < SHORTEST_PIECE:
            reached += 1
            if reached == len(words):
                return None
        best: Found | None = None
        least = self._quote[start : words[reached].end]
        reached -= 1
        for number, text in enumerate(self._texts):
            if start not in self._begins[number]:
                continue
            for at in _places(least, text):
                while reached + 1 < len(words) and _stands(
                    self._quote[start : words[reached + 1].end], text, at
                ):
                    reached += 1
                    end = words[reached].end
                    best = Found(Span(start, end), number, Span(at, at + end - start))
        return best


def _parts(quote: str) -> Iterator[Span]:
    """Yield what stands between marked omissions."""
    start = 0
    for mark in _ELISION.finditer(quote):
        yield Span(start, mark.start())
        start = mark.end()
    yield Span(start, len(quote))


def _within(one: Span, other: Span) -> bool:
    return other.start <= one.start and one.end <= other.end


def _solid(text: str) -> int:
    """Return how many characters are not white space."""
    return len(_SPACE.sub("", text))


def _places(sought: str, text: str) -> Iterator[int]:
    at = text.find(sought)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(sought, at + 1)


def _stands(words: str, text: str, at: int) -> bool:
    """Return whether `words` stand at `at`, and as whole words."""
    before, after = text[max(0, at - 1) : at], text[at + len(words) : at + len(words) + 1]
    return text.startswith(words, at) and not (_in_word(before) or _in_word(after))


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
