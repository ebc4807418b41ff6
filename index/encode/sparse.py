"""The sparse half: BM25 as an inner product, across the two scripts.

A passage's weight for a term is `(k1 + 1) tf / (tf + k1 (1 - b + b length / mean length))`
(Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, section 3.4); a query's is the
term's idf, `ln(1 + (N - df + 0.5) / (df + 0.5))`.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path

import numpy as np

from index.encode.asked import Asking
from index.encode.protocols import SparseQuery
from index.text.analysis import ANALYSIS, TITLE, Analysis, Token, split_words, term_id
from index.text.bridge import TermBridge
from index.vectors import Statistics, TermCounts

MOST_TITLE_TERMS = 24
"""How many terms of its document's title, headings, tags and file name a passage holds."""

_VOWEL = re.compile("[aeiouyаеёиоуыэюя]", re.IGNORECASE)
_PARTING = re.compile(r"_|(?<=[^\W\d_])-(?=\d)|(?<=\d)-(?=[^\W\d_])")

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
    ) -> None:
        """Use `bridge` for queries; None leaves each language to itself, but for the name keys.

        Without `name_keys` too, a query asks for its own stems alone: plain BM25. `analysis` is
        that of the languages there are, or of others beside them.
        """
        self._analysis = analysis
        self._bridge = bridge
        self._asking = Asking(
            analysis, bridge, name_keys=name_keys, plain=bridge is None and not name_keys
        )
        self._held_ids = lru_cache(maxsize=200_000)(self._ids)

    @classmethod
    def load(cls, path: Path, *, analysis: Analysis = ANALYSIS) -> "BridgedEncoder":
        """Return the encoder whose bridge stands in the file `path`."""
        return cls(TermBridge.load(path), analysis=analysis)

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
        held = self._held_ids if deciding is None else partial(self._held_ids, language=deciding)
        counts = Counter(chain.from_iterable(map(held, words)))
        marks = self._analysis.marks(text, language=deciding, day_first=day_first)
        counts.update(term_id(mark.term) for mark in marks)
        counts.update(map(term_id, self.title_terms(about, language=language)))
        ids = sorted(counts)
        return TermCounts(
            terms=np.array(ids, dtype=np.uint64),
            counts=np.array([min(counts[term], 65535) for term in ids], dtype=np.uint16),
            length=len(words),
        )

    def title_terms(self, about: Sequence[str], *, language: str | None = None) -> dict[str, str]:
        """Return the terms of titles, each with the word or words of them that it stands on."""
        found = (
            (TITLE + term, title[start:end])
            for title in about
            for read in dict.fromkeys([title, _spaced(title)])
            for token in self._analysis.tokenize(read, language=language)
            if not token.function
            for term, start, end in (
                (token.stem, token.start, token.end),
                *((mark.term, mark.start, mark.end) for mark in token.marks),
            )
        )
        first: dict[str, str] = {}
        for term, surface in found:
            first.setdefault(term, surface)
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

    def words(
        self, text: str, *, language: str | None = None, day_first: bool | None = None
    ) -> list[Token]:
        """Return the words of a passage in order."""
        return self._analysis.tokenize(text, language=language, day_first=day_first)

    def _ids(self, surface: str, *, language: str | None = None) -> tuple[int, ...]:
        return tuple(map(term_id, self._analysis.token(surface, language=language).terms))


def _spaced(title: str) -> str:
    """Return a file's name with spaces for what parts its words: minutes_2024-03-05."""
    return _PARTING.sub(" ", title)
