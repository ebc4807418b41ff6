"""What a query names exactly: identifiers, dates, quoted phrases; and, less sharply, names.

An identifier is the point of the question, so passages that have it come before all others; so do
those in which a quoted phrase stands verbatim. A name that is the rarest word of a query counts
more than cosines differ by where they say nothing, and less than they do where they say something.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np

from index.backend.protocol import VectorBackend
from index.encode.asked import TITLE_WEIGHT as TITLED_TERM
from index.encode.protocols import AskedWord, SparseEncoder, SparseQuery
from index.text.analysis import FOLDER, ROMANISED, TITLE, Token, split_words
from index.text.namesakes import has_namesakes, is_namesake, share_stem
from index.text.quoted import find_quoted, stands_in
from index.types import Route, Span
from index.vectors import Ids

EXACT_WEIGHT = 2.0
"""More than two cosines and what words give beside them can differ by."""

NAME_WEIGHT = 1.0
"""What a name gives that is met as it is written; chosen by measurement:
docs/decisions/0033-words-as-people-write-them.md."""

APART_SHARE = 0.5
"""What first name and surname count where they do not stand side by side."""

TITLE_WEIGHT = 0.3
"""What the title gives, other names, tags or file name of a document that hold all of a query."""

CALLED_WEIGHT = 0.6
"""What it gives a document beside that to be called by its whole name, of two words or more."""

ASKED_FOR_WEIGHT = 2.0
"""What it gives a document that a query is nothing but the name of."""

LEAST_TITLED = 0.5
"""The least share of a query that a title holds to count so: of less it is about otherwise."""

TITLED_SHARE = 0.5
"""What a phrase counts that stands above a passage or in the title of its document."""

_ITSELF: tuple[Route, ...] = ("stem", "spelling", "layout")
_MOST_HOLDING = 1000
_MOST_READ = 300
_MOST_CALLED = 300
_MOST_BESIDE = 60


class Readable(Protocol):
    """A collection at one generation whose passages can be read."""

    @property
    def backend(self) -> VectorBackend:
        """Return what finds its passages."""
        ...

    @property
    def compared(self) -> int | None:
        """Return how many vectors that may be near it compares, None for its own number."""
        ...

    def titles(self, passages: Sequence[int]) -> Mapping[int, Sequence[str]]:
        """Return what the documents of some passages are called."""
        ...

    def read(self, passages: Sequence[int]) -> Mapping[int, tuple[str, Sequence[str]]]:
        """Return some passages' texts, each with what stands above it and its document's titles."""
        ...


@dataclass(frozen=True, slots=True)
class Exact:
    """How much of what a query names exactly each passage holds, 0 to 1, of those that hold any.

    `held` is of identifiers, dates and phrases, `names` of names, `titles` what the titles of its
    documents give a passage's score; None where the query has none that the collection has.
    `nowhere` are the characters of what no passage holds, though it designates one thing or was
    quoted.
    """

    held: Mapping[int, float] | None
    names: Mapping[int, float] | None
    titles: Mapping[int, float] | None
    nowhere: tuple[str, ...]

    @property
    def asked(self) -> bool:
        """Return whether there is anything to be held."""
        return any(of is not None for of in (self.held, self.names, self.titles))

    @property
    def passages(self) -> set[int]:
        """Return the passages that hold any of it, names and words of titles apart."""
        return set(self.held or ())

    def share(self, passage: int) -> float:
        """Return how much of it a passage holds, a name counting as much less as it weighs."""
        named = NAME_WEIGHT * (self.names or {}).get(passage, 0.0)
        titled = (self.titles or {}).get(passage, 0.0)
        return (self.held or {}).get(passage, 0.0) + (named + titled) / EXACT_WEIGHT


NOTHING = Exact(held=None, names=None, titles=None, nowhere=())
"""Of a query that names nothing exactly."""


def find_exact(
    query: SparseQuery,
    spelled_out: Sequence[Mapping[int, float]] = (),
    *,
    view: Readable,
    encoder: SparseEncoder,
    within: Ids | None,
) -> Exact:
    """Return what the passages hold of what a query names exactly.

    `spelled_out` are the passages that have the words of an abbreviation in it.
    """
    text, words = query.text, query.words
    absent: list[Span] = []
    present: set[Span] = set()
    demands: list[Mapping[int, float]] = list(spelled_out)
    for word in words:
        if not (word.exact or word.designates):
            continue
        place = Span(word.start, word.end)
        found = holding(word, backend=view.backend, within=within)
        if found and word.exact:
            demands.append(found)
            present.add(place)
        elif not found and word.designates:
            absent.append(place)
    # Days of a range stand at one place, as do those that 3/5/2024 may be: one of them is enough.
    nowhere = [place.cut(text) for place in absent if place not in present]
    for quoted in find_quoted(text):
        phrase = quoted.cut(text)
        found = _verbatim(phrase, view=view, encoder=encoder, within=within)
        if found:
            demands.append(found)
        elif phrase not in nowhere:
            nowhere.append(phrase)
    return Exact(
        held=_mean(demands),
        names=_named(query, view=view, encoder=encoder, within=within),
        titles=_titled(words, view=view, encoder=encoder, within=within),
        nowhere=tuple(dict.fromkeys(nowhere)),
    )


def holding(word: AskedWord, *, backend: VectorBackend, within: Ids | None) -> dict[int, float]:
    """Return the passages that hold a word, each with the largest share of the ways to it."""
    held: dict[int, float] = {}
    for term, way in sorted(word.ways.items(), key=lambda item: -item[1].share):
        ranking = backend.search_sparse({term: 1.0}, k=_MOST_HOLDING, within=within)
        for passage in ranking.ids.tolist():
            held.setdefault(passage, way.share)
    return held


def _named(
    sparse: SparseQuery, *, view: Readable, encoder: SparseEncoder, within: Ids | None
) -> dict[int, float] | None:
    """Return how much of a query's names each passage has, as far as they are what it is about.

    Of a first name and a surname a passage has to have both: half of them is another person, and so
    may be both where they do not stand together.
    """
    met = [word for word in sparse.words if word.ways]
    names = [word for word in met if word.name and not word.exact]
    # With a capital a word may be one as well, save the first of several.
    likely = [
        word
        for word in met
        if not word.exact and (word.name or word.start > 0 or len(sparse.words) == 1)
    ]
    others = {
        word.start: _of_namesakes(word, sparse.text, view=view, encoder=encoder, within=within)
        for word in likely
    }
    rarest = max((word.weight for word in names), default=0.0)
    if not rarest or rarest < max(word.weight for word in met):
        # Who is called alike is told apart even so.
        names = [word for word in likely if others[word.start]]
    if not names:
        return None
    of_names = sum(word.weight for word in names)
    part = of_names / sum(word.weight for word in met)
    held: dict[int, float] = {}
    for word in names:
        for passage, share in holding(word, backend=view.backend, within=within).items():
            if passage not in others[word.start]:
                held[passage] = held.get(passage, 0.0) + share * word.weight / of_names
    for one, other in pairwise(names):
        if sparse.text[one.end : other.start] == " ":
            apart = _apart(one, other, held, view=view, encoder=encoder)
            held |= {passage: APART_SHARE * held[passage] for passage in apart}
    return {passage: (part * share) ** 2 for passage, share in held.items()}


def _of_namesakes(
    word: AskedWord, text: str, *, view: Readable, encoder: SparseEncoder, within: Ids | None
) -> set[int]:
    """Return the passages that have a name of whom is called alike and not the one asked for.

    None where no passage has that one: it may be misspelt.
    """
    asked = next(iter(encoder.words(text[word.start : word.end])), None)
    if asked is None or not has_namesakes(asked):
        return set()
    likely = list(holding(word, backend=view.backend, within=within))[:_MOST_BESIDE]
    known: dict[str, bool | None] = {}

    def is_other(surface: str) -> bool | None:
        if surface not in known:
            told, *_ = encoder.words(surface)
            known[surface] = is_namesake(asked, told) if share_stem(asked, told) else None
        return known[surface]

    begins = tuple({asked.word[0], asked.word[0].upper()})
    told = {
        passage: {
            is_other(surface)
            for part in (passage_text, *titles)
            for surface in split_words(part)
            if surface.startswith(begins)
        }
        for passage, (passage_text, titles) in view.read(likely).items()
    }
    if not any(False in of for of in told.values()):
        return set()
    return {passage for passage, of in told.items() if True in of and False not in of}


def _apart(
    one: AskedWord,
    other: AskedWord,
    held: Mapping[int, float],
    *,
    view: Readable,
    encoder: SparseEncoder,
) -> list[int]:
    """Return the passages in which two names do not stand side by side, of those that have most."""
    likely = sorted(held, key=lambda passage: -held[passage])[:_MOST_BESIDE]
    known: dict[str, tuple[bool, bool]] = {}

    def names(surface: str) -> tuple[bool, bool]:
        if surface not in known:
            terms = {term for word in encoder.words(surface) for term in word.own_terms}
            known[surface] = bool(terms & one.ways.keys()), bool(terms & other.ways.keys())
        return known[surface]

    apart = []
    for passage, (text, _) in view.read(likely).items():
        row = [names(surface) for surface in split_words(text)]
        if not any((a and d) or (b and c) for (a, b), (c, d) in pairwise(row)):
            apart.append(passage)
    return apart


def _titled(
    words: Sequence[AskedWord], *, view: Readable, encoder: SparseEncoder, within: Ids | None
) -> dict[int, float] | None:
    """Return what it gives passages that a query's words stand in what their document is called.

    By the share of them that do, with those in the names of its folders, and more where they are
    all of a title, another name or the file's, most where these are all that is asked.
    """
    together = sum(word.weight for word in words) or 1.0
    ways = [_titling(word, alone=len(words) == 1) for word in words]
    found = [_holding_any(titled, view=view, within=within) for titled in ways]
    called = np.concatenate(found) if found else np.zeros(0, np.int64)
    if len(called):
        found = [
            _with_folders(word, ids, called, view=view, within=within)
            for word, ids in zip(words, found, strict=True)
        ]
    held = _likeliest(found, [word.weight / together for word in words])
    likely = list(held)
    named: dict[tuple[str, ...], float] = {}
    for passage, titles in view.titles(likely).items():
        each = tuple(titles)
        if each not in named:
            named[each] = max(_calling(title, ways, encoder) for title in each)
        held[passage] = TITLE_WEIGHT * held[passage] + named[each]
    return held or None


def _holding_any(terms: Sequence[str], *, view: Readable, within: Ids | None) -> Ids:
    """Return the passages that have any of some terms, those that have most of them first."""
    if not terms:
        return np.zeros(0, np.int64)
    weights = dict.fromkeys(terms, 1.0)
    return view.backend.search_sparse(weights, k=_MOST_HOLDING, within=within).ids


def _with_folders(
    word: AskedWord, ids: Ids, called: Ids, *, view: Readable, within: Ids | None
) -> Ids:
    """Return `ids` and those of `called` that have a word in the name of a folder.

    A folder is no name of what is in it, but tells one budget.txt from another.
    """
    folders = [term for term in word.ways if term[0] == FOLDER]
    inside = _holding_any(folders, view=view, within=within)
    return np.concatenate([ids, np.setdiff1d(np.intersect1d(inside, called), ids)])


def _likeliest(found: Sequence[Ids], parts: Sequence[float]) -> dict[int, float]:
    """Return the passages that have the most of a query in a title, each with its share.

    `found` are those of each word, and `parts` what it is of the query. There are thousands of them
    in a large collection, and a few hundred in what is returned; equal ones as they were found.
    """
    if not found:
        return {}
    ids = np.concatenate(found)
    passages, firsts, of = np.unique(ids, return_index=True, return_inverse=True)
    shares = np.zeros(len(passages))
    np.add.at(shares, of, np.repeat(parts, [len(each) for each in found]))
    likely = np.flatnonzero(shares >= LEAST_TITLED)
    order = likely[np.lexsort((firsts[likely], -shares[likely]))][:_MOST_CALLED]
    return dict(zip(passages[order].tolist(), shares[order].tolist(), strict=True))


def _calling(title: str, words: Sequence[Sequence[str]], encoder: SparseEncoder) -> float:
    """Return what it gives a document that a query calls it by all of a title, 0 where not so.

    `words` are the query's, each as the terms by which a title may have it.
    """
    terms = [
        {term for term in encoder.title_terms([word]) if len(term) > 1}
        for word in split_words(title)
        if not encoder.is_function(word)
    ]
    used = [{place for place, word in enumerate(words) if of.intersection(word)} for of in terms]
    if not terms or not all(used):
        return 0.0
    spoken = set[int]().union(*used)
    if len(spoken) == len(words):
        return ASKED_FOR_WEIGHT
    return CALLED_WEIGHT if len(terms) > 1 else 0.0


def _titling(word: AskedWord, *, alone: bool) -> list[str]:
    """Return the terms by which a title may have a word of a query.

    Where it stands alone, not by a translation of what a passage has itself, or in a likelier one,
    nor by how it is written in other letters: key.txt is not what Ключ asks for beside a document
    that speaks of one.
    """
    titled = [term for term in word.ways if term[0] == TITLE]
    held = [way for term, way in word.ways.items() if term[0] not in (TITLE, FOLDER)]
    if not (alone and held):
        return titled
    itself = {None, *(way.language for way in held if way.route in _ITSELF)}
    least = max(way.share for way in held) * TITLED_TERM
    return [
        term
        for term in titled
        if (word.ways[term].language in itself and term[1:2] != ROMANISED)
        or word.ways[term].share >= least
    ]


def _verbatim(
    phrase: str, *, view: Readable, encoder: SparseEncoder, within: Ids | None
) -> dict[int, float]:
    """Return the passages in which a phrase stands verbatim, or in what their documents are called.

    Where it stands nowhere and is a name, those that have it in other forms of its words.
    """
    stems = [token.stem for token in encoder.words(phrase)]
    weights = {term: 1.0 for stem in stems for term in (stem, TITLE + stem, FOLDER + stem)}
    likeliest = view.backend.search_sparse(weights, k=_MOST_READ, within=within).ids.tolist()
    found: dict[int, float] = {}
    inflected: dict[int, float] = {}
    for passage, (text, titles) in view.read(likeliest).items():
        if stands_in(phrase, text):
            found[passage] = 1.0
        elif any(stands_in(phrase, title) for title in titles):
            found[passage] = TITLED_SHARE
        elif phrase[0].isupper() and not found and _in_a_row(stems, encoder.words(text)):
            inflected[passage] = 1.0
    return found or inflected


def _in_a_row(stems: Sequence[str], words: Sequence[Token]) -> bool:
    """Return whether words that begin with a capital have these stems one after another."""
    row = [word.stem for word in words]
    return any(
        words[start].capital and row[start : start + len(stems)] == stems
        for start in range(len(row) - len(stems) + 1)
    )


def _mean(demands: Sequence[Mapping[int, float]]) -> dict[int, float] | None:
    if not demands:
        return None
    passages = set[int]().union(*demands)
    return {
        passage: sum(held.get(passage, 0.0) for held in demands) / len(demands)
        for passage in passages
    }
