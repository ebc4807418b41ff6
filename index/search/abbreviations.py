"""A query's abbreviations and what they stand for in the documents, and the other way round.

What a passage explains, "Supplier Quality Manual (SQM)", holds for the whole collection. One that
nothing explains and no passage has is looked for in the nearest passages, as words in a row that
begin with its letters.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from index.backend.protocol import VectorBackend
from index.encode.protocols import AskedWord, SparseEncoder, SparseQuery, Way
from index.search.exact import Readable
from index.text.abbreviations import LONGEST, SHORTEST, definitions, initials, is_abbreviation, runs
from index.text.analysis import DEFINED
from index.types import Span
from index.vectors import Ids

ABBREVIATION_SHARE = 0.9
"""What each word of a long form counts to who asks for the short one, and the other way round."""

_MOST_DEFINING = 3
_MOST_READ = 300
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Expanded:
    """A query that asks for its abbreviations' other forms too, and the passages that have them.

    `found` are, of each abbreviation, the passages where its words stand in a row.
    """

    sparse: SparseQuery
    found: tuple[Mapping[int, float], ...]


def expand(
    sparse: SparseQuery,
    *,
    near: Callable[[], Ids],
    view: Readable,
    encoder: SparseEncoder,
    within: Ids | None,
) -> Expanded:
    """Return a query with what its abbreviations stand for in the collection that is viewed.

    `near` returns the passages nearest to the query.
    """
    words, found = list(sparse.words), []
    for place, word in enumerate(words):
        short = sparse.text[word.start : word.end]
        if not is_abbreviation(short):
            continue
        long = _explained(short, view=view, encoder=encoder, within=within)
        passages: Mapping[int, float] = {}
        if long is None and not any(way.route == "stem" for way in word.ways.values()):
            long, passages = _spelled_out(short, near(), view=view, encoder=encoder)
        if long is None:
            continue
        if passages:
            found.append(passages)
        words[place] = _asking(word, long, passages, view.backend)
    words.extend(_shortened(sparse, view=view, encoder=encoder, within=within))
    words.sort(key=lambda word: (word.start, -word.end))
    return Expanded(replace(sparse, words=tuple(words)), tuple(found))


def _explained(
    short: str, *, view: Readable, encoder: SparseEncoder, within: Ids | None
) -> list[str] | None:
    """Return the stems of what a passage says an abbreviation stands for, None where none does."""
    term = DEFINED + short.casefold()
    defining = view.backend.search_sparse({term: 1.0}, k=_MOST_DEFINING, within=within)
    for text, _ in view.read(defining.ids.tolist()).values():
        for each in definitions(text, is_function=encoder.is_function):
            if each.short.casefold() == short.casefold():
                return _stems(each.long.cut(text), encoder)
    return None


def _spelled_out(
    short: str, passages: Ids, *, view: Readable, encoder: SparseEncoder
) -> tuple[list[str] | None, dict[int, float]]:
    """Return the stems of the words in a row that begin with its letters, and where they stand."""
    long: list[str] | None = None
    found: dict[int, float] = {}
    for passage, (text, _) in view.read(passages.tolist()).items():
        span = next(runs(text, short, is_function=encoder.is_function), None)
        if span is not None:
            found[passage] = 1.0
            long = long or _stems(span.cut(text), encoder)
    return long, found


def _asking(
    word: AskedWord, long: Sequence[str], passages: Mapping[int, float], backend: VectorBackend
) -> AskedWord:
    """Return a word that asks for the words of its long form too."""
    known = backend.statistics(list(long))
    held = {stem: count for stem, count in known.frequencies.items() if count}
    if not held:
        return word
    rarest = len(passages) or min(held.values())
    idf = log(1 + (known.passages - rarest + 0.5) / (rarest + 0.5))
    ways = {stem: Way("abbreviation", ABBREVIATION_SHARE, None) for stem in held}
    return replace(
        word, ways={**ways, **word.ways}, weight=max(word.weight if word.ways else 0.0, idf)
    )


def _shortened(
    sparse: SparseQuery, *, view: Readable, encoder: SparseEncoder, within: Ids | None
) -> Iterator[AskedWord]:
    """Yield the abbreviations of words in a row, where the documents explain them so."""
    words = [Span(*match.span()) for match in _WORD.finditer(sparse.text)]
    windows = {
        Span(words[first].start, words[last - 1].end): initials(
            [word.cut(sparse.text) for word in words[first:last]], is_function=encoder.is_function
        )
        for first in range(len(words))
        for last in range(first + SHORTEST, min(first + LONGEST, len(words)) + 1)
    }
    windows = {span: short for span, short in windows.items() if len(short) >= SHORTEST}
    known = view.backend.statistics([DEFINED + short.casefold() for short in windows.values()])
    for span, short in windows.items():
        if not known.frequencies[DEFINED + short.casefold()]:
            continue
        long = _explained(short, view=view, encoder=encoder, within=within)
        if long is None or long != _stems(span.cut(sparse.text), encoder):
            continue
        stem = encoder.words(short)[0].stem
        there = view.backend.statistics([stem])
        count = there.frequencies[stem]
        if count:
            yield AskedWord(
                start=span.start,
                end=span.end,
                times=1,
                name=False,
                weight=log(1 + (there.passages - count + 0.5) / (count + 0.5)),
                ways={stem: Way("abbreviation", ABBREVIATION_SHARE, None)},
            )


def _stems(text: str, encoder: SparseEncoder) -> list[str]:
    return [token.stem for token in encoder.words(text) if not token.function]
