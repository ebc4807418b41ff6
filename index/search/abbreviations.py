"""A query's abbreviations and what they stand for in the documents, and the other way round.

What a passage explains, "Supplier Quality Manual (SQM)", holds for the whole collection. One that
nothing explains and no passage has is looked for in the nearest passages, as words in a row that
begin with its letters.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from math import log

from index.backend.protocol import VectorBackend
from index.encode.protocols import AskedWord, SparseEncoder, SparseQuery, Way
from index.read.context import encoded_text
from index.search.exact import Readable
from index.search.forms import Forms
from index.text.abbreviations import (
    LONGEST,
    SHORTEST,
    Definition,
    definitions,
    find_short,
    is_short,
    runs,
)
from index.text.analysis import DEFINED, LONG_FORM
from index.text.apart import closed_up, find_acronyms
from index.text.compounds import SIGN
from index.text.initials import letters_of
from index.types import Span
from index.vectors import Ids

ABBREVIATION_SHARE = 0.9
"""What one form of an abbreviation counts to who asks for the other one."""

SPELLED_OUT_SHARE = 0.25
"""What words in a row count as an identifier would that is met: they may be there by chance."""

_MOST_DEFINING = 5
_MOST_WORDS = 40
_LEAST_SMALL = 3
_CYRILLIC = str.maketrans("abvgdezijklmnoprstufhc", "абвгдезийклмнопрстуфхц")


@dataclass(frozen=True, slots=True)
class Expanded:
    """A query that asks for its abbreviations' other forms too, and the passages that have them.

    `found` are, of each abbreviation that nothing explains, the passages where its words stand in a
    row. `forms` are what an abbreviation or its words are read as: with the other form beside them.
    """

    sparse: SparseQuery
    found: Sequence[Mapping[int, float]] = ()
    forms: Forms = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Long:
    """The words of a long form as a document has them, and their stems."""

    written: str
    stems: tuple[str, ...]


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
    documents = _Documents(view, encoder, within)
    words = list(sparse.words)
    found: list[Mapping[int, float]] = []
    forms: dict[str, str] = {}
    done: list[Span] = []
    spans = _shorts(sparse, encoder)
    told = documents.explaining([closed_up(span.cut(sparse.text)) for span in spans])
    for span in spans:
        if any(of.start <= span.start and span.end <= of.end for of in done):
            continue
        short = closed_up(span.cut(sparse.text))
        long = documents.explained(short) if short in told else []
        passages: Mapping[int, float] = {}
        if not long and _may_stand_for_words(short, encoder, view.backend):
            long, passages = documents.spelled_out(short, near())
        if not long:
            continue
        done.append(span)
        words = _asking_for_long(words, span, long, view.backend, rarest=len(passages))
        if passages:
            found.append(passages)
        if len(long) == 1:
            forms[span.cut(sparse.text)] = f"{short} ({long[0].written})"
    for span, short in documents.shortened(sparse.text):
        words = _asking_for_short(words, span, _terms(short, encoder), view.backend)
        long_form = span.cut(sparse.text)
        forms[long_form] = f"{long_form} ({short})"
    words.sort(key=lambda word: (word.start, -word.end))
    return Expanded(replace(sparse, words=tuple(words)), found, forms)


def _shorts(sparse: SparseQuery, encoder: SparseEncoder) -> list[Span]:
    """Return where abbreviations may stand in a query: people write them in small letters too.

    The letters that a code begins with are none: HE-905 is of no heat exchanger.
    """
    found = dict.fromkeys([*find_acronyms(sparse.text), *find_short(sparse.text)])
    words = encoder.words(sparse.text)[:_MOST_WORDS]
    least = SHORTEST if len(words) == 1 else _LEAST_SMALL
    for word in words:
        if least <= len(word.word) <= LONGEST and word.word.isalpha() and not word.function:
            found[Span(word.start, word.end)] = None
    codes = [Span(word.start, word.end) for word in sparse.words if word.exact or word.designates]
    return [
        span
        for span in found
        if not any(
            code != span and code.start <= span.start and span.end <= code.end for code in codes
        )
    ]


def _may_stand_for_words(short: str, encoder: SparseEncoder, backend: VectorBackend) -> bool:
    """Return whether no passage has an abbreviation as it is, so that it may have its words."""
    known = backend.statistics(_terms(short, encoder)).frequencies
    return not any(known.values()) and (is_short(short) or not encoder.knows(short))


def _asking_for_long(
    words: Sequence[AskedWord],
    span: Span,
    meanings: Sequence[_Long],
    backend: VectorBackend,
    *,
    rarest: int,
) -> list[AskedWord]:
    """Return words that ask for an abbreviation, or for all the words of what it may stand for.

    `rarest` is how many passages have these in a row, 0 where that is not known.
    """
    beginning = [each for each in words if each.start == span.start and each.end >= span.end]
    # The shortest is the word itself: what it begins, such as R-2030, is asked for all the same.
    own = min(beginning, key=lambda each: each.end, default=None)
    end = span.end if own is None else own.end
    inside = [word for word in words if span.start <= word.start and word.end <= end]
    asked = [word for word in words if word not in inside]
    shown = {} if own is None else own.ways
    for meaning in meanings:
        known = backend.statistics(list(meaning.stems))
        held = {stem: count for stem, count in known.frequencies.items() if count}
        count = rarest or min(held.values(), default=known.passages)
        idf = log(1 + (known.passages - count + 0.5) / (count + 0.5))
        weight = max(own.weight if own is not None and own.ways else 0.0, idf)
        for stem in held:
            way = {stem: Way("abbreviation", ABBREVIATION_SHARE, None)}
            asked.append(
                AskedWord(
                    start=span.start,
                    end=span.end,
                    times=1,
                    name=False,
                    weight=weight / len(held),
                    ways={**way, **shown},
                )
            )
        shown = {} if held else shown
    return asked if len(asked) > len(words) - len(inside) else list(words)


def _asking_for_short(
    words: Sequence[AskedWord], span: Span, terms: Sequence[str], backend: VectorBackend
) -> list[AskedWord]:
    """Return words of which those of a long form ask for the short one too."""
    known = backend.statistics(list(terms)).frequencies
    share = ABBREVIATION_SHARE / len(terms)
    ways = {term: Way("abbreviation", share, None) for term in terms if known[term]}
    return [
        replace(word, ways={**ways, **word.ways})
        if span.start <= word.start and word.end <= span.end
        else word
        for word in words
    ]


def _spellings(short: str) -> list[str]:
    """Return an abbreviation's letters, those of Latin ones as Cyrillic ones too: AKIT is АКИТ."""
    letters = letters_of(short)
    return list(dict.fromkeys([letters, letters.translate(_CYRILLIC)]))


def _terms(short: str, encoder: SparseEncoder) -> list[str]:
    """Return the terms by which passages hold an abbreviation as it is written."""
    tokens = encoder.words(short)
    whole = [mark.term for token in tokens for mark in token.marks if mark.term[0] == SIGN]
    return whole or [token.stem for token in tokens]


@dataclass(frozen=True, slots=True)
class _Documents:
    """What the documents of a collection say of abbreviations."""

    view: Readable
    encoder: SparseEncoder
    within: Ids | None

    def explaining(self, shorts: Sequence[str]) -> set[str]:
        """Return those of some abbreviations that a passage explains."""
        terms = {short: [DEFINED + each for each in _spellings(short)] for short in shorts}
        known = self.view.backend.statistics(list({*chain.from_iterable(terms.values())}))
        return {short for short, of in terms.items() if any(map(known.frequencies.get, of))}

    def explained(self, short: str) -> list[_Long]:
        """Return what passages say an abbreviation stands for, each once."""
        found: dict[tuple[str, ...], _Long] = {}
        for letters in _spellings(short):
            for each, text in self._defining(DEFINED + letters):
                if letters_of(each.short) == letters:
                    long = self._long(each.long.cut(text))
                    found.setdefault(long.stems, long)
        return list(found.values())

    def spelled_out(self, short: str, passages: Ids) -> tuple[list[_Long], dict[int, float]]:
        """Return what words in a row begin with its letters in the passages, and in which.

        Of several that do these are the ones that most of the passages have, then the nearest.
        """
        found: dict[tuple[str, ...], tuple[_Long, dict[int, float]]] = {}
        texts = self.view.read(passages.tolist())
        for passage in passages.tolist():
            text = texts[passage][0]
            for span in runs(text, short, is_function=self.encoder.is_function):
                long = self._long(span.cut(text))
                found.setdefault(long.stems, (long, {}))[1][passage] = SPELLED_OUT_SHARE
        if not found:
            return [], {}
        long, held = max(found.values(), key=lambda each: len(each[1]))
        return [long], held

    def shortened(self, text: str) -> Iterator[tuple[Span, str]]:
        """Yield the words in a row that the documents abbreviate, the longest, each once."""
        tokens = [token for token in self.encoder.words(text) if not token.function][:_MOST_WORDS]
        windows = {
            (first, last): LONG_FORM + " ".join(token.stem for token in tokens[first:last])
            for first in range(len(tokens))
            for last in range(first + 1, min(first + LONGEST, len(tokens)) + 1)
        }
        known = self.view.backend.statistics(list(set(windows.values()))).frequencies
        taken = 0
        for (first, last), term in sorted(
            windows.items(), key=lambda item: (item[0][0], -item[0][1])
        ):
            if first < taken or not known[term]:
                continue
            stems = tuple(token.stem for token in tokens[first:last])
            for each, told in self._defining(term):
                if self._long(each.long.cut(told)).stems == stems:
                    yield Span(tokens[first].start, tokens[last - 1].end), each.short
                    taken = last
                    break

    def _defining(self, term: str) -> Iterator[tuple[Definition, str]]:
        ranking = self.view.backend.search_sparse({term: 1.0}, k=_MOST_DEFINING, within=self.within)
        for text, (above, *_) in self.view.read(ranking.ids.tolist()).values():
            read = encoded_text(text, context=above)
            for each in definitions(read, is_function=self.encoder.is_function):
                yield each, read

    def _long(self, written: str) -> _Long:
        tokens = self.encoder.words(written)
        stems = tuple(token.stem for token in tokens if not token.function)
        return _Long(" ".join(written.split()), stems)
