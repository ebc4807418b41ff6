"""The sparse half: BM25 as an inner product, across the two scripts.

A passage's weight for a term is `(k1 + 1) tf / (tf + k1 (1 - b + b length / mean length))`
(Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, section 3.4); a query's is the
term's idf, `ln(1 + (N - df + 0.5) / (df + 0.5))`.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

import numpy as np

from index.encode.asked import Asking
from index.encode.protocols import SparseQuery
from index.text.analysis import (
    ANALYSIS,
    DEFINED,
    FOLDER,
    TERM_HASH,
    TITLE,
    Analysis,
    Token,
    hash_term,
    split_words,
    term_id,
)
from index.text.bridge import TermBridge
from index.text.compounds import SIGN as IDENTIFIER
from index.text.days import SIGN as DATE
from index.text.written import WrittenWords
from index.types import Translation
from index.vectors import Statistics, TermCounts

MOST_TITLE_TERMS = 24
"""How many terms of its document's title, headings, tags, file name and folders a passage holds."""

_LEAST_ROMANISED = 3
_VOWEL = re.compile("[aeiouyаеёиоуыэюя]", re.IGNORECASE)
_PARTING = re.compile(r"_|(?<=[^\W\d_])-(?=\d)|(?<=\d)-(?=[^\W\d_])")

# What the terms of several words begin with: identifiers, dates, abbreviations, amounts.
_OF_SEVERAL = frozenset(f"{IDENTIFIER}{DATE}{DEFINED}0123456789")

_MOST_COUNTED = np.iinfo(np.uint16).max
_MOST_WORDS = 200_000
_MOST_TITLES = 1000

LEAST_KNOWN = 0.3
"""What the shares of a word's translations sum to at least: abbreviations hardly have any."""


class BridgedEncoder:
    """Stems, cross-script name keys, and translations of the query's words."""

    def __init__(
        self,
        bridge: TermBridge | None,
        *,
        name_keys: bool = True,
        analysis: Analysis = ANALYSIS,
        written: Path | None = None,
    ) -> None:
        """Use `bridge` for queries; None leaves each language to itself, but for the name keys.

        Without `name_keys` too, a query asks for its own stems alone: plain BM25. `analysis` is
        that of the languages there are, or of others beside them. `written` is the file of a
        tokenizer, whose words stand for the bridge's stems where a person reads them.
        """
        self._analysis = analysis
        self._bridge = bridge
        self._written = None if written is None else WrittenWords(written, analysis=analysis)
        self._asking = Asking(
            analysis, bridge, name_keys=name_keys, plain=bridge is None and not name_keys
        )
        languages = (None, *(each.code for each in analysis.languages))
        self._hashes = {code: _WordHashes(analysis, code) for code in languages}
        self._title_hashes = lru_cache(maxsize=_MOST_TITLES)(self._title_hashes_of)

    @classmethod
    def load(cls, path: Path, *, analysis: Analysis = ANALYSIS) -> "BridgedEncoder":
        """Return the encoder whose bridge stands in the file `path`, beside a tokenizer."""
        written = path.with_name("tokenizer.json")
        return cls(TermBridge.load(path), analysis=analysis, written=written)

    @property
    def fingerprint(self) -> str:
        """Return the version of the analysis; the bridge serves queries, nothing stored."""
        return self._analysis.fingerprint

    def encode_passage(
        self,
        text: str,
        *,
        language: str | None = None,
        day_first: bool | None = None,
        about: Sequence[str] = (),
    ) -> TermCounts:
        """Return the terms of `text` with their counts, those of what it is about once each."""
        words = split_words(text)
        deciding = self._analysis.deciding(language)
        marks = self._analysis.marks(text, language=deciding, day_first=day_first)
        hashes = [
            *map(self._hashes[deciding].__getitem__, words),
            *[hash_term(mark.term) for mark in marks],
            self._title_hashes(tuple(about), language),
        ]
        held = np.sort(np.frombuffer(b"".join(hashes), TERM_HASH).astype(np.uint64, copy=False))
        ends = np.flatnonzero(np.append(held[1:] != held[:-1], bool(len(held))))
        counts = ends.copy()
        counts[1:] -= ends[:-1]
        counts[:1] += 1
        return TermCounts(
            terms=held[ends],
            counts=np.minimum(counts, _MOST_COUNTED).astype(np.uint16),
            length=len(words),
        )

    def title_terms(self, about: Sequence[str], *, language: str | None = None) -> dict[str, str]:
        """Return the terms of titles and folders, each with the words of them that it stands on.

        What ends in a slash is a folder; what a title has too counts as the title's alone.
        """
        found = (
            (title.endswith(FOLDER), term, title[start:end])
            for title in about
            for read in dict.fromkeys([title, _spaced(title)])
            for token in self._analysis.tokenize(read, language=language)
            if not token.function
            for term, start, end in (
                (token.stem, token.start, token.end),
                (token.reading.as_word, token.start, token.end),
                *((mark.term, mark.start, mark.end) for mark in token.marks),
            )
            if term
        )
        romanised = (
            (title.endswith(FOLDER), term, title[token.start : token.end])
            for title in about
            for token in self._analysis.tokenize(_spaced(title), language=language)
            if not token.function and len(token.word) >= _LEAST_ROMANISED
            for read in self._analysis.from_latin(token.word)
            for term in self._analysis.romanised(read)
        )
        first: dict[str, str] = {}
        for of_folder, term, surface in chain(found, romanised):
            if not of_folder or TITLE + term not in first:
                first.setdefault((FOLDER if of_folder else TITLE) + term, surface)
        return dict(islice(first.items(), MOST_TITLE_TERMS))

    def encode_query(
        self, text: str, *, statistics: Callable[[Sequence[str]], Statistics]
    ) -> SparseQuery:
        """Return the query's words with the ways to their terms, translations and name keys too.

        Function words count only where the query has nothing else.
        """
        return self._asking.read(text, statistics=statistics)

    def is_function(self, word: str) -> bool:
        """Return whether a word carries no content."""
        return self._analysis.is_function(word)

    def knows(self, word: str) -> bool:
        """Return whether a word is one that people write, though no passage may have it.

        Without translations that cannot be said of any with a vowel.
        """
        if not _VOWEL.search(word):
            return False
        if self._bridge is None:
            return True
        stems = self._analysis.stems(word)
        return max(map(self._sureness, stems), default=0.0) >= LEAST_KNOWN

    def _sureness(self, stem: str) -> float:
        return sum(share for _, share in self._bridge.translations(stem)) if self._bridge else 1.0

    def translations(self, word: str) -> tuple[Translation, ...]:
        """Return what a word is likely called in the other language, best first; none unknown."""
        if self._bridge is None:
            return ()
        found: dict[str, float] = {}
        for stem in self._analysis.stems(word):
            for term, share in self._bridge.translations(stem):
                found[term] = max(share, found.get(term, 0.0))
        written = self._written.of if self._written else lambda _: None
        return tuple(
            Translation(word=written(stem), stem=stem, share=share)
            for stem, share in sorted(found.items(), key=lambda each: -each[1])
        )

    def words(
        self, text: str, *, language: str | None = None, day_first: bool | None = None
    ) -> list[Token]:
        """Return the words of a passage in order."""
        return self._analysis.tokenize(text, language=language, day_first=day_first)

    def held(self, text: str, terms: Sequence[str]) -> set[str]:
        """Return which of some terms a passage of this text holds, those of titles apart.

        What several words are together is looked for only where one of the terms may be of such.
        """
        hashes = b"".join(map(self._hashes[None].__getitem__, split_words(text)))
        held = set(np.frombuffer(hashes, TERM_HASH).tolist())
        if any(term[0] in _OF_SEVERAL for term in terms):
            held |= {term_id(mark.term) for mark in self._analysis.marks(text)}
        return {term for term in terms if term_id(term) in held}

    def _title_hashes_of(self, about: tuple[str, ...], language: str | None) -> bytes:
        return b"".join(map(hash_term, self.title_terms(about, language=language)))


class _WordHashes(dict[str, bytes]):
    """The hashes of the terms of each word as a document's language reads it, one after another."""

    def __init__(self, analysis: Analysis, language: str | None) -> None:
        super().__init__()
        self._analysis = analysis
        self._language = language

    def __missing__(self, surface: str) -> bytes:
        if len(self) >= _MOST_WORDS:
            self.clear()
        terms = self._analysis.token(surface, language=self._language).terms
        hashes = self[surface] = b"".join(map(hash_term, terms))
        return hashes


def _spaced(title: str) -> str:
    """Return a file's name with spaces for what parts its words: minutes_2024-03-05."""
    return _PARTING.sub(" ", title)
