"""Copies of a passage: one of them is read, so that they leave the others' places free.

A team has its minutes in twelve folders. They say nothing that one of them does not say, but as
they are all as near to a question, nothing else would be read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from index.answer.editions import says_outdated
from index.answer.nearest import NEAREST, opening_of
from index.backend.derived import View
from index.read.about import standing_of
from index.search.candidates import Candidate
from index.search.hits import FoundHits, make_hits
from index.types import Hit, Span

_AT_A_TIME = 20
"""How many passages are looked at together, beyond those that search returned."""

_BULLET = re.compile(r"^\s*(?:[-*+•–—#>|]+|\d{1,2}[.)])\s+")
_SAID = re.compile(r"\w+(?:[-.,:/]\w+)*|[€$£₽%°]|[-−+](?=\d)")


@dataclass(frozen=True, slots=True)
class Distinct:
    """The hits of a question without copies, and the `copies` of each one, best first."""

    found: FoundHits
    copies: tuple[tuple[Hit, ...], ...]

    def times(self, place: int) -> float:
        """Return for how many a hit counts: for no more than would have been read."""
        return float(min(1 + len(self.copies[place]), NEAREST))


def words_said(sentence: str) -> list[str]:
    """Return a sentence's words as it is compared with others.

    What sets it off in its file is no part of it: bullets, emphasis, quotes, the signs of a table.
    """
    return _SAID.findall(_BULLET.sub("", sentence.replace("_", " ").casefold()))


def without_copies(found: FoundHits, *, view: View) -> Distinct:
    """Return as many hits to read as there are places, each of which says something else.

    Where there are copies, all that search found for the question is gone through. Of two editions
    one of which says that it holds no more neither is a copy. Raises StoreError.
    """
    distinct: list[tuple[Hit, Candidate]] = []
    copies: list[list[Hit]] = []
    places: dict[str, list[int]] = {}
    is_outdated = _Outdated(view)
    for hit, candidate in _in_turn(found, copies, view):
        said = " ".join(word for each in hit.sentences for word in words_said(each.quote))
        alike = places.setdefault(said or hit.passage_id, [])
        same = (each for each in alike if is_outdated(distinct[each][0]) == is_outdated(hit))
        place = next(same, None)
        if place is not None:
            copies[place].append(hit)
        elif len(distinct) < NEAREST:
            alike.append(len(distinct))
            distinct.append((hit, candidate))
            copies.append([])
    return Distinct(
        found=replace(
            found,
            hits=tuple(hit for hit, _ in distinct),
            ranked=tuple(candidate for _, candidate in distinct),
        ),
        copies=tuple(map(tuple, copies)),
    )


def span_in_copy(hit: Hit, number: int, copy: Hit) -> Span:
    """Return the span of a copy that says what the sentence of a hit does, by its number.

    Set off otherwise, it may be more sentences than one there.
    """
    borders = _borders(hit)
    first, last = borders[number], borders[number + 1]
    there = pairwise(_borders(copy))
    # One without a word has no place among the words.
    saying = [
        sentence
        for sentence, (start, end) in zip(copy.sentences, there, strict=True)
        if start < last and end > first
    ] or copy.sentences
    return Span(saying[0].start, saying[-1].end)


def _borders(hit: Hit) -> list[int]:
    """Return how many words are said before each sentence of a hit, and in all."""
    return [0, *accumulate(len(words_said(each.quote)) for each in hit.sentences)]


def _in_turn(
    found: FoundHits, copies: list[list[Hit]], view: View
) -> Iterator[tuple[Hit, Candidate]]:
    """Yield the hits and, if `copies` have been found among them, what search found beyond."""
    yield from zip(found.hits, found.ranked, strict=True)
    if not any(copies):
        return
    for first in range(0, len(found.further), _AT_A_TIME):
        piece = found.further[first : first + _AT_A_TIME]
        hits = make_hits(piece, view=view, first=len(found.hits) + first + 1)
        yield from zip(hits, piece, strict=True)


class _Outdated:
    """Says whether the document or headings of a hit say that they hold no more."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._openings: dict[str, str] = {}

    def __call__(self, hit: Hit) -> bool:
        document = self._view.transaction.documents.get(hit.citation.document_id)
        if document.text_sha256 not in self._openings:
            self._openings[document.text_sha256] = opening_of(hit, view=self._view)
        standing = f"{standing_of(document)}\n{hit.context}"
        return says_outdated(standing, self._openings[document.text_sha256])
