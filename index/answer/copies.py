"""Copies of a passage: one of them is read, so that they leave the others' places free.

A team has its minutes in twelve folders. They say nothing that one of them does not say, but as
they are all as near to a question, nothing else would be read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from index.answer.form.editions import says_outdated
from index.answer.nearest import NEAREST, NearPassage, opening_of
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
    copies: tuple[tuple[tuple[Hit, Candidate], ...], ...]

    def weighed(self, nearest: Sequence[NearPassage]) -> "Weighed":
        """Return what was read of the hits once more for copies, as many as would be read.

        So much was weighed in what was learned. More of what does not answer would drown what does.
        """
        weighed: list[tuple[Hit, Candidate, NearPassage, tuple[Hit, ...]]] = []
        read = zip(self.found.hits, self.found.ranked, nearest, self.copies, strict=True)
        for hit, candidate, near, copies in read:
            weighed.append((hit, candidate, near, tuple(copy for copy, _ in copies)))
            weighed.extend(
                (copy, of, replace(near, hit=copy), ())
                for copy, of in copies[: NEAREST - 1]
                if copy.text == hit.text
            )
        hits, ranked, passages, copies_of = zip(*weighed, strict=True)
        return Weighed(replace(self.found, hits=hits, ranked=ranked), passages, copies_of)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The passages that count, each copy behind what was read for it, which has all as `copies`."""

    found: FoundHits
    nearest: Sequence[NearPassage]
    copies: Sequence[tuple[Hit, ...]]


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
    copies: list[list[tuple[Hit, Candidate]]] = []
    places: dict[str, list[int]] = {}
    is_outdated = _Outdated(view)
    for hit, candidate in _in_turn(found, copies, view):
        said = " ".join(word for each in hit.sentences for word in words_said(each.quote))
        alike = places.setdefault(said or hit.passage_id, [])
        same = (each for each in alike if is_outdated(distinct[each][0]) == is_outdated(hit))
        place = next(same, None)
        if place is not None:
            copies[place].append((hit, candidate))
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
    found: FoundHits, copies: Sequence[Sequence[object]], view: View
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
